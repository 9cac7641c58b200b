import {
  type Atom,
  DotAtom,
  evalFhirPathTyped,
  FhirPathAtom,
  FunctionAtom,
  IndexerAtom,
  InfixOperatorAtom,
  LiteralAtom,
  PrefixOperatorAtom,
  parseFhirPath,
  SymbolAtom,
  tryGetDataType,
} from '@medplum/core';
import { definitions, loadTypesIn } from './definitions.ts';
import { refuse } from './outcomes.ts';

/** An element of a resource, by where it stands. */
export interface Place {
  /** The object that has the element, or the list that has the item. */
  holder: Record<string, unknown> | unknown[];
  key: string | number;
  value: unknown;
  /** FHIR type, such as `HumanName` or `PatientContact`; undefined where the definitions do not say. */
  type: string | undefined;
  /** The object and the property that the element belongs to; of the resource itself there is none. */
  owner?: Owner;
}

export interface Owner {
  object: Record<string, unknown>;
  /** Its name in JSON, such as `valueQuantity`. */
  property: string;
  /** The name by which it was asked for, such as `value`. */
  asked: string;
  /** FHIR type of the object. */
  type: string | undefined;
}

/** What the definitions say of a property; `name` is the one in JSON, such as `valueQuantity`. */
export interface Property {
  name: string;
  isList: boolean;
  type: string | undefined;
}

const longestPath = 500;
/** Functions that lead to an element, and those that a `where` may ask. Regular expressions are not among them. */
const askable = new Set(['exists', 'empty', 'not', 'first', 'last', 'count', 'where', 'startsWith', 'endsWith']);
for (const name of ['contains', 'lower', 'upper', 'hasValue', 'extension', 'ofType', 'as', 'is', 'toString'])
  askable.add(name);

const notUnderstood = (path: string, why: string) =>
  refuse('patch-invalid', `the path ${JSON.stringify(path.slice(0, 100))} is not understood: ${why}`);

/** @throws OutcomeError patch-invalid */
export function parsePath(path: string): Atom {
  if (path.length > longestPath) throw notUnderstood(path, `longer than ${longestPath} characters`);
  try {
    return parseFhirPath(path).child;
  } catch (error) {
    throw notUnderstood(path, (error as Error).message);
  }
}

/** The elements that a path leads to: names, indexes, where(), first(), last(), extension() and ofType(). */
export function placesOf(document: Record<string, unknown>, atom: Atom, path: string): Place[] {
  definitions();
  loadTypesIn(document);
  const root: Place = {
    holder: { document },
    key: 'document',
    value: document,
    type: String(document.resourceType),
  };
  return walk(atom, [root], path, true);
}

/** Splits off the last name of a path that leads to a list: `Patient.contact[0].telecom` -> its owner and `telecom`. */
export function lastStep(atom: Atom, path: string): { owner: Atom; name: string } {
  if (atom instanceof DotAtom && atom.right instanceof SymbolAtom) return { owner: atom.left, name: atom.right.name };
  throw notUnderstood(path, 'it must end with the name of a list');
}

function walk(atom: Atom, from: readonly Place[], path: string, atStart: boolean): Place[] {
  if (atom instanceof DotAtom) return walk(atom.right, walk(atom.left, from, path, atStart), path, false);
  if (atom instanceof SymbolAtom) {
    if (atStart && from.length === 1 && atom.name === from[0]?.type) return [...from];
    return from.flatMap((place) => childrenOf(place, atom.name));
  }
  if (atom instanceof IndexerAtom) {
    const index = atom.expr instanceof LiteralAtom ? atom.expr.value.value : undefined;
    if (!Number.isSafeInteger(index)) throw notUnderstood(path, 'an index must be a whole number');
    const found = walk(atom.left, from, path, atStart)[index as number];
    return found ? [found] : [];
  }
  if (atom instanceof FunctionAtom) return apply(atom, from, path);
  throw notUnderstood(path, 'only names, indexes, where(), first(), last(), extension() and ofType() are');
}

function apply({ name, args }: FunctionAtom, from: readonly Place[], path: string): Place[] {
  if (name === 'first' && args.length === 0) return from.slice(0, 1);
  if (name === 'last' && args.length === 0) return from.slice(-1);
  const [argument] = args;
  if (name === 'where' && args.length === 1 && argument) {
    checkAskable(argument, path);
    const criterion = new FhirPathAtom(path, argument);
    return from.filter(({ value, type }) => {
      const found = evalFhirPathTyped(criterion, [{ type: type ?? 'BackboneElement', value }]);
      return found[0]?.value === true;
    });
  }
  const literal = argument instanceof LiteralAtom ? argument.value.value : undefined;
  if (name === 'extension' && args.length === 1 && typeof literal === 'string') {
    return from
      .flatMap((place) => childrenOf(place, 'extension'))
      .filter(({ value }) => (value as { url?: unknown } | null)?.url === literal);
  }
  if ((name === 'ofType' || name === 'as') && argument instanceof SymbolAtom) {
    return from.filter(({ type }) => type === argument.name);
  }
  throw notUnderstood(path, `the function ${name}() leads to no element`);
}

/** @throws OutcomeError patch-invalid for what a criterion may not ask */
function checkAskable(atom: Atom, path: string): void {
  if (atom instanceof InfixOperatorAtom) {
    checkAskable(atom.left, path);
    checkAskable(atom.right, path);
  } else if (atom instanceof PrefixOperatorAtom) checkAskable(atom.child, path);
  else if (atom instanceof IndexerAtom) {
    checkAskable(atom.left, path);
    checkAskable(atom.expr, path);
  } else if (atom instanceof FunctionAtom) {
    if (!askable.has(atom.name)) throw notUnderstood(path, `where() may not ask ${atom.name}()`);
    for (const argument of atom.args) checkAskable(argument, path);
  } else if (!(atom instanceof SymbolAtom || atom instanceof LiteralAtom)) {
    throw notUnderstood(path, 'where() asks something that is not served');
  }
}

function childrenOf({ value, type }: Place, name: string): Place[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return [];
  const object = value as Record<string, unknown>;
  const property = propertyOf(object, type, name);
  if (!property || !Object.hasOwn(object, property.name)) return [];
  const found = object[property.name];
  const owner = { object, property: property.name, asked: name, type };
  if (!Array.isArray(found)) return [{ holder: object, key: property.name, value: found, type: property.type, owner }];
  return found.map((item: unknown, key) => ({ holder: found, key, value: item, type: property.type, owner }));
}

/**
 * What a property of an object of this type is; of a choice (`value`) the one that is there.
 * @param valueType of a value that is about to be set, which decides a choice
 */
export function propertyOf(
  object: Record<string, unknown>,
  type: string | undefined,
  name: string,
  valueType?: string,
): Property | undefined {
  if (name in Object.prototype) return undefined;
  const nested = name === 'resource' || name === 'contained' ? undefined : type;
  const elements = (nested && tryGetDataType(nested)?.elements) || undefined;
  const element = elements && Object.hasOwn(elements, name) ? elements[name] : undefined;
  if (element) return { name, isList: element.max > 1, type: typeOf(element.type[0]?.code, object[name]) };
  const choice = elements?.[`${name}[x]`];
  if (choice) {
    const typed = (code: string) => `${name}${code.charAt(0).toUpperCase()}${code.slice(1)}`;
    const found =
      valueType === undefined
        ? choice.type.find(({ code }) => Object.hasOwn(object, typed(code)))
        : choice.type.find(({ code }) => code.toLowerCase() === valueType.toLowerCase());
    return found && { name: typed(found.code), isList: false, type: found.code };
  }
  for (const [key, { type: types }] of Object.entries(elements ?? {})) {
    if (!key.endsWith('[x]') || !name.startsWith(key.slice(0, -3))) continue;
    const one = types.find(({ code }) => code.toLowerCase() === name.slice(key.length - 3).toLowerCase());
    if (one) return { name, isList: false, type: one.code };
  }
  if (elements) return undefined;
  return Object.hasOwn(object, name) || valueType !== undefined
    ? { name, isList: Array.isArray(object[name]) || name === 'contained', type: typeOf(undefined, object[name]) }
    : undefined;
}

/** A resource inside another says itself what it is. */
function typeOf(type: string | undefined, value: unknown): string | undefined {
  const one: unknown = Array.isArray(value) ? value[0] : value;
  const own = typeof one === 'object' && one !== null ? (one as { resourceType?: unknown }).resourceType : undefined;
  return typeof own === 'string' ? own : type;
}
