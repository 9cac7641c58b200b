import {
  type CapabilityStatement,
  type CapabilityStatementRestResource,
  refuse,
  searchParametersOf,
} from '@munan/fhir';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { type Door, queryOf, send } from '../door.ts';
import { auditEventOf } from './audit-event.ts';
import type { AuditReading, AuditRecord } from './reading.ts';
import { auditParameters, readAuditSearch } from './search-request.ts';

/** An answer names so many patients at most; what is left goes to the next page. */
const mostPatients = 50_000;

/**
 * GET of AuditEvents, made from the rows of the trail. Nobody creates, changes or deletes one through this door. Served
 * before the routes of all types, which would look for them among the stored resources.
 */
export function addAuditReading(app: FastifyInstance, door: Door, audit: AuditReading): void {
  const admitted = async (request: FastifyRequest, interaction: 'read' | 'search-type'): Promise<void> => {
    const answer = await door.access.may(request, interaction, 'AuditEvent');
    if (!answer.allowed) throw refuse(answer.loginRequired ? 'login-required' : 'forbidden', answer.reason);
    // Who sees some people only has no business in the trail of all.
    const { patients, anyOf } = answer.filter ?? {};
    const isWhole =
      anyOf === undefined || anyOf.some(({ patient, query }) => patient === undefined && query === undefined);
    if (patients || !isWhole) throw refuse('forbidden', 'the audit trail is not shown in parts');
  };
  const search = async (request: FastifyRequest, query: URLSearchParams): Promise<string> => {
    await admitted(request, 'search-type');
    const { filter, limit, ascending, from } = readAuditSearch(query, door.record.zoneOffsetMinutes);
    const page = await audit.search({ ...filter, limit, ascending, ...(from !== undefined && { from }) });
    const { shown, rest } = fitting(page.records);
    const next = rest?.seq ?? page.next;
    // Looking at the trail is in the trail, after what it shows.
    await door.access.saw(request, [], 'search-type', 'AuditEvent', undefined, { query: `AuditEvent?${query}` });
    return bundleOf(shown, page.total, `${door.baseOf(request)}/AuditEvent`, query, next);
  };
  app.get('/AuditEvent', async (request, reply) => send(reply, 200, await search(request, queryOf(request))));
  app.post('/AuditEvent/_search', async (request, reply) => {
    const body = new URLSearchParams(typeof request.body === 'string' ? request.body : '');
    return send(reply, 200, await search(request, new URLSearchParams([...queryOf(request), ...body])));
  });
  app.get<{ Params: { id: string } }>('/AuditEvent/:id', async (request, reply) => {
    await admitted(request, 'read');
    const { id } = request.params;
    const record = /^[1-9]\d{0,14}$/.test(id) ? await audit.find(Number(id)) : undefined;
    if (!record) throw refuse('not-found', `there is no AuditEvent/${id.slice(0, 64)}`);
    await door.access.saw(request, [], 'read', 'AuditEvent', undefined, { query: `AuditEvent/${id}` });
    reply.header('etag', 'W/"1"').header('last-modified', new Date(record.at).toUTCString());
    return send(reply, 200, JSON.stringify(auditEventOf(record)));
  });
}

function fitting(records: readonly AuditRecord[]): { shown: readonly AuditRecord[]; rest?: AuditRecord } {
  let patients = 0;
  const end = records.findIndex((record, at) => {
    patients += record.persons.length;
    return at > 0 && patients > mostPatients;
  });
  const rest = records[end];
  return rest ? { shown: records.slice(0, end), rest } : { shown: records };
}

function bundleOf(
  records: readonly AuditRecord[],
  total: number,
  address: string,
  query: URLSearchParams,
  next: number | undefined,
): string {
  const link = (cursor?: number): string => {
    const parameters = new URLSearchParams(query);
    if (cursor !== undefined) parameters.set('_cursor', String(cursor));
    const text = parameters.toString();
    return `${address}${text && `?${text}`}`;
  };
  return JSON.stringify({
    resourceType: 'Bundle',
    type: 'searchset',
    total,
    link: [{ relation: 'self', url: link() }, ...(next === undefined ? [] : [{ relation: 'next', url: link(next) }])],
    ...(records.length > 0 && {
      entry: records.map((record) => ({
        fullUrl: `${address}/${record.seq}`,
        resource: auditEventOf(record),
        search: { mode: 'match' },
      })),
    }),
  });
}

/** Says in the statement what is served of AuditEvent where that is the trail. */
export function withAuditEvents(statement: CapabilityStatement): CapabilityStatement {
  const official = searchParametersOf('AuditEvent');
  const served: CapabilityStatementRestResource = {
    type: 'AuditEvent',
    profile: 'http://hl7.org/fhir/StructureDefinition/AuditEvent',
    interaction: [{ code: 'read' }, { code: 'search-type' }],
    versioning: 'no-version',
    readHistory: false,
    updateCreate: false,
    searchParam: auditParameters.map(({ name, type }) => {
      const definition = official.get(name)?.url;
      return { name, type, ...(definition && { definition }) };
    }),
  };
  const rest = statement.rest?.map((each) => ({
    ...each,
    resource: [...(each.resource ?? []).filter(({ type }) => type !== 'AuditEvent'), served],
  }));
  return { ...statement, ...(rest && { rest }) };
}
