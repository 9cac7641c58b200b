import { findDateRange } from '../instants.ts';
import { type OutcomeError, refuse } from '../outcomes.ts';
import { endOfTime, readReference } from './extract.ts';
import type { DateWanted, NumberWanted, PartWanted, QuantityWanted, ReferenceWanted, TokenWanted } from './filter.ts';
import { findNumberRange, splitPrefix } from './numbers.ts';
import type { SearchParameterOf, SearchType } from './parameters.ts';
import { splitEscaped, unescapeText } from './text.ts';
import { findCanonical, ucumSystem } from './units.ts';

/** What the values of a search are read by. */
export interface SearchGrammar {
  zoneOffsetMinutes: number;
  base?: string;
  /** `Prefer: handling=lenient`: what is not known is left out instead of refused. */
  lenient?: boolean;
  /** Of the clock, for the prefix `ap`, Unix ms. */
  now: number;
}

export function invalid(parameter: string, why: string): OutcomeError {
  return refuse('parameter-value-invalid', `the value of ${parameter} is ${why}`);
}

/** [FHIR R4 search.html#combining] `code$value`, or `code$first$last` of a coordinate. */
export function readComposite(
  parameter: SearchParameterOf,
  text: string,
  grammar: SearchGrammar,
): [PartWanted, PartWanted] {
  const { name, components = [] } = parameter;
  const parts = splitEscaped(text, '$');
  const [first, second, third] = parts;
  const [one, two, three] = components;
  if (!first || !second || !one || !two || parts.length !== components.length || third === '') {
    throw invalid(name, `"${text}", not ${components.map(({ type }) => `[${type}]`).join('$')}`);
  }
  const read = (type: SearchType, part: string): PartWanted => {
    if (type === 'token') return { type, value: readToken(part) };
    if (type === 'reference') return { type, value: readReferenceValue(parameter, undefined, part, grammar.base) };
    if (type === 'date') return { type, value: readDate(name, part, grammar) };
    if (type === 'quantity') return { type, value: readQuantity(name, part) };
    return { type: 'string', value: unescapeText(part) };
  };
  if (three && third !== undefined) {
    const [from, to] = [second, third].map((part) => readQuantity(name, part.replaceAll('|', '_')));
    if (from && to) return [read(one.type, first), { type: 'numbers', value: [from, to] }];
  }
  return [read(one.type, first), read(two.type, second)];
}

/** `code`, `system|code`, `|code` (no system) or `system|` (any code). */
export function readToken(part: string): TokenWanted {
  const [first = '', second] = splitEscaped(part, '|').map(unescapeText);
  if (second === undefined) return { code: first };
  return { system: first, ...(second !== '' && { code: second }) };
}

export function readReferenceValue(
  { name, targets }: SearchParameterOf,
  type: string | undefined,
  part: string,
  base: string | undefined,
): ReferenceWanted {
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

export function readDate(name: string, part: string, { zoneOffsetMinutes, now }: SearchGrammar): DateWanted {
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
export function readQuantity(name: string, part: string): QuantityWanted {
  const [number = '', system, code] = splitEscaped(part, '|').map(unescapeText);
  const [prefix, text] = splitPrefix(number);
  const range = findNumberRange(text);
  if (!range) throw invalid(name, `"${part}", not a number such as 5.4, gt5.4 or 5.4|http://unitsofmeasure.org|mg`);
  const slack = prefix === 'ap' ? Math.abs(range.value) * 0.1 : 0;
  const wanted = { prefix, low: range.low - slack, high: range.high + slack, value: range.value };
  const canonical = system === ucumSystem && code ? canonicalOf(wanted, code) : undefined;
  return { ...wanted, ...(system && { system }), ...(code && { code }), ...(canonical && { canonical }) };
}

/** [FHIR R4 search.html#quantity] the range of the written precision, carried over into base units. */
function canonicalOf({ prefix, low, high, value }: NumberWanted, code: string): QuantityWanted['canonical'] {
  const range = findCanonical(code, { low, high }, endOfTime);
  const exact = findCanonical(code, { low: value, high: value }, endOfTime);
  if (!range || !exact) return undefined;
  return { prefix, ...range, value: exact.low };
}
