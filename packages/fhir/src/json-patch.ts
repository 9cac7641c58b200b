import { copyDecimal, parseJson, writeJson } from './json.ts';
import { refuse } from './outcomes.ts';

type Holder = Record<string, unknown> | unknown[];

interface Operation {
  op: 'add' | 'remove' | 'replace' | 'move' | 'copy' | 'test';
  path: string;
  from?: string;
  value?: unknown;
}

const mostOperations = 1000;

/**
 * JSON Patch [RFC 6902] on `document`, which is changed; decimals stay as they were written.
 * @throws OutcomeError patch-invalid, naming the operation, or patch-test-failed
 */
export function patchJson(document: unknown, patch: unknown): unknown {
  if (!Array.isArray(patch)) throw refuse('patch-invalid', 'a JSON Patch is a list of operations');
  if (patch.length > mostOperations) throw refuse('patch-invalid', `more than ${mostOperations} operations`);
  // The document in a holder of its own, so that the path "" is a place like any other.
  const root = { document };
  for (const [at, operation] of patch.entries()) apply(root, readOperation(operation, at), at);
  return root.document;
}

function readOperation(operation: unknown, at: number): Operation {
  const found = (typeof operation === 'object' && operation !== null ? operation : {}) as Partial<Operation>;
  const { op, path, from } = found;
  if (!op || !['add', 'remove', 'replace', 'move', 'copy', 'test'].includes(op)) {
    throw refuse('patch-invalid', `operation ${at} has the op ${JSON.stringify(op)}`);
  }
  if (typeof path !== 'string') throw refuse('patch-invalid', `operation ${at} has no path`);
  if ((op === 'move' || op === 'copy') && typeof from !== 'string') {
    throw refuse('patch-invalid', `operation ${at} has no from`);
  }
  if ((op === 'add' || op === 'replace' || op === 'test') && !Object.hasOwn(found, 'value')) {
    throw refuse('patch-invalid', `operation ${at} has no value`);
  }
  return found as Operation;
}

function apply(root: { document: unknown }, operation: Operation, at: number): void {
  const { op, path, from = '' } = operation;
  const place = placeOf(root, path, at);
  if (op === 'test') {
    if (!sameJson(valueAt(place, at), operation.value)) {
      throw refuse('patch-test-failed', `operation ${at}: the value at "${path}" is another`);
    }
  } else if (op === 'remove') take(place, at);
  else if (op === 'replace') {
    valueAt(place, at);
    assign(place, copyOf(operation, 'value'));
  } else if (op === 'add') insert(place, copyOf(operation, 'value'), at);
  else {
    if (op === 'move' && path.startsWith(`${from}/`)) {
      throw refuse('patch-invalid', `operation ${at} moves "${from}" into itself`);
    }
    const source = placeOf(root, from, at);
    valueAt(source, at);
    const value = copyOf(source.holder, source.key);
    if (op === 'move') take(source, at);
    insert(placeOf(root, path, at), value, at);
  }
}

interface Place {
  holder: Holder;
  key: string;
  path: string;
}

/** A value on its way, in a holder that keeps how a number was written. */
type Carried = { value: unknown };

function copyOf(holder: object, key: string): Carried {
  const value = (holder as Record<string, unknown>)[key];
  if (typeof value === 'object' && value !== null) return { value: parseJson(writeJson(value)) };
  const carried = { value };
  copyDecimal(holder, key, carried, 'value');
  return carried;
}

/** [RFC 6901] */
function placeOf(root: { document: unknown }, path: string, at: number): Place {
  if (path !== '' && !path.startsWith('/')) throw refuse('patch-invalid', `operation ${at}: "${path}" is no pointer`);
  const keys = path.split('/').map((part) => part.replaceAll('~1', '/').replaceAll('~0', '~'));
  keys[0] = 'document';
  let holder: unknown = root;
  for (const key of keys.slice(0, -1)) holder = isHolder(holder) && has(holder, key) ? get(holder, key) : undefined;
  const key = keys.at(-1) as string;
  if (!isHolder(holder)) throw refuse('patch-invalid', `operation ${at}: there is nothing at "${path}"`);
  if (key in Object.prototype) throw refuse('property-forbidden', `no element is called "${key}"`);
  return { holder, key, path };
}

function isHolder(value: unknown): value is Holder {
  return typeof value === 'object' && value !== null;
}

function has(holder: Holder, key: string): boolean {
  return Array.isArray(holder)
    ? /^(0|[1-9]\d{0,8})$/.test(key) && Number(key) < holder.length
    : Object.hasOwn(holder, key);
}

function get(holder: Holder, key: string): unknown {
  return (holder as Record<string, unknown>)[key];
}

function valueAt({ holder, key, path }: Place, at: number): unknown {
  if (!has(holder, key)) throw refuse('patch-invalid', `operation ${at}: there is nothing at "${path}"`);
  return get(holder, key);
}

function take(place: Place, at: number): void {
  valueAt(place, at);
  if (Array.isArray(place.holder)) place.holder.splice(Number(place.key), 1);
  else delete place.holder[place.key];
}

function assign({ holder, key }: Place, carried: Carried): void {
  (holder as Record<string, unknown>)[key] = carried.value;
  copyDecimal(carried, 'value', holder, key);
}

function insert(place: Place, carried: Carried, at: number): void {
  const { holder, key, path } = place;
  if (!Array.isArray(holder)) {
    assign(place, carried);
    return;
  }
  const index = key === '-' ? holder.length : Number(key);
  if (key !== '-' && (!/^(0|[1-9]\d{0,8})$/.test(key) || index > holder.length)) {
    throw refuse('patch-invalid', `operation ${at}: "${path}" is no place in the list`);
  }
  holder.splice(index, 0, carried.value);
}

/** [RFC 6902 section 4.6] numbers by value, objects without the order of their members. */
function sameJson(a: unknown, b: unknown): boolean {
  if (!isHolder(a) || !isHolder(b)) return a === b;
  if (Array.isArray(a) !== Array.isArray(b)) return false;
  const keys = Object.keys(a);
  return (
    keys.length === Object.keys(b).length &&
    keys.every((key) => Object.hasOwn(b, key) && sameJson(get(a, key), get(b, key)))
  );
}
