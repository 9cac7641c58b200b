import type { HeldType } from '../held.ts';
import { findDateRange } from '../instants.ts';
import { type OutcomeError, refuse } from '../outcomes.ts';
import { readReference } from './extract.ts';
import { findNumberRange, type Prefix, splitPrefix } from './numbers.ts';
import { type SearchParameterOf, searchParametersOf } from './parameters.ts';
import { splitEscaped, unescapeText } from './text.ts';

/** One condition; its values are alternatives. Conditions of a request must all hold. */
export type Filter = { parameter: string } & (
  | { type: 'missing'; of: SearchParameterOf['type']; missing: boolean }
  | { type: 'token'; not: boolean; values: { system?: string; code?: string }[] }
  | { type: 'reference'; values: { type?: string; id: string }[] }
  | { type: 'date'; values: { prefix: Prefix; low: number; high: number }[] }
  | { type: 'string'; match: 'starts' | 'contains' | 'exact'; values: string[] }
  | { type: 'uri'; below: boolean; values: string[] }
  | {
      type: 'quantity';
      values: { prefix: Prefix; low: number; high: number; value: number; system?: string; code?: string }[];
    }
);

export interface Sort {
  /** `_lastUpdated`, `_id` or a date parameter of the type. */
  parameter: string;
  descending: boolean;
}

export interface SearchRequest {
  type: HeldType;
  filters: Filter[];
  sort: Sort[];
  /** Rows of one page; 0 asks for the total only. */
  count: number;
  /** Where the next page begins, as the `next` link of the page before gave it. */
  cursor?: string;
}

export interface SearchGrammar {
  zoneOffsetMinutes: number;
  base?: string;
  /** `Prefer: handling=lenient`: what is not known is left out instead of refused. */
  lenient?: boolean;
  /** Of the clock, for the prefix `ap`, Unix ms. */
  now: number;
}

const defaultCount = 50;
export const largestCount = 1000;
const longestValue = 2000;
const mostValues = 200;
const resultParameters = ['_count', '_sort', '_total', '_summary', '_elements', '_format', '_cursor'] as const;

/**
 * Reads the query of a search.
 * @throws OutcomeError parameter-unknown, modifier-unknown or parameter-value-invalid, naming what is known.
 */
export function parseSearch(
  type: HeldType,
  query: Iterable<readonly [string, string]>,
  grammar: SearchGrammar,
): SearchRequest {
  const known = searchParametersOf(type);
  const request: SearchRequest = { type, filters: [], sort: [], count: defaultCount };
  for (const [key, text] of query) {
    if (text.length > longestValue) throw invalid(key, `longer than ${longestValue} characters`);
    if (text.includes('\0')) throw invalid(key, 'holds a NUL character');
    if ((resultParameters as readonly string[]).includes(key)) {
      readResultParameter(request, key as (typeof resultParameters)[number], text);
      continue;
    }
    const [name = '', modifier] = key.split(':', 2);
    const parameter = known.get(name);
    if (!parameter) {
      if (grammar.lenient) continue;
      const names = [...known.keys(), ...resultParameters.slice(0, 6)].join(', ');
      throw refuse('parameter-unknown', `${type} has no search parameter "${name}"; known are ${names}`);
    }
    const filter = readFilter(parameter, modifier, text, grammar);
    if (filter) request.filters.push(filter);
  }
  const total = request.filters.reduce((sum, filter) => sum + ('values' in filter ? filter.values.length : 1), 0);
  if (total > mostValues) throw refuse('parameter-value-invalid', `${total} values; at most ${mostValues} are allowed`);
  return request;
}

function invalid(parameter: string, why: string): OutcomeError {
  return refuse('parameter-value-invalid', `the value of ${parameter} is ${why}`);
}

function readResultParameter(request: SearchRequest, name: (typeof resultParameters)[number], text: string): void {
  if (name === '_count') {
    if (!/^\d{1,9}$/.test(text)) throw invalid(name, `"${text}", not a whole number from 0`);
    // [FHIR R4 search.html#count] fewer than asked for may be returned.
    request.count = Math.min(Number(text), largestCount);
  } else if (name === '_cursor') request.cursor = text;
  else if (name === '_total') {
    // The total is always accurate.
    if (!['none', 'estimate', 'accurate'].includes(text))
      throw invalid(name, `"${text}", not none, estimate or accurate`);
  } else if (name === '_summary') {
    if (text === 'count') request.count = 0;
    else if (!['true', 'text', 'data', 'false'].includes(text)) {
      throw invalid(name, `"${text}"; known are true, text, data, count, false`);
    }
  } else if (name === '_sort') {
    const sortable = [...searchParametersOf(request.type).values()].filter(
      (each) => each.type === 'date' || each.name === '_id',
    );
    for (const part of text.split(',')) {
      const descending = part.startsWith('-');
      const parameter = descending ? part.slice(1) : part;
      if (!sortable.some((each) => each.name === parameter)) {
        throw invalid(name, `"${part}"; sorted can be by ${sortable.map((each) => each.name).join(', ')}`);
      }
      request.sort.push({ parameter, descending });
    }
    if (request.sort.length > 3) throw invalid(name, 'more than three parameters');
  }
}

const modifiers: Record<SearchParameterOf['type'], readonly string[]> = {
  token: ['missing', 'not'],
  reference: ['missing', 'a resource type'],
  date: ['missing'],
  string: ['missing', 'exact', 'contains'],
  uri: ['missing', 'below'],
  quantity: ['missing'],
};

function readFilter(
  parameter: SearchParameterOf,
  modifier: string | undefined,
  text: string,
  grammar: SearchGrammar,
): Filter | undefined {
  const { name, type } = parameter;
  const isTarget = type === 'reference' && modifier !== undefined && parameter.targets.includes(modifier);
  if (modifier !== undefined && !isTarget && !modifiers[type].includes(modifier)) {
    if (grammar.lenient) return undefined;
    throw refuse('modifier-unknown', `${name} has no modifier "${modifier}"; known are ${modifiers[type].join(', ')}`);
  }
  if (modifier === 'missing') {
    if (text !== 'true' && text !== 'false') throw invalid(`${name}:missing`, `"${text}", not true or false`);
    if (name.startsWith('_')) throw refuse('modifier-unknown', `${name} is never missing`);
    return { parameter: name, type: 'missing', of: type, missing: text === 'true' };
  }
  const parts = splitEscaped(text, ',').filter((part) => part !== '');
  if (parts.length === 0) throw invalid(name, 'empty');
  switch (type) {
    case 'token':
      return { parameter: name, type, not: modifier === 'not', values: parts.map(readToken) };
    case 'reference':
      return {
        parameter: name,
        type,
        values: parts.map((part) => readReferenceValue(parameter, isTarget ? modifier : undefined, part, grammar.base)),
      };
    case 'date':
      return { parameter: name, type, values: parts.map((part) => readDate(name, part, grammar)) };
    case 'string': {
      const match = modifier === 'exact' ? 'exact' : modifier === 'contains' ? 'contains' : 'starts';
      return { parameter: name, type, match, values: parts.map(unescapeText) };
    }
    case 'uri':
      return { parameter: name, type, below: modifier === 'below', values: parts.map(unescapeText) };
    case 'quantity':
      return { parameter: name, type, values: parts.map((part) => readQuantity(name, part)) };
  }
}

/** `code`, `system|code`, `|code` (no system) or `system|` (any code). */
function readToken(part: string): { system?: string; code?: string } {
  const [first = '', second] = splitEscaped(part, '|').map(unescapeText);
  if (second === undefined) return { code: first };
  return { system: first, ...(second !== '' && { code: second }) };
}

function readReferenceValue(
  { name, targets }: SearchParameterOf,
  type: string | undefined,
  part: string,
  base: string | undefined,
): { type?: string; id: string } {
  const reference = readReference(unescapeText(part), base);
  if (reference.type) {
    if (type && type !== reference.type) throw invalid(`${name}:${type}`, `"${part}", another type`);
    return reference;
  }
  if (/^[A-Za-z0-9.-]{1,64}$/.test(reference.id)) {
    const only = type ?? (targets.length === 1 ? targets[0] : name === 'patient' ? 'Patient' : undefined);
    return { ...(only && { type: only }), id: reference.id };
  }
  if (/^[a-z][a-z0-9+.-]*:\S+$/i.test(reference.id)) return { type: '', id: reference.id };
  throw invalid(name, `"${part}", not [type]/[id], an id or an absolute URL`);
}

function readDate(name: string, part: string, { zoneOffsetMinutes, now }: SearchGrammar) {
  const [prefix, text] = splitPrefix(part);
  const range = findDateRange(text, zoneOffsetMinutes);
  if (!range) {
    throw invalid(name, `"${part}", not a date such as 2026-11-22, ge2026-11 or lt2026-11-22T09:00:00+09:00`);
  }
  // [FHIR R4 search.html#prefix] ap: recommended is 10 % of the gap between now and the date.
  const slack = prefix === 'ap' ? Math.abs(now - range.low) * 0.1 : 0;
  return { prefix, low: Math.round(range.low - slack), high: Math.round(range.high + slack) };
}

/** `[prefix][number]`, `[prefix][number]|[system]|[code]` or `[prefix][number]||[code or unit]`. */
function readQuantity(name: string, part: string) {
  const [number = '', system, code] = splitEscaped(part, '|').map(unescapeText);
  const [prefix, text] = splitPrefix(number);
  const range = findNumberRange(text);
  if (!range) throw invalid(name, `"${part}", not a number such as 5.4, gt5.4 or 5.4|http://unitsofmeasure.org|mg`);
  const slack = prefix === 'ap' ? Math.abs(range.value) * 0.1 : 0;
  return {
    prefix,
    low: range.low - slack,
    high: range.high + slack,
    value: range.value,
    ...(system && { system }),
    ...(code && { code }),
  };
}
