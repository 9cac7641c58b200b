import { type HeldType, heldTypes, isHeldType } from '../held.ts';
import { OutcomeError, refuse } from '../outcomes.ts';
import { ofTypeCode } from './extract.ts';
import type { Filter, Include, TokenWanted } from './filter.ts';
import { type SearchParameterOf, type SearchType, searchParametersOf } from './parameters.ts';
import { splitEscaped, unescapeText } from './text.ts';
import {
  invalid,
  readComposite,
  readDate,
  readQuantity,
  readReferenceValue,
  readToken,
  type SearchGrammar,
} from './values.ts';

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
/** A reference to anything opens as many branches as there are types, and each step multiplies them. */
const mostBranches = 500;

interface Chain {
  depth: number;
  /** One for the whole chain. */
  budget: { left: number };
}

function deeper({ depth, budget }: Chain): Chain {
  if (--budget.left < 0) {
    throw refuse(
      'parameter-value-invalid',
      'the chain could go on in too many types; name them, as in subject:Patient.name',
    );
  }
  return { depth: depth + 1, budget };
}
/** Of one address so many steps upwards are looked at. */
const mostAbove = 20;

/**
 * Reads one condition of a search on `type`: `name`, `name:modifier`, a chain or `_has`.
 * @throws OutcomeError parameter-unknown, modifier-unknown or parameter-value-invalid, naming what is known.
 */
export function readCriterion(
  type: HeldType,
  key: string,
  text: string,
  grammar: SearchGrammar,
  chain: Chain = { depth: 0, budget: { left: mostBranches } },
): Filter {
  if (chain.depth > deepestChain) throw invalid(key.slice(0, 100), `a chain of more than ${deepestChain} steps`);
  if (key.startsWith('_has:')) return readHas(type, key, text, grammar, chain);
  const dot = key.indexOf('.');
  const [name = '', modifier] = (dot < 0 ? key : key.slice(0, dot)).split(/:(.*)/s, 2);
  const parameter = parameterOf(type, name);
  if (dot >= 0) return readChain(parameter, modifier, { rest: key.slice(dot + 1), text }, grammar, chain);
  return readFilter(parameter, modifier, text, grammar);
}

function parameterOf(type: HeldType, name: string): SearchParameterOf {
  const known = searchParametersOf(type);
  const parameter = known.get(name);
  if (parameter) return parameter;
  const why = Object.hasOwn(notServed, name) ? ` (${notServed[name]})` : '';
  const names = [...known.keys(), '_has', ...resultParameters.slice(0, -1)].join(', ');
  throw refuse('parameter-unknown', `${type} has no search parameter "${name}"${why}; known are ${names}`);
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
  chain: Chain,
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
      targets.push({ type: target, filter: readCriterion(target, rest, text, grammar, deeper(chain)) });
    } catch (error) {
      // Of several target types only some have the parameter.
      if (!(error instanceof OutcomeError) || error.code !== 'parameter-unknown') throw error;
      unknown ??= error;
    }
  }
  if (targets.length === 0) throw unknown ?? refuse('parameter-unknown', `${name} points to nothing that is held`);
  return { parameter: name, type: 'chain', targets };
}

function readHas(type: HeldType, key: string, text: string, grammar: SearchGrammar, chain: Chain): Filter {
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
    filter: readCriterion(source, rest.join(':'), text, grammar, deeper(chain)),
  };
}

const modifiers: Record<SearchType, readonly string[]> = {
  token: ['missing', 'not', 'text', 'in', 'not-in', 'above', 'below', 'of-type'],
  reference: ['missing', 'identifier', 'a resource type'],
  date: ['missing'],
  number: ['missing'],
  string: ['missing', 'exact', 'contains'],
  uri: ['missing', 'above', 'below'],
  quantity: ['missing'],
  composite: ['missing'],
};

/** Special parameters of R4 and of other servers that are not served, and why. */
const notServed: Record<string, string> = {
  _filter: 'filter expressions are not served; name the parameters',
  _content: 'the whole text is not indexed',
  _text: 'the narrative is not indexed',
  _list: 'lists are not followed; search List and read its entries',
  _query: 'there are no named queries',
  _type: 'a search is of one type, the one of its address',
  near: 'distances are not computed',
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
    throw refuse('modifier-unknown', `${name} has no modifier "${modifier}"; known are ${modifiers[type].join(', ')}`);
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
      return readTokens(name, modifier, parts);
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
      return {
        parameter: name,
        type,
        below: modifier === 'below',
        values: modifier === 'above' ? parts.map(unescapeText).flatMap(addressesAbove) : parts.map(unescapeText),
      };
    case 'quantity':
      return { parameter: name, type, values: parts.map((part) => readQuantity(name, part)) };
    case 'composite':
      return { parameter: name, type, values: parts.map((part) => readComposite(parameter, part, grammar)) };
  }
}

/** [FHIR R4 search.html#token] a token with its modifier. */
function readTokens(name: string, modifier: string | undefined, parts: readonly string[]): Filter {
  if (modifier === 'text') {
    return { parameter: `${name}:text`, type: 'string', match: 'starts', values: parts.map(unescapeText) };
  }
  if (modifier === 'in' || modifier === 'not-in') {
    const [valueSet = '', ...more] = parts.map(unescapeText);
    if (more.length > 0) throw invalid(`${name}:${modifier}`, 'more than one value set');
    return { parameter: name, type: 'in', not: modifier === 'not-in', valueSet };
  }
  if (modifier === 'above' || modifier === 'below') {
    const values = parts.map(readToken).map(({ system, code }) => {
      if (!system || !code)
        throw invalid(`${name}:${modifier}`, 'not [system]|[code]: codes stand over others in a system');
      return { system, code };
    });
    return { parameter: name, type: 'hierarchy', direction: modifier, values };
  }
  if (modifier === 'of-type')
    return {
      parameter: `${name}:of-type`,
      type: 'token',
      not: false,
      values: parts.map((part) => readTyped(name, part)),
    };
  return { parameter: name, type: 'token', not: modifier === 'not', values: parts.map(readToken) };
}

/** `system|code|value`: the type of an identifier and its value. */
function readTyped(name: string, part: string): TokenWanted {
  const [system = '', code, value, ...more] = splitEscaped(part, '|').map(unescapeText);
  if (!code || !value || more.length > 0) throw invalid(`${name}:of-type`, `"${part}", not [system]|[code]|[value]`);
  return { ...(system && { system }), code: ofTypeCode(code, value) };
}

/** `http://a/b/c` -> itself, `http://a/b` and `http://a`; `urn:a:b` -> itself and `urn:a`. */
function addressesAbove(uri: string): string[] {
  const found = [uri];
  const separator = uri.includes('/') ? '/' : ':';
  const first = uri.indexOf('://') < 0 ? 0 : uri.indexOf('://') + 3;
  for (
    let at = uri.lastIndexOf(separator);
    at > first && found.length < mostAbove;
    at = uri.lastIndexOf(separator, at - 1)
  ) {
    found.push(uri.slice(0, at));
  }
  return found;
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
