import { type HeldType, heldTypes, isHeldType } from '../held.ts';
import { findDateRange } from '../instants.ts';
import { OutcomeError, refuse } from '../outcomes.ts';
import { readReference } from './extract.ts';
import type {
  DateWanted,
  Filter,
  Include,
  PartWanted,
  QuantityWanted,
  ReferenceWanted,
  TokenWanted,
} from './filter.ts';
import { findNumberRange, splitPrefix } from './numbers.ts';
import { type SearchParameterOf, type SearchType, searchParametersOf } from './parameters.ts';
import { splitEscaped, unescapeText } from './text.ts';

export interface SearchGrammar {
  zoneOffsetMinutes: number;
  base?: string;
  /** `Prefer: handling=lenient`: what is not known is left out instead of refused. */
  lenient?: boolean;
  /** Of the clock, for the prefix `ap`, Unix ms. */
  now: number;
}

/** Parameters of a search that are no conditions. */
export const resultParameters = [
  '_count',
  '_sort',
  '_include',
  '_revinclude',
  '_total',
  '_summary',
  '_elements',
  '_format',
  '_cursor',
] as const;

const deepestChain = 4;

export function invalid(parameter: string, why: string): OutcomeError {
  return refuse('parameter-value-invalid', `the value of ${parameter} is ${why}`);
}

/**
 * Reads one condition of a search on `type`: `name`, `name:modifier`, a chain or `_has`.
 * @throws OutcomeError parameter-unknown, modifier-unknown or parameter-value-invalid, naming what is known.
 */
export function readCriterion(type: HeldType, key: string, text: string, grammar: SearchGrammar, depth = 0): Filter {
  if (depth > deepestChain) throw invalid(key, `a chain of more than ${deepestChain} steps`);
  if (key.startsWith('_has:')) return readHas(type, key, text, grammar, depth);
  const dot = key.indexOf('.');
  const [name = '', modifier] = (dot < 0 ? key : key.slice(0, dot)).split(/:(.*)/s, 2);
  const parameter = parameterOf(type, name);
  if (dot >= 0) return readChain(parameter, modifier, { rest: key.slice(dot + 1), text }, grammar, depth);
  return readFilter(parameter, modifier, text, grammar);
}

function parameterOf(type: HeldType, name: string): SearchParameterOf {
  const known = searchParametersOf(type);
  const parameter = known.get(name);
  if (parameter) return parameter;
  const names = [...known.keys(), '_has', ...resultParameters.slice(0, -1)].join(', ');
  throw refuse('parameter-unknown', `${type} has no search parameter "${name}"; known are ${names}`);
}

/** Held types that a reference parameter may point to. */
function targetsOf({ name, targets }: SearchParameterOf): HeldType[] {
  // `patient` is cut to patients by its expression, whatever else the definition names.
  const types = name === 'patient' ? ['Patient'] : targets.length > 0 ? targets : heldTypes;
  return types.filter(isHeldType);
}

function readChain(
  parameter: SearchParameterOf,
  modifier: string | undefined,
  { rest, text }: { rest: string; text: string },
  grammar: SearchGrammar,
  depth: number,
): Filter {
  const { name, type } = parameter;
  if (type !== 'reference') throw refuse('parameter-unknown', `${name} is no reference, so nothing follows it`);
  const possible = targetsOf(parameter);
  if (modifier !== undefined && !possible.some((each) => each === modifier)) {
    throw refuse('modifier-unknown', `${name} does not point to "${modifier}"; known are ${possible.join(', ')}`);
  }
  const targets: { type: HeldType; filter: Filter }[] = [];
  let unknown: unknown;
  for (const target of possible) {
    if (modifier !== undefined && target !== modifier) continue;
    try {
      targets.push({ type: target, filter: readCriterion(target, rest, text, grammar, depth + 1) });
    } catch (error) {
      // Of several target types only some have the parameter.
      if (!(error instanceof OutcomeError) || error.code !== 'parameter-unknown') throw error;
      unknown ??= error;
    }
  }
  if (targets.length === 0) throw unknown ?? refuse('parameter-unknown', `${name} points to nothing that is held`);
  return { parameter: name, type: 'chain', targets };
}

function readHas(type: HeldType, key: string, text: string, grammar: SearchGrammar, depth: number): Filter {
  const [, source = '', reference = '', ...rest] = key.split(':');
  const known = isHeldType(source) ? searchParametersOf(source).get(reference) : undefined;
  if (!isHeldType(source) || known?.type !== 'reference' || !targetsOf(known).includes(type) || rest.length === 0) {
    throw refuse(
      'parameter-unknown',
      `"${key}" is not _has:[type]:[reference parameter that points to ${type}]:[parameter of that type]`,
    );
  }
  return {
    parameter: reference,
    type: 'has',
    source,
    filter: readCriterion(source, rest.join(':'), text, grammar, depth + 1),
  };
}

const modifiers: Record<SearchType, readonly string[]> = {
  token: ['missing', 'not'],
  reference: ['missing', 'identifier', 'a resource type'],
  date: ['missing'],
  number: ['missing'],
  string: ['missing', 'exact', 'contains'],
  uri: ['missing', 'below'],
  quantity: ['missing'],
  composite: ['missing'],
};

/** Modifiers of R4 that are not served, and why. */
const notServed: Record<string, string> = {
  in: 'this server holds no value sets to look into',
  'not-in': 'this server holds no value sets to look into',
  above: 'this server holds no hierarchy of codes or addresses',
  below: 'this server holds no hierarchy of codes',
  text: 'the text beside a code is not indexed',
  'of-type': 'the type of an identifier is not indexed',
};

function readFilter(
  parameter: SearchParameterOf,
  modifier: string | undefined,
  text: string,
  grammar: SearchGrammar,
): Filter {
  const { name, type } = parameter;
  const isTarget = type === 'reference' && modifier !== undefined && parameter.targets.includes(modifier);
  if (modifier !== undefined && !isTarget && !modifiers[type].includes(modifier)) {
    const why = Object.hasOwn(notServed, modifier) ? ` (${notServed[modifier]})` : '';
    throw refuse(
      'modifier-unknown',
      `${name} has no modifier "${modifier}"${why}; known are ${modifiers[type].join(', ')}`,
    );
  }
  if (modifier === 'missing') {
    if (text !== 'true' && text !== 'false') throw invalid(`${name}:missing`, `"${text}", not true or false`);
    if (name === '_id' || name === '_lastUpdated') throw refuse('modifier-unknown', `${name} is never missing`);
    return { parameter: name, type: 'missing', of: type, missing: text === 'true' };
  }
  const parts = splitEscaped(text, ',').filter((part) => part !== '');
  if (parts.length === 0) throw invalid(name, 'empty');
  switch (type) {
    case 'token':
      return { parameter: name, type, not: modifier === 'not', values: parts.map(readToken) };
    case 'reference':
      if (modifier === 'identifier') {
        return { parameter: `${name}:identifier`, type: 'token', not: false, values: parts.map(readToken) };
      }
      return {
        parameter: name,
        type,
        values: parts.map((part) => readReferenceValue(parameter, isTarget ? modifier : undefined, part, grammar.base)),
      };
    case 'date':
      return { parameter: name, type, values: parts.map((part) => readDate(name, part, grammar)) };
    case 'number':
      return { parameter: name, type, values: parts.map((part) => readQuantity(name, part.replaceAll('|', '_'))) };
    case 'string': {
      const match = modifier === 'exact' ? 'exact' : modifier === 'contains' ? 'contains' : 'starts';
      return { parameter: name, type, match, values: parts.map(unescapeText) };
    }
    case 'uri':
      return { parameter: name, type, below: modifier === 'below', values: parts.map(unescapeText) };
    case 'quantity':
      return { parameter: name, type, values: parts.map((part) => readQuantity(name, part)) };
    case 'composite':
      return { parameter: name, type, values: parts.map((part) => readComposite(parameter, part, grammar)) };
  }
}

/** [FHIR R4 search.html#combining] `code$value` */
function readComposite(parameter: SearchParameterOf, text: string, grammar: SearchGrammar): [PartWanted, PartWanted] {
  const { name, components = [] } = parameter;
  const [first, second, ...more] = splitEscaped(text, '$');
  const [one, two] = components;
  if (!first || !second || more.length > 0 || !one || !two) {
    throw invalid(name, `"${text}", not ${components.map(({ type }) => `[${type}]`).join('$')}`);
  }
  const read = (type: SearchType, part: string): PartWanted => {
    if (type === 'token') return { type, value: readToken(part) };
    if (type === 'reference') return { type, value: readReferenceValue(parameter, undefined, part, grammar.base) };
    if (type === 'date') return { type, value: readDate(name, part, grammar) };
    if (type === 'quantity') return { type, value: readQuantity(name, part) };
    return { type: 'string', value: unescapeText(part) };
  };
  return [read(one.type, first), read(two.type, second)];
}

/** `code`, `system|code`, `|code` (no system) or `system|` (any code). */
function readToken(part: string): TokenWanted {
  const [first = '', second] = splitEscaped(part, '|').map(unescapeText);
  if (second === undefined) return { code: first };
  return { system: first, ...(second !== '' && { code: second }) };
}

function readReferenceValue(
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

function readDate(name: string, part: string, { zoneOffsetMinutes, now }: SearchGrammar): DateWanted {
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
function readQuantity(name: string, part: string): QuantityWanted {
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

/** [FHIR R4 search.html#include] `Type:parameter`, `Type:parameter:target` or `Type:*`. */
export function readInclude(type: HeldType, key: string, text: string): Include {
  const [name = '', modifier] = key.split(/:(.*)/s, 2);
  if (modifier !== undefined && modifier !== 'iterate') {
    throw refuse('modifier-unknown', `${name} has no modifier "${modifier}"; known is iterate`);
  }
  const reverse = name === '_revinclude';
  const iterate = modifier === 'iterate';
  const [source = '', parameter = '', target, ...more] = text.split(':');
  if (!isHeldType(source) || more.length > 0) {
    throw invalid(name, `"${text}", not [type]:[parameter] of a type that is held (${heldTypes.join(', ')})`);
  }
  if (!reverse && !iterate && source !== type) throw invalid(name, `"${text}", but the search is of ${type}`);
  if (target !== undefined && !isHeldType(target)) throw invalid(name, `"${text}"; ${target} is not held`);
  if (parameter === '*') return { source, reverse, iterate, ...(target && { target }) };
  const references = [...searchParametersOf(source).values()].filter((each) => each.type === 'reference');
  if (!references.some((each) => each.name === parameter)) {
    throw invalid(name, `"${text}"; references of ${source} are ${references.map((each) => each.name).join(', ')}`);
  }
  return { source, parameter, reverse, iterate, ...(target && { target }) };
}
