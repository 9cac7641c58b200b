import { refuse, successOutcome, validationOutcome, writeJson } from '@munan/fhir';
import type { FastifyInstance, FastifyPluginAsync, FastifyReply, FastifyRequest } from 'fastify';
import type { FhirAccess } from './access.ts';
import type { AuditReading } from './audit/reading.ts';
import { addAuditReading, withAuditEvents } from './audit/routes.ts';
import { capabilityStatement } from './capabilities.ts';
import type { Agent } from './corrections.ts';
import {
  type Answer,
  admit,
  answerError,
  checkFormat,
  checkType,
  type Door,
  heldTypeOf,
  isLenient,
  jsonBodyOf,
  type Params,
  queryOf,
  send,
  sendAnswer,
  type TypedRequest,
  told,
  validIdOf,
  versionOf,
} from './door.ts';
import { batch, readBundle, transaction } from './entries.ts';
import type { FhirRecord } from './fhir-record.ts';
import type { OperationNeeds } from './operations/catalogue.ts';
import { addOperations } from './operations/routes.ts';
import { history, read, search } from './reading.ts';
import { withSubscriptions } from './subscriptions/capability.ts';
import { addSubscriptionRoutes } from './subscriptions/routes.ts';
import type { Subscriptions } from './subscriptions/subscriptions.ts';
import { create, patch, remove, update, type Work } from './writing.ts';

export interface FhirRouteOptions {
  /** Address under which others reach it, without a slash at the end; by default from the request. */
  base?: string;
  /** Largest body, bytes; a bundle may be eight times as large. */
  bodyLimit?: number;
  /** Who asks, as a Provenance names her; without it no Provenance is written. */
  agentOf?: (request: FastifyRequest) => Agent;
  /** Without them a Subscription is a resource like any other, and nothing is sent. */
  subscriptions?: Subscriptions;
  /** What the operations need of the house; what is not given is not served. */
  operations?: OperationNeeds;
  /** The audit trail, served as AuditEvent. */
  audit?: AuditReading;
  /** How a client gets in, as the CapabilityStatement tells it of the address `base`. */
  security?: NonNullable<Door['security']>;
}

const path = '/fhir/R4';
const patchType = 'application/json-patch+json';

/** A Fastify 5 plugin; register it with the prefix `/fhir/R4`. */
export function fhirRoutes(
  record: FhirRecord,
  access: FhirAccess,
  { base, bodyLimit = 1024 * 1024, operations = {}, agentOf, subscriptions, audit, security }: FhirRouteOptions = {},
): FastifyPluginAsync {
  const door: Door = {
    record,
    access,
    ...(agentOf && { agentOf }),
    ...(subscriptions && { subscriptions }),
    baseOf: (request) => base ?? `${request.protocol}://${request.host}${path}`,
    ...(audit && { audit }),
    ...(security && { security }),
  };
  return async (app) => {
    app.removeAllContentTypeParsers();
    const bodyTypes = ['application/fhir+json', 'application/json', patchType, 'application/x-www-form-urlencoded'];
    app.addContentTypeParser(bodyTypes, { parseAs: 'string', bodyLimit }, (_request, body, done) => done(null, body));
    app.setErrorHandler(answerError);
    app.setNotFoundHandler((request, reply) =>
      answerError(
        refuse('not-found', `there is nothing at ${request.method} ${request.url.split('?')[0]}`),
        request,
        reply,
      ),
    );
    app.addHook('onRequest', async (request) => {
      if (!request.routeOptions.config.ndjson) checkFormat(request);
    });
    if (audit) addAuditReading(app, door, audit);
    addReading(app, door, operations);
    addOperations(app, door, operations);
    if (subscriptions) addSubscriptionRoutes(app, door, subscriptions);
    addWriting(app, door);
    app.post('/', { bodyLimit: 8 * bodyLimit }, async (request, reply) => {
      await admit(door, request, 'capabilities', undefined);
      const { type, entries } = readBundle(jsonBodyOf(request), door.baseOf(request));
      return sendAnswer(door, request, reply, await (type === 'batch' ? batch : transaction)(door, request, entries));
    });
  };
}

function addReading(app: FastifyInstance, door: Door, operations: OperationNeeds): void {
  const answer = async (request: FastifyRequest, reply: FastifyReply, answered: Promise<Answer>) =>
    sendAnswer(door, request, reply, await answered);
  app.get('/metadata', async (request, reply) => {
    await admit(door, request, 'capabilities', undefined);
    const all = capabilityStatement(door.baseOf(request), door.record.now(), operations);
    for (const rest of all.rest ?? []) if (door.security) rest.security = door.security(door.baseOf(request));
    const statement = door.audit ? withAuditEvents(all) : all;
    return send(reply, 200, writeJson(door.subscriptions ? withSubscriptions(statement) : statement));
  });
  app.get('/_history', async (request, reply) =>
    answer(request, reply, history(door, request, { query: queryOf(request) })),
  );
  const searched = async (request: TypedRequest, reply: FastifyReply, query: URLSearchParams) => {
    const type = heldTypeOf(request.params.type);
    return answer(request, reply, search(door, request, { type, query, lenient: isLenient(request) }));
  };
  app.get<{ Params: Params }>('/:type', (request, reply) => searched(request, reply, queryOf(request)));
  app.post<{ Params: Params }>('/:type/_search', (request, reply) => {
    const body = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
    return searched(request, reply, new URLSearchParams([...queryOf(request), ...body]));
  });
  app.get<{ Params: Params }>('/:type/_history', async (request, reply) =>
    answer(request, reply, history(door, request, { type: heldTypeOf(request.params.type), query: queryOf(request) })),
  );
  const readOne = async (request: TypedRequest, reply: FastifyReply) => {
    const { version } = request.params;
    const ifNoneMatch = request.headers['if-none-match'];
    const asked = { ...addressOf(request), query: queryOf(request) };
    return answer(
      request,
      reply,
      read(door, request, { ...asked, ...(version && { version }), ...(ifNoneMatch && { ifNoneMatch }) }),
    );
  };
  app.get<{ Params: Params }>('/:type/:id', readOne);
  app.get<{ Params: Params }>('/:type/:id/_history/:version', readOne);
  app.get<{ Params: Params }>('/:type/:id/_history', async (request, reply) =>
    answer(request, reply, history(door, request, { ...addressOf(request), query: queryOf(request) })),
  );
  app.get<{ Params: Params }>('/:type/:id/$validate', async (request, reply) => {
    const found = await read(door, request, { ...addressOf(request), query: new URLSearchParams() });
    await door.access.saw(request, found.patients, 'read', found.type as never);
    return send(reply, 200, validated(JSON.parse(found.stored?.text ?? ''), queryOf(request).get('profile')));
  });
}

function addWriting(app: FastifyInstance, door: Door): void {
  const run = async (request: FastifyRequest, reply: FastifyReply, work: Promise<Work>) => {
    const doing = await work;
    const answer = await door.record.transaction(async (open) => told(door, request, await doing(open), open));
    return sendAnswer(door, request, reply, answer);
  };
  const ifMatchOf = (request: FastifyRequest) => {
    const ifMatch = versionOf(request.headers['if-match']);
    return ifMatch === undefined ? {} : { ifMatch };
  };
  const targetOf = (request: TypedRequest) =>
    request.params.id === undefined
      ? { type: heldTypeOf(request.params.type), condition: withoutFormat(queryOf(request)) }
      : addressOf(request);
  app.post<{ Params: Params }>('/:type', async (request, reply) => {
    const type = heldTypeOf(request.params.type);
    await admit(door, request, 'create', type);
    const condition = request.headers['if-none-exist'];
    const asked = { type, body: jsonBodyOf(request) };
    return run(
      request,
      reply,
      create(door, request, {
        ...asked,
        ...(typeof condition === 'string' && { condition: new URLSearchParams(condition.replace(/^\?/, '')) }),
      }),
    );
  });
  const put = async (request: TypedRequest, reply: FastifyReply) => {
    const target = targetOf(request);
    await admit(door, request, 'update', target.type);
    const onlyNew = request.headers['if-none-match'] === '*';
    return run(
      request,
      reply,
      update(door, request, { ...target, body: jsonBodyOf(request), onlyNew, ...ifMatchOf(request) }),
    );
  };
  const patched = async (request: TypedRequest, reply: FastifyReply) => {
    const target = targetOf(request);
    await admit(door, request, 'patch', target.type);
    const body = jsonBodyOf(request, [patchType, 'application/fhir+json', 'application/json']);
    const isJsonPatch = request.headers['content-type']?.startsWith(patchType) === true;
    if (isJsonPatch !== Array.isArray(body)) {
      throw refuse(
        isJsonPatch ? 'patch-invalid' : 'content-type-unknown',
        `a JSON Patch is a list and comes as ${patchType}, a FHIRPath Patch is a Parameters`,
      );
    }
    return run(request, reply, patch(door, request, { ...target, body, ...ifMatchOf(request) }));
  };
  const removed = async (request: TypedRequest, reply: FastifyReply) =>
    run(request, reply, remove(door, request, { ...targetOf(request), ...ifMatchOf(request) }));
  for (const url of ['/:type', '/:type/:id']) {
    app.put<{ Params: Params }>(url, put);
    app.patch<{ Params: Params }>(url, patched);
    app.delete<{ Params: Params }>(url, removed);
  }
  const validate = async (request: TypedRequest, reply: FastifyReply) => {
    const type = heldTypeOf(request.params.type);
    await admit(door, request, '$validate', type);
    const { resource, profile } = resourceToValidate(jsonBodyOf(request));
    checkType(resource, type);
    return send(reply, 200, validated(resource, profile ?? queryOf(request).get('profile')));
  };
  app.post<{ Params: Params }>('/:type/$validate', validate);
  app.post<{ Params: Params }>('/:type/:id/$validate', validate);
}

function addressOf(request: TypedRequest) {
  return { type: heldTypeOf(request.params.type), id: validIdOf(request.params.id) };
}

function withoutFormat(query: URLSearchParams): URLSearchParams {
  query.delete('_format');
  return query;
}

/** [FHIR R4 resource-operation-validate.html] the resource itself, or Parameters with it. */
function resourceToValidate(body: unknown): { resource: unknown; profile?: string } {
  const { resourceType, parameter } = (body ?? {}) as { resourceType?: unknown; parameter?: unknown };
  if (resourceType !== 'Parameters') return { resource: body };
  const parameters = Array.isArray(parameter) ? (parameter as Record<string, unknown>[]) : [];
  const named = (name: string) => parameters.find((each) => each?.name === name);
  const profile = named('profile')?.valueUri ?? named('profile')?.valueCanonical;
  const resource = named('resource')?.resource;
  if (resource === undefined) throw refuse('resource-invalid', 'the Parameters have no parameter "resource"');
  return { resource, ...(typeof profile === 'string' && { profile }) };
}

/** Always 200: the outcome is the answer. */
function validated(resource: unknown, profile: string | null | undefined): string {
  const outcome = validationOutcome(resource, profile ?? undefined);
  return writeJson(outcome ?? successOutcome('valid'));
}
