import { type HeldType, refuse, writeJson } from '@munan/fhir';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { passes } from '../access.ts';
import { admit, type Door, jsonBodyOf, queryOf, send, validIdOf } from '../door.ts';
import type { Stored } from '../fhir-record.ts';
import { type Content, contents } from './settings.ts';
import type { EventsAsked, Subscriptions } from './subscriptions.ts';

type IdParams = { Params: { id: string } };

/** `$status` and `$events` of subscriptions [Subscriptions R5 Backport 1.1]. */
export function addSubscriptionRoutes(app: FastifyInstance, door: Door, subscriptions: Subscriptions): void {
  const statusOf = async (request: FastifyRequest, reply: FastifyReply, ids: readonly string[]) => {
    await admit(door, request, 'read', 'Subscription');
    const base = door.baseOf(request);
    const entry: unknown[] = [];
    for (const id of ids) {
      const resource = await subscriptions.status(request, validIdOf(id));
      entry.push({ fullUrl: `${base}/Subscription/${id}/$status`, resource, search: { mode: 'match' } });
    }
    await door.access.saw(request, [], 'read', 'Subscription');
    const bundle = {
      resourceType: 'Bundle',
      type: 'searchset',
      total: entry.length,
      ...(entry.length > 0 && { entry }),
    };
    return send(reply, 200, writeJson(bundle));
  };
  const eventsOf = async (request: FastifyRequest, reply: FastifyReply, id: string) => {
    await admit(door, request, 'read', 'Subscription');
    const filters = new Map<HeldType, Awaited<ReturnType<typeof admit>>>();
    const mayRead = async (stored: Stored) => {
      const { type } = stored;
      if (!filters.has(type)) filters.set(type, await admit(door, request, 'read', type));
      return passes(stored, filters.get(type));
    };
    const { text, patients } = await subscriptions.events(request, validIdOf(id), readAsked(asked(request)), mayRead);
    await door.access.saw(request, patients, 'read', 'Subscription');
    return send(reply, 200, text);
  };
  const asked = (request: FastifyRequest) =>
    request.method === 'GET' || request.method === 'HEAD' ? queryOf(request) : parametersOf(request);
  app.route<IdParams>({
    method: ['GET', 'POST'],
    url: '/Subscription/:id/$status',
    handler: (request, reply) => statusOf(request, reply, [request.params.id]),
  });
  app.route({
    method: ['GET', 'POST'],
    url: '/Subscription/$status',
    handler: async (request, reply) => {
      // Before anything is said of what is wrong.
      await admit(door, request, 'read', 'Subscription');
      const ids = asked(request)
        .getAll('id')
        .flatMap((each) => each.split(','));
      if (ids.length === 0 || ids.length > 100) {
        throw refuse('parameter-value-invalid', '$status of the type needs the parameter id, 1 to 100 of them');
      }
      return statusOf(request, reply, ids);
    },
  });
  app.route<IdParams>({
    method: ['GET', 'POST'],
    url: '/Subscription/:id/$events',
    handler: (request, reply) => eventsOf(request, reply, request.params.id),
  });
}

/** Parameters of an operation in a body: each value as text. */
function parametersOf(request: FastifyRequest): URLSearchParams {
  const found = queryOf(request);
  if (request.body === undefined || request.body === null || request.body === '') return found;
  const { resourceType, parameter } = (jsonBodyOf(request) ?? {}) as { resourceType?: unknown; parameter?: unknown };
  if (resourceType !== 'Parameters' || (parameter !== undefined && !Array.isArray(parameter))) {
    throw refuse('resource-invalid', 'the body of an operation is a resource of type Parameters');
  }
  for (const each of (parameter ?? []) as Record<string, unknown>[]) {
    const value = Object.entries(each ?? {}).find(([name]) => /^value[A-Z]/.test(name))?.[1];
    if (typeof each?.name === 'string' && value !== undefined) found.append(each.name, String(value));
  }
  return found;
}

function readAsked(asked: URLSearchParams): EventsAsked {
  const number = (name: string): number | undefined => {
    const text = asked.get(name);
    if (text === null) return undefined;
    if (/^\d{1,15}$/.test(text)) return Number(text);
    throw refuse('parameter-value-invalid', `${name} is "${text}", not the number of an event`);
  };
  const [from, to] = [number('eventsSinceNumber'), number('eventsUntilNumber')];
  const text = asked.get('content');
  const content = contents.find((each) => each === text);
  if (text !== null && !content) {
    throw refuse('parameter-value-invalid', `content is "${text}"; allowed are ${contents.join(', ')}`);
  }
  return {
    ...(from !== undefined && { from }),
    ...(to !== undefined && { to }),
    ...(content && { content: content as Content }),
  };
}
