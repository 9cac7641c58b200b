import { lastStep, type Owner, type Place, parsePath, placesOf, propertyOf } from './fhirpath-place.ts';
import { copyDecimal, parseJson, writeJson } from './json.ts';
import { refuse } from './outcomes.ts';

type Holder = Record<string, unknown>;
type Part = { name?: unknown; part?: unknown } & Holder;

interface Operation {
  type: 'add' | 'insert' | 'delete' | 'replace' | 'move';
  path: string;
  name?: string;
  value?: Value;
  index?: number;
  source?: number;
  destination?: number;
}

/** A value on its way, in a holder that keeps how a number was written, and what stands beside a primitive. */
interface Value {
  carried: { value: unknown };
  /** Of `valueDate` it is `date`; undefined for one that is made of parts. */
  type: string | undefined;
  /** Extensions of a primitive value, from `_valueDate`. */
  beside?: unknown;
  /** The elements of an object that is made of parts, until it is known where it goes. */
  parts?: ReadonlyMap<string, readonly Value[]>;
}

const mostOperations = 1000;
const deepestParts = 20;
const operations = ['add', 'insert', 'delete', 'replace', 'move'] as const;

/**
 * FHIRPath Patch [FHIR R4 fhirpatch.html] on `resource`, which is changed; decimals stay as they were written.
 * @throws OutcomeError patch-invalid, naming the operation; that the outcome is valid is for the caller to see
 */
export function patchByFhirPath(resource: unknown, parameters: unknown): unknown {
  if (!isHolder(resource) || typeof resource.resourceType !== 'string') throw refuse('patch-invalid', 'no resource');
  const { resourceType, parameter } = (isHolder(parameters) ? parameters : {}) as Holder;
  if (resourceType !== 'Parameters' || !Array.isArray(parameter)) {
    throw refuse('patch-invalid', 'a FHIRPath Patch is a Parameters with a parameter "operation" for each operation');
  }
  if (parameter.length > mostOperations) throw refuse('patch-invalid', `more than ${mostOperations} operations`);
  for (const [at, each] of parameter.entries()) {
    const operation = readOperation(each, at);
    const why = (reason: string) => refuse('patch-invalid', `operation ${at}, ${operation.type}: ${reason}`);
    apply(resource, operation, why);
  }
  return resource;
}

function isHolder(value: unknown): value is Holder {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function readOperation(given: unknown, at: number): Operation {
  const wrong = (why: string) => refuse('patch-invalid', `operation ${at} ${why}`, `Parameters.parameter[${at}]`);
  const { name: called, part } = (isHolder(given) ? given : {}) as Part;
  if (called !== 'operation' || !Array.isArray(part)) throw wrong('is no parameter "operation" with parts');
  const named = (name: string): Part | undefined => {
    const all = part.filter((each): each is Part => isHolder(each) && each.name === name);
    if (all.length > 1) throw wrong(`has several parts "${name}"`);
    return all[0];
  };
  const known = ['type', 'path', 'name', 'value', 'index', 'source', 'destination'];
  for (const each of part) {
    if (!isHolder(each) || !known.includes(String(each.name))) {
      throw wrong(`has a part ${JSON.stringify(isHolder(each) ? each.name : each)}; known are ${known.join(', ')}`);
    }
  }
  const text = (name: string): string | undefined => {
    const found = named(name);
    const value = found?.valueString ?? found?.valueCode;
    if (found && typeof value !== 'string') throw wrong(`has a part "${name}" that is no string`);
    return value as string | undefined;
  };
  const whole = (name: string): number | undefined => {
    const found = named(name);
    const value = found?.valueInteger ?? found?.valueUnsignedInt ?? found?.valuePositiveInt;
    if (found && !(Number.isSafeInteger(value) && Number(value) >= 0)) throw wrong(`has no whole number as "${name}"`);
    return value as number | undefined;
  };
  const type = text('type');
  const path = text('path');
  const value = named('value');
  if (!operations.some((each) => each === type)) {
    throw wrong(`has the type ${JSON.stringify(type)}; known are ${operations.join(', ')}`);
  }
  if (!path) throw wrong('has no path');
  const operation: Operation = { type: type as Operation['type'], path };
  const needs = (
    name: 'name' | 'value' | 'index' | 'source' | 'destination',
    of: readonly string[],
    found: unknown,
  ) => {
    if (!of.includes(operation.type)) return;
    if (found === undefined) throw wrong(`of type ${type} has no ${name}`);
    Object.assign(operation, { [name]: found });
  };
  needs('name', ['add'], text('name'));
  needs('value', ['add', 'insert', 'replace'], value && readValue(value, wrong, 0));
  needs('index', ['insert'], whole('index'));
  needs('source', ['move'], whole('source'));
  needs('destination', ['move'], whole('destination'));
  return operation;
}

/** `valueX`, or parts that are the elements of an object without a type of its own, such as Patient.contact. */
function readValue(part: Part, wrong: (why: string) => Error, level: number): Value {
  if (level > deepestParts) throw wrong('has a value of parts nested too deeply');
  const key = Object.keys(part).find((each) => /^value[A-Z]/.test(each));
  if (key) {
    const beside = part[`_${key}`];
    const type = key.charAt(5).toLowerCase() + key.slice(6);
    return { carried: copyOf(part, key), type, ...(beside !== undefined && { beside }) };
  }
  if (part.resource !== undefined) return { carried: copyOf(part, 'resource'), type: 'Resource' };
  if (!Array.isArray(part.part) || part.part.length === 0)
    throw wrong(`has a part ${JSON.stringify(part.name)} without a value`);
  const parts = new Map<string, Value[]>();
  for (const each of part.part) {
    const name = isHolder(each) ? each.name : undefined;
    if (typeof name !== 'string' || name in Object.prototype) throw wrong('has a value with a part without a name');
    parts.set(name, [...(parts.get(name) ?? []), readValue(each as Part, wrong, level + 1)]);
  }
  return { carried: { value: undefined }, type: undefined, parts };
}

function copyOf(holder: object, key: string): { value: unknown } {
  const value = (holder as Holder)[key];
  if (typeof value === 'object' && value !== null) return { value: parseJson(writeJson(value)) };
  const carried = { value };
  copyDecimal(holder, key, carried, 'value');
  return carried;
}

/** Sets a property that is no list, and what stands beside it. */
function put(object: Holder, name: string, { carried, beside }: Value): void {
  object[name] = carried.value;
  copyDecimal(carried, 'value', object, name);
  if (beside === undefined) delete object[`_${name}`];
  else object[`_${name}`] = beside;
}

function apply(resource: Holder, operation: Operation, why: (reason: string) => Error): void {
  const { type, path } = operation;
  const atom = parsePath(path);
  if (type === 'insert' || type === 'move') {
    const { owner, name } = lastStep(atom, path);
    const list = listOf(one(placesOf(resource, owner, path), path, why), name, path, why);
    if (type === 'insert') insert(list, operation, why);
    else move(list, operation, why);
    return;
  }
  const places = placesOf(resource, atom, path);
  // [FHIR R4 fhirpatch.html] of delete alone it is no error when there is nothing.
  if (type === 'delete' && places.length === 0) return;
  const place = one(places, path, why);
  if (type === 'add') add(place, operation, why);
  else if (!place.owner) throw why('the resource itself is neither replaced nor deleted');
  else if (type === 'delete') remove(place.owner, place);
  else replace(place.owner, place, operation.value as Value);
}

function one(places: readonly Place[], path: string, why: (reason: string) => Error): Place {
  const [place, ...more] = places;
  if (!place) throw why(`there is nothing at ${path}`);
  if (more.length > 0) throw why(`${path} leads to ${places.length} elements, not to one`);
  return place;
}

/** What is made of parts gets the names and the lists that the definitions say. */
function shaped(value: Value, type: string | undefined): Value {
  if (!value.parts) return value;
  const object: Holder = {};
  for (const [asked, values] of value.parts) {
    const property = propertyOf(object, type, asked, values[0]?.type);
    const name = property?.name ?? asked;
    const isList = property?.isList ?? values.length > 1;
    for (const each of values) {
      if (isList) {
        const items = (object[name] ?? []) as unknown[];
        insertInto({ owner: object, name, items, type: property?.type }, items.length, each);
      } else put(object, name, shaped(each, property?.type));
    }
  }
  return { ...value, carried: { value: object } };
}

interface List {
  owner: Holder;
  name: string;
  items: unknown[];
  /** Of an item. */
  type: string | undefined;
}

function listOf(place: Place, name: string, path: string, why: (reason: string) => Error): List {
  if (!isHolder(place.value)) throw why(`${path} is no list`);
  const property = propertyOf(place.value, place.type, name);
  const items = property && place.value[property.name];
  if (!property?.isList) throw why(`${path} is no list`);
  return { owner: place.value, name: property.name, items: Array.isArray(items) ? items : [], type: property.type };
}

/** What stands beside a list of primitives has an item, or null, for each of its items. */
function besideOf({ owner, name, items }: Omit<List, 'type'>): unknown[] | undefined {
  const beside = owner[`_${name}`];
  if (!Array.isArray(beside)) return undefined;
  while (beside.length < items.length) beside.push(null);
  return beside;
}

function insertInto(list: List, at: number, value: Value): void {
  const { carried, beside } = shaped(value, list.type);
  const { owner, name, items } = list;
  const next = besideOf(list) ?? (beside === undefined ? undefined : items.map(() => null));
  items.splice(at, 0, carried.value);
  owner[name] = items;
  if (!next) return;
  next.splice(at, 0, beside ?? null);
  owner[`_${name}`] = next;
}

function insert(list: List, { index = 0, value }: Operation, why: (reason: string) => Error): void {
  if (index > list.items.length) throw why(`the index ${index} is behind the end of a list of ${list.items.length}`);
  insertInto(list, index, value as Value);
}

function move(list: List, { source = 0, destination = 0 }: Operation, why: (reason: string) => Error): void {
  const { items } = list;
  if (source >= items.length || destination >= items.length) {
    throw why(`from ${source} to ${destination} is not within a list of ${items.length}`);
  }
  for (const each of [items, besideOf(list)]) if (each) each.splice(destination, 0, ...each.splice(source, 1));
}

function add(place: Place, { name = '', value }: Operation, why: (reason: string) => Error): void {
  const given = value as Value;
  if (!isHolder(place.value)) throw why('nothing can be added to a primitive value');
  const property = propertyOf(place.value, place.type, name, given.type);
  if (!property) throw why(`${place.type ?? 'the element'} has no element "${name}" for such a value`);
  const object = place.value;
  if (property.isList) {
    const items = Array.isArray(object[property.name]) ? (object[property.name] as unknown[]) : [];
    insertInto({ owner: object, name: property.name, items, type: property.type }, items.length, given);
  } else if (Object.hasOwn(object, property.name)) throw why(`${property.name} is there already; replace it`);
  else put(object, property.name, shaped(given, property.type));
}

function remove({ object, property }: Owner, { holder, key }: Place): void {
  if (!Array.isArray(holder)) {
    delete object[property];
    delete object[`_${property}`];
    return;
  }
  const beside = besideOf({ owner: object, name: property, items: holder });
  holder.splice(Number(key), 1);
  beside?.splice(Number(key), 1);
  if (holder.length === 0) delete object[property];
  if (beside?.every((each) => each === null)) delete object[`_${property}`];
}

function replace(owner: Owner, { holder, key, type }: Place, given: Value): void {
  const { object, property } = owner;
  const value = shaped(given, type);
  if (Array.isArray(holder)) {
    holder[Number(key)] = value.carried.value;
    const beside = besideOf({ owner: object, name: property, items: holder });
    if (beside) beside[Number(key)] = value.beside ?? null;
    return;
  }
  // Of a choice the new value may be of another type, and then has another name.
  const name = propertyOf({}, owner.type, owner.asked, value.type)?.name ?? property;
  if (name !== property) {
    delete object[property];
    delete object[`_${property}`];
  }
  put(object, name, value);
}
