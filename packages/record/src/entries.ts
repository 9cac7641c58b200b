import { randomUUID } from 'node:crypto';
import { idPattern, OutcomeError, parseJson, refuse, resourceTypeOf, toInstant, writeJson } from '@munan/fhir';
import type { FastifyRequest } from 'fastify';
import { etagOf, urlOf } from './bundles.ts';
import {
  type Answer,
  admit,
  type Door,
  findByCondition,
  heldTypeOf,
  outcomeOf,
  told,
  validIdOf,
  versionOf,
} from './door.ts';
import type { OpenQuery } from './fhir-record.ts';
import { ReferenceCheck } from './integrity.ts';
import { history, read, search } from './reading.ts';
import { create, patch, remove, update, type WriteAsked } from './writing.ts';

/** An entry of a batch or a transaction [FHIR R4 http.html#transaction]. */
interface Entry {
  fullUrl?: string;
  resource?: unknown;
  method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
  /** Parts of the address under the base. */
  parts: string[];
  query: URLSearchParams;
  ifMatch?: string;
  ifNoneMatch?: string;
  ifNoneExist?: string;
}

const mostEntries = 1000;

interface Given {
  fullUrl?: unknown;
  resource?: unknown;
  request?: Partial<Record<'method' | 'url' | 'ifMatch' | 'ifNoneMatch' | 'ifNoneExist', unknown>>;
}

/** @throws bundle-invalid */
export function readBundle(body: unknown, base: string): { type: 'batch' | 'transaction'; entries: Entry[] } {
  if (resourceTypeOf(body) !== 'Bundle') throw refuse('bundle-invalid', 'the base takes a Bundle only');
  const { type, entry = [] } = body as { type?: unknown; entry?: unknown };
  if (type !== 'batch' && type !== 'transaction') {
    throw refuse('bundle-invalid', `a Bundle of type ${JSON.stringify(type)} is not taken; batch and transaction are`);
  }
  if (!Array.isArray(entry) || entry.length > mostEntries) {
    throw refuse('bundle-invalid', `Bundle.entry must be a list of at most ${mostEntries}`);
  }
  return { type, entries: entry.map((each, at) => readEntry(each, at, base)) };
}

function readEntry(given: unknown, at: number, base: string): Entry {
  const { fullUrl, resource, request } = (isObject(given) ? given : {}) as Given;
  const wrong = (why: string) => refuse('bundle-invalid', why, `Bundle.entry[${at}]`);
  const text = (name: 'method' | 'url' | 'ifMatch' | 'ifNoneMatch' | 'ifNoneExist'): string | undefined => {
    const value = request?.[name];
    if (value !== undefined && typeof value !== 'string') throw wrong(`request.${name} is no string`);
    return value;
  };
  const method = text('method') ?? '';
  const url = text('url');
  if (!['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'].includes(method))
    throw wrong('request.method is missing or unknown');
  if (!url) throw wrong('request.url is missing');
  if (fullUrl !== undefined && typeof fullUrl !== 'string') throw wrong('fullUrl is no string');
  const local = url.startsWith(`${base}/`) ? url.slice(base.length + 1) : url.replace(/^\//, '');
  const [address = '', query = ''] = local.split(/\?(.*)/s, 2);
  const [ifMatch, ifNoneMatch, ifNoneExist] = [text('ifMatch'), text('ifNoneMatch'), text('ifNoneExist')];
  return {
    ...(fullUrl !== undefined && { fullUrl }),
    ...(resource !== undefined && { resource }),
    method: method as Entry['method'],
    parts: address.split('/').filter((part) => part !== ''),
    query: new URLSearchParams(query),
    ...(ifMatch !== undefined && { ifMatch }),
    ...(ifNoneMatch !== undefined && { ifNoneMatch }),
    ...(ifNoneExist !== undefined && { ifNoneExist }),
  };
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

type Doing = (open?: OpenQuery) => Promise<Answer>;

/** What an entry asks; who may is asked here, what is done is done by the function that comes back. */
async function prepare(
  door: Door,
  request: FastifyRequest,
  entry: Entry,
  { newId, within }: { newId?: string; within?: WriteAsked['within'] } = {},
): Promise<Doing> {
  const { method, parts, query, resource, ifNoneExist, ifNoneMatch } = entry;
  const [first = '', second, third, fourth] = parts;
  if (method === 'GET' || method === 'HEAD') {
    if (first === '_history' && parts.length === 1) return (open) => history(door, request, { query }, open);
    const type = heldTypeOf(first);
    if (parts.length === 1) return (open) => search(door, request, { type, query, lenient: false }, open);
    if (second === '_history' && parts.length === 2) return (open) => history(door, request, { type, query }, open);
    const id = validIdOf(second ?? '');
    if (third === '_history' && parts.length === 3) return (open) => history(door, request, { type, id, query }, open);
    const version = third === '_history' && parts.length === 4 ? fourth : undefined;
    if (parts.length === 2 || version !== undefined) {
      const asked = { type, id, query, ...(version && { version }), ...(ifNoneMatch && { ifNoneMatch }) };
      return (open) => read(door, request, asked, open);
    }
    throw refuse('not-found', `there is nothing at ${method} ${parts.join('/')}`);
  }
  const type = heldTypeOf(first);
  const ifMatch = versionOf(entry.ifMatch);
  const body = method === 'PATCH' ? patchIn(resource) : resource;
  const asked: WriteAsked = {
    type,
    ...(second !== undefined && { id: validIdOf(second) }),
    ...(second === undefined && method !== 'POST' && { condition: query }),
    ...(method === 'POST' && ifNoneExist !== undefined && { condition: new URLSearchParams(ifNoneExist) }),
    body,
    ...(ifMatch !== undefined && { ifMatch }),
    onlyNew: ifNoneMatch === '*',
    ...(within && { within }),
  };
  if (parts.length > (method === 'POST' ? 1 : 2))
    throw refuse('not-found', `there is nothing at ${method} ${parts.join('/')}`);
  const make = { POST: create, PUT: update, PATCH: patch, DELETE: remove }[method];
  const work = await make(door, request, { ...asked, ...(newId !== undefined && { newId }) });
  return (open) =>
    open ? work(open) : door.record.transaction(async (own) => told(door, request, await work(own), own));
}

/** [FHIR R4 http.html#patch] in a bundle a JSON Patch comes as a Binary, in base64, a FHIRPath Patch as it is. */
function patchIn(resource: unknown): unknown {
  const { resourceType, contentType, data } = (isObject(resource) ? resource : {}) as Record<string, unknown>;
  if (resourceType === 'Parameters') return resource;
  if (resourceType !== 'Binary' || contentType !== 'application/json-patch+json' || typeof data !== 'string') {
    throw refuse('bundle-invalid', 'PATCH in a bundle takes a Parameters, or a Binary of application/json-patch+json');
  }
  const operations = parseJson(Buffer.from(data, 'base64').toString());
  if (!Array.isArray(operations)) throw refuse('patch-invalid', 'a JSON Patch is a list of operations');
  return operations;
}

/** Each entry by itself: one that fails is answered as failed, the others are done. */
export async function batch(door: Door, request: FastifyRequest, entries: readonly Entry[]): Promise<Answer> {
  const answers: string[] = [];
  const parts: Answer[] = [];
  const patients = new Set<string>();
  for (const entry of entries) {
    try {
      const doing = await prepare(door, request, entry);
      const answer = await doing();
      for (const patient of answer.patients) patients.add(patient);
      if (!answer.isTold) parts.push(answer);
      answers.push(entryText(answer, door.baseOf(request), entry.method));
    } catch (error) {
      const known = error instanceof OutcomeError ? error : outcomeOf(error as Error);
      if (known.status === 500) request.log.error({ err: error }, 'an entry of a batch failed');
      answers.push(`{"response":{"status":"${known.status}","outcome":${writeJson(known.outcome)}}}`);
    }
  }
  const text = bundleText('batch-response', answers);
  return { status: 200, interaction: 'batch', patients: [...patients], text, parts };
}

/** [FHIR R4 http.html#trules] in this order, so that what is written in a transaction can refer to itself. */
const order = ['DELETE', 'POST', 'PUT', 'PATCH', 'GET', 'HEAD'];

const interactionOf = { POST: 'create', PUT: 'update', PATCH: 'patch', DELETE: 'delete' } as const;

/** All or nothing; references to a fullUrl of another entry become the address under which that one is stored. */
export async function transaction(door: Door, request: FastifyRequest, entries: readonly Entry[]): Promise<Answer> {
  // Who may is asked of every entry before anything is done, and outside of the transaction.
  for (const [at, entry] of entries.entries()) {
    await inEntry(at, async () => {
      const writes = entry.method !== 'GET' && entry.method !== 'HEAD';
      if (writes)
        await admit(
          door,
          request,
          interactionOf[entry.method as keyof typeof interactionOf],
          heldTypeOf(entry.parts[0] ?? ''),
        );
    });
  }
  const answers: Answer[] = [];
  await door.record.transaction(async (open) => {
    const { addresses, newIds } = await addressesOf(door, request, entries, open);
    for (const [at, entry] of entries.entries()) {
      await inEntry(at, () => rewrite(door, request, entry.resource, addresses, open));
    }
    const check = new ReferenceCheck(door.baseOf(request));
    const done = [...entries.entries()].sort(([, a], [, b]) => order.indexOf(a.method) - order.indexOf(b.method));
    for (const [at, entry] of done) {
      const newId = newIds.get(at);
      const more = { within: { check, place: `Bundle.entry[${at}]` }, ...(newId !== undefined && { newId }) };
      answers[at] = await inEntry(at, async () => (await prepare(door, request, entry, more))(open));
    }
    await check.run(open);
    const changed = done.flatMap(([at, { method }]) => {
      const { stored } = answers[at] as Answer;
      return stored && !['GET', 'HEAD', 'POST'].includes(method) ? [`${stored.type}/${stored.id}`] : [];
    });
    const twice = changed.find((address, index) => changed.indexOf(address) !== index);
    if (twice) throw refuse('bundle-invalid', `${twice} is changed by more than one entry`);
    await told(
      door,
      request,
      { status: 200, interaction: 'transaction', patients: patientsOf(answers), parts: answers },
      open,
    );
  });
  const base = door.baseOf(request);
  const text = bundleText(
    'transaction-response',
    answers.map((answer, at) => entryText(answer, base, entries[at]?.method)),
  );
  return { status: 200, interaction: 'transaction', patients: patientsOf(answers), text, isTold: true };
}

function patientsOf(answers: readonly Answer[]): string[] {
  return [...new Set(answers.flatMap((answer) => answer.patients))];
}

/** An error says in which entry it was. */
async function inEntry<T>(at: number, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!(error instanceof OutcomeError)) throw error;
    const place = `Bundle.entry[${at}]`;
    const [first, ...others] = error.issues.map((issue) => ({
      ...issue,
      expression: issue.expression?.startsWith('Bundle.')
        ? issue.expression
        : issue.expression
          ? `${place}.resource.${issue.expression}`
          : place,
    }));
    throw first ? new OutcomeError(first, ...others) : error;
  }
}

/** fullUrl -> `Type/id`, with an id made now for what is about to be created. */
async function addressesOf(door: Door, request: FastifyRequest, entries: readonly Entry[], open: OpenQuery) {
  const addresses = new Map<string, string>();
  const newIds = new Map<number, string>();
  for (const [at, { fullUrl, method, parts, query, ifNoneExist }] of entries.entries()) {
    if (method !== 'POST' && method !== 'PUT') continue;
    const type = heldTypeOf(parts[0] ?? '');
    let id = method === 'PUT' ? parts[1] : undefined;
    const condition = method === 'POST' ? ifNoneExist && new URLSearchParams(ifNoneExist) : !id && query;
    if (condition) {
      const found = await inEntry(at, async () => {
        const filter = await admit(door, request, 'search-type', type);
        return findByCondition(door, request, type, condition, { filter, open });
      });
      id = found?.id;
      const { resource } = entries[at] as Entry;
      if (method === 'PUT' && !id && isObject(resource)) {
        if (typeof resource.id !== 'string') resource.id = randomUUID();
        if (idPattern.test(String(resource.id))) id = String(resource.id);
      }
    }
    if (method === 'POST' && !id) {
      id = door.record.newId();
      newIds.set(at, id);
    }
    if (!fullUrl || !id) continue;
    if (addresses.has(fullUrl))
      throw refuse('bundle-invalid', `two entries have the fullUrl ${fullUrl}`, `Bundle.entry[${at}]`);
    addresses.set(fullUrl, `${type}/${id}`);
  }
  return { addresses, newIds };
}

const uriKeys = /^(reference|uri|url|valueUri|valueUrl|valueCanonical|instantiatesUri|source)$/;

/** Changes the references in a resource in place. */
async function rewrite(
  door: Door,
  request: FastifyRequest,
  value: unknown,
  addresses: ReadonlyMap<string, string>,
  open: OpenQuery,
): Promise<void> {
  if (Array.isArray(value)) for (const each of value) await rewrite(door, request, each, addresses, open);
  if (!isObject(value)) return;
  for (const [key, item] of Object.entries(value)) {
    if (typeof item !== 'string') await rewrite(door, request, item, addresses, open);
    else if (uriKeys.test(key)) {
      const address = addresses.get(item);
      if (address) value[key] = address;
      else if (key === 'reference' && /^[A-Z][A-Za-z]+\?/.test(item)) {
        // [FHIR R4 http.html#trules] a conditional reference: the one resource that matches.
        const [name = '', condition = ''] = item.split(/\?(.*)/s, 2);
        const type = heldTypeOf(name);
        const filter = await admit(door, request, 'search-type', type);
        const found = await findByCondition(door, request, type, new URLSearchParams(condition), { filter, open });
        if (!found) throw refuse('several-match', `nothing matches the reference ${item}`);
        value[key] = `${found.type}/${found.id}`;
      }
    }
  }
}

function entryText({ status, stored, text, interaction }: Answer, base: string, method: string | undefined): string {
  const response = {
    status: String(status),
    ...(stored && {
      ...(!stored.deleted && { location: `${urlOf(stored, base)}/_history/${stored.version}` }),
      etag: etagOf(stored),
      lastModified: toInstant(stored.lastUpdated),
    }),
  };
  const shown = method === 'HEAD' || status === 304 || interaction === 'delete' ? '' : (text ?? stored?.text ?? '');
  const fullUrl = stored && !stored.deleted ? `"fullUrl":${JSON.stringify(urlOf(stored, base))},` : '';
  return `{${fullUrl}${shown && `"resource":${shown},`}"response":${JSON.stringify(response)}}`;
}

function bundleText(type: string, entries: readonly string[]): string {
  const entry = entries.length === 0 ? '' : `,"entry":[${entries.join(',')}]`;
  return `{"resourceType":"Bundle","type":"${type}"${entry}}`;
}
