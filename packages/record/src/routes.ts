import {
  type HeldType,
  heldTypes,
  idPattern,
  isHeldType,
  OutcomeError,
  parseJson,
  parseSearch,
  refuse,
  resourceTypeOf,
  validate,
  writeJson,
} from '@munan/fhir';
import type { FastifyError, FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import { type AccessAnswer, type FhirAccess, type Interaction, passes } from './access.ts';
import { etagOf, historyBundle, searchBundle, urlOf } from './bundles.ts';
import { capabilityStatement } from './capabilities.ts';
import type { FhirRecord, Stored } from './fhir-record.ts';
import type { AccessFilter } from './search-sql.ts';

export interface FhirRouteOptions {
  /** Address under which others reach it, without a slash at the end; by default from the request. */
  base?: string;
  /** Largest body, bytes. */
  bodyLimit?: number;
}

const json = 'application/fhir+json; charset=utf-8';
const path = '/fhir/R4';

/** Who gets in, and the words of each route, once for all. */
interface Door {
  record: FhirRecord;
  access: FhirAccess;
  baseOf(request: FastifyRequest): string;
}

/** A Fastify 5 plugin; register it with the prefix `/fhir/R4`. */
export function fhirRoutes(
  record: FhirRecord,
  access: FhirAccess,
  { base, bodyLimit = 1024 * 1024 }: FhirRouteOptions = {},
): FastifyPluginAsync {
  const door: Door = {
    record,
    access,
    baseOf: (request) => base ?? `${request.protocol}://${request.host}${path}`,
  };
  return async (app) => {
    app.removeAllContentTypeParsers();
    const bodyTypes = ['application/fhir+json', 'application/json', 'application/x-www-form-urlencoded'];
    app.addContentTypeParser(bodyTypes, { parseAs: 'string', bodyLimit }, (_request, body, done) => done(null, body));
    app.setErrorHandler(answerError);
    app.setNotFoundHandler((request, reply) =>
      answerError(
        refuse('not-found', `there is nothing at ${request.method} ${request.url.split('?')[0]}`),
        request,
        reply,
      ),
    );
    app.addHook('onRequest', async (request) => checkFormat(request));
    addRoutes(app, door);
  };
}

type Params = { type: string; id: string; version: string };

function addRoutes(app: FastifyInstance, door: Door): void {
  app.get('/metadata', async (request, reply) => {
    await admit(door, request, 'capabilities', undefined);
    return send(reply, 200, writeJson(capabilityStatement(door.baseOf(request), door.record.now())));
  });
  app.post<{ Params: Params }>('/:type', (request, reply) => create(door, request, reply));
  app.get<{ Params: Params }>('/:type', (request, reply) => search(door, request, reply, queryOf(request)));
  app.post<{ Params: Params }>('/:type/_search', (request, reply) => {
    const body = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
    return search(door, request, reply, new URLSearchParams([...queryOf(request), ...body]));
  });
  app.get<{ Params: Params }>('/:type/:id', (request, reply) => read(door, request, reply));
  app.put<{ Params: Params }>('/:type/:id', (request, reply) => update(door, request, reply));
  app.get<{ Params: Params }>('/:type/:id/_history', (request, reply) => history(door, request, reply));
  app.get<{ Params: Params }>('/:type/:id/_history/:version', (request, reply) => read(door, request, reply));
  const refused: [('DELETE' | 'PATCH' | 'PUT')[], string, string][] = [
    [['DELETE', 'PATCH', 'PUT'], '/:type', 'GET, POST'],
    [['DELETE', 'PATCH'], '/:type/:id', 'GET, PUT'],
  ];
  for (const [method, url, allow] of refused) {
    app.route({
      method,
      url,
      handler: (request, reply) => {
        reply.header('allow', allow);
        throw refuse('method-not-allowed', `${request.method} is not served here; allowed are ${allow}`);
      },
    });
  }
}

/** @throws login-required, forbidden */
async function admit(
  { access }: Door,
  request: FastifyRequest,
  interaction: Interaction,
  type: HeldType | undefined,
  resource?: Parameters<FhirAccess['may']>[3],
): Promise<AccessFilter | undefined> {
  const answer: AccessAnswer = await access.may(request, interaction, type, resource);
  if (answer.allowed) return answer.filter;
  throw refuse(answer.loginRequired ? 'login-required' : 'forbidden', answer.reason);
}

function typeOf(request: FastifyRequest<{ Params: Params }>): HeldType {
  const { type } = request.params;
  if (isHeldType(type)) return type;
  throw refuse('not-held', `resources of type "${type}" are not held; held are ${heldTypes.join(', ')}`);
}

function idOf(request: FastifyRequest<{ Params: Params }>): string {
  const { id } = request.params;
  if (idPattern.test(id)) return id;
  throw refuse('id-invalid', `"${id}" is not an id: 1 to 64 letters, digits, - and .`);
}

function queryOf(request: FastifyRequest): URLSearchParams {
  const at = request.raw.url?.indexOf('?') ?? -1;
  return new URLSearchParams(at < 0 ? '' : request.raw.url?.slice(at + 1));
}

async function read(
  door: Door,
  request: FastifyRequest<{ Params: Params }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const type = typeOf(request);
  const id = idOf(request);
  const { version } = request.params;
  const interaction = version === undefined ? 'read' : 'vread';
  const filter = await admit(door, request, interaction, type);
  if (version !== undefined && !/^[1-9]\d{0,8}$/.test(version)) {
    throw refuse('not-found', `${type}/${id} has no version "${version}"`);
  }
  const stored = await hidden(filter, type, id, () =>
    version === undefined ? door.record.read(type, id) : door.record.vread(type, id, Number(version)),
  );
  await door.access.saw(request, stored.patients, interaction, type);
  if (request.headers['if-none-match'] === etagOf(stored)) return headed(reply, stored).code(304).send();
  return send(headed(reply, stored), 200, stored.text);
}

/** What may not be seen is answered like what is not there, deleted or not. */
async function hidden(
  filter: AccessFilter | undefined,
  type: HeldType,
  id: string,
  get: () => Promise<Stored>,
): Promise<Stored> {
  const notThere = () => refuse('not-found', `there is no ${type}/${id}`);
  let stored: Stored;
  try {
    stored = await get();
  } catch (error) {
    throw filter && error instanceof OutcomeError ? notThere() : error;
  }
  if (!passes(stored.patients, filter)) throw notThere();
  return stored;
}

async function search(
  door: Door,
  request: FastifyRequest<{ Params: Params }>,
  reply: FastifyReply,
  query: URLSearchParams,
): Promise<FastifyReply> {
  const type = typeOf(request);
  const filter = await admit(door, request, 'search-type', type);
  const base = door.baseOf(request);
  const { zoneOffsetMinutes } = door.record;
  const lenient = /handling=lenient/.test(String(request.headers.prefer ?? ''));
  const parsed = parseSearch(type, query, { zoneOffsetMinutes, base, lenient, now: door.record.now() });
  const page = await door.record.search(parsed, { ...(filter && { filter }) });
  const patients = new Set(page.rows.flatMap((row) => row.patients));
  await door.access.saw(request, [...patients], 'search-type', type);
  const link = (cursor: string | undefined): string => {
    const parameters = new URLSearchParams(query);
    if (cursor !== undefined) parameters.set('_cursor', cursor);
    const text = parameters.toString();
    return `${base}/${type}${text && `?${text}`}`;
  };
  return send(
    reply,
    200,
    searchBundle(page, base, { self: link(undefined), ...(page.next && { next: link(page.next) }) }),
  );
}

async function history(
  door: Door,
  request: FastifyRequest<{ Params: Params }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const type = typeOf(request);
  const id = idOf(request);
  const filter = await admit(door, request, 'history-instance', type);
  const query = queryOf(request);
  for (const name of query.keys()) {
    if (!['_count', '_cursor', '_format'].includes(name)) {
      throw refuse('parameter-unknown', `history has no parameter "${name}"; known are _count, _format`);
    }
  }
  const number = (name: string, otherwise?: number): number | undefined => {
    const text = query.get(name);
    if (text === null) return otherwise;
    if (!/^[1-9]\d{0,8}$/.test(text)) throw refuse('parameter-value-invalid', `the value of ${name} is "${text}"`);
    return Number(text);
  };
  const count = Math.min(number('_count', 50) ?? 50, 1000);
  const before = number('_cursor');
  const found = await door.record.history(type, id, { count, ...(before !== undefined && { before }) });
  const patients = [...new Set(found.rows.flatMap((row) => row.patients))];
  if (!passes(patients, filter)) throw refuse('not-found', `there is no ${type}/${id}`);
  await door.access.saw(request, patients, 'history-instance', type);
  const base = door.baseOf(request);
  const self = `${base}/${type}/${id}/_history`;
  const oldest = found.rows.at(-1)?.version ?? 1;
  const next = oldest > 1 ? `${self}?_count=${count}&_cursor=${oldest}` : undefined;
  return send(reply, 200, historyBundle(found, base, { self, ...(next && { next }) }));
}

async function create(
  door: Door,
  request: FastifyRequest<{ Params: Params }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const type = typeOf(request);
  await admit(door, request, 'create', type);
  const resource = bodyOf(request, type);
  const filter = await admit(door, request, 'create', type, resource);
  const condition = request.headers['if-none-exist'];
  const { stored, created } = await door.record.transaction(async (query) => {
    if (typeof condition === 'string') {
      // [FHIR R4 http.html#ccreate]
      const { zoneOffsetMinutes } = door.record;
      const grammar = { zoneOffsetMinutes, base: door.baseOf(request), now: door.record.now() };
      const parsed = parseSearch(type, new URLSearchParams(condition), grammar);
      if (parsed.filters.length === 0) throw refuse('parameter-value-invalid', 'If-None-Exist names no condition');
      const found = await door.record.search(parsed, { ...(filter && { filter }) }, query);
      if (found.total > 1) throw refuse('several-match', `${found.total} resources match If-None-Exist`);
      if (found.rows[0]) return { stored: found.rows[0], created: false };
    }
    const stored = await door.record.create(resource, query);
    // Thrown inside the transaction: nothing stays.
    if (!passes(stored.patients, filter)) throw refuse('forbidden', 'this resource is about someone else');
    return { stored, created: true };
  });
  await door.access.saw(request, stored.patients, 'create', type);
  return sendWritten(door, request, reply, stored, created);
}

async function update(
  door: Door,
  request: FastifyRequest<{ Params: Params }>,
  reply: FastifyReply,
): Promise<FastifyReply> {
  const type = typeOf(request);
  const id = idOf(request);
  await admit(door, request, 'update', type);
  const resource = bodyOf(request, type);
  if (resource.id !== id) {
    throw refuse('id-mismatch', `the resource has the id ${JSON.stringify(resource.id)}, the address "${id}"`);
  }
  const filter = await admit(door, request, 'update', type, resource);
  const ifMatch = versionOf(request.headers['if-match']);
  const { stored, outcome } = await door.record.transaction(async (query) => {
    const before = filter && (await door.record.find(type, id, query));
    const aboutSomeoneElse = () => refuse('forbidden', 'this resource is about someone else');
    if (before && !passes(before.patients, filter)) throw aboutSomeoneElse();
    const written = await door.record.update(resource, { ...(ifMatch !== undefined && { ifMatch }) }, query);
    if (!passes(written.stored.patients, filter)) throw aboutSomeoneElse();
    return written;
  });
  await door.access.saw(request, stored.patients, 'update', type);
  return sendWritten(door, request, reply, stored, outcome === 'created');
}

function bodyOf(request: FastifyRequest, type: HeldType) {
  const contentType = request.headers['content-type'] ?? '';
  if (typeof request.body !== 'string' || contentType.startsWith('application/x-www-form-urlencoded')) {
    throw refuse('content-type-unknown', 'the body must be application/fhir+json');
  }
  const body = parseJson(request.body);
  const found = resourceTypeOf(body);
  if (found !== undefined && found !== type) {
    throw refuse('type-mismatch', `the body is a ${JSON.stringify(found)}, the address is of ${type}`);
  }
  validate(body);
  return body;
}

/** [FHIR R4 http.html#concurrency] `W/"3"` -> 3 */
function versionOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const match = /^(?:W\/)?"([1-9]\d{0,8})"$/.exec(header.trim());
  if (!match) throw refuse('version-unknown', `If-Match is ${header}; it must be like W/"3"`);
  return Number(match[1]);
}

function checkFormat(request: FastifyRequest): void {
  const format = queryOf(request).get('_format');
  const accepted = format ?? request.headers.accept ?? '*/*';
  if (format !== null && /^(json|application\/fhir[+ ]json|application\/json|text\/json)$/.test(format)) return;
  if (format === null && /\*\/\*|application\/(\*|fhir\+json|json)/.test(accepted)) return;
  throw refuse('format-unknown', `"${accepted}" is not served; served is application/fhir+json`);
}

function headed(reply: FastifyReply, stored: Stored): FastifyReply {
  return reply.header('etag', etagOf(stored)).header('last-modified', new Date(stored.lastUpdated).toUTCString());
}

function sendWritten(
  door: Door,
  request: FastifyRequest,
  reply: FastifyReply,
  stored: Stored,
  created: boolean,
): FastifyReply {
  const url = `${urlOf(stored, door.baseOf(request))}/_history/${stored.version}`;
  headed(reply, stored).header('location', url);
  const status = created ? 201 : 200;
  if (/return=minimal/.test(String(request.headers.prefer ?? ''))) return reply.code(status).send();
  return send(reply, status, stored.text);
}

function send(reply: FastifyReply, status: number, text: string): FastifyReply {
  // What a screen or a proxy keeps would be seen without being logged.
  return reply.code(status).header('content-type', json).header('cache-control', 'no-store').send(text);
}

function answerError(error: FastifyError | OutcomeError | Error, request: FastifyRequest, reply: FastifyReply): void {
  const known = error instanceof OutcomeError ? error : outcomeOf(error);
  if (known.status === 500) request.log.error({ err: error }, 'the FHIR door failed');
  if (known.status === 401) reply.header('www-authenticate', 'Bearer');
  send(reply, known.status, writeJson(known.outcome));
}

/** What Fastify refuses before a route is reached. */
function outcomeOf(error: Error & { code?: string; statusCode?: number }): OutcomeError {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return refuse('too-large', error.message);
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return refuse('content-type-unknown', 'the body must be application/fhir+json');
  }
  if (error.statusCode !== undefined && error.statusCode < 500) return refuse('json-invalid', error.message);
  return refuse('internal-error', 'something failed here; nothing was stored');
}
