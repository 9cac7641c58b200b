import {
  type CapabilityStatement,
  type HeldResource,
  type HeldType,
  heldTypes,
  idPattern,
  isHeldType,
  OutcomeError,
  parseJson,
  parseSearch,
  refuse,
  resourceTypeOf,
  type SearchRequest,
  successOutcome,
  writeJson,
} from '@munan/fhir';
import type { FastifyError, FastifyReply, FastifyRequest } from 'fastify';
import type { AccessAnswer, AccessFilter, AskedInteraction, FhirAccess, Interaction } from './access.ts';
import type { AuditReading } from './audit/reading.ts';
import { etagOf, urlOf } from './bundles.ts';
import type { Agent } from './corrections.ts';
import type { FhirRecord, OpenQuery, Stored } from './fhir-record.ts';
import type { Subscriptions } from './subscriptions/subscriptions.ts';

/** Who gets in, and the words of each route, once for all. */
type RestSecurity = NonNullable<NonNullable<CapabilityStatement['rest']>[number]['security']>;

export interface Door {
  record: FhirRecord;
  access: FhirAccess;
  baseOf(request: FastifyRequest): string;
  /** Where AuditEvents are read from; without it they are resources like any other. */
  audit?: AuditReading;
  /** Who asks, as a Provenance names her; without it no Provenance is written. */
  agentOf?(request: FastifyRequest): Agent;
  /** Without them a Subscription is a resource like any other, and nothing is sent. */
  subscriptions?: Subscriptions;
  /** How a client gets in, as the CapabilityStatement tells it of the address `base`. */
  security?: (base: string) => RestSecurity;
}

export type Params = { type: string; id: string; version: string };
export type TypedRequest = FastifyRequest<{ Params: Params }>;

/** What an interaction came to, before it is written as an HTTP answer or as an entry of a bundle. */
export interface Answer {
  status: number;
  interaction: Interaction;
  type?: HeldType;
  /** Ids of the patients whom it shows or changes. */
  patients: readonly string[];
  /** The version that was read or written. */
  stored?: Stored;
  /** What is sent, where that is not the stored text. */
  text?: string;
  /** The search as it was asked. */
  query?: string;
  /** What a bundle did and has not told yet. */
  parts?: readonly Answer[];
  /** The audit trail has it already, in the transaction of what was written. */
  isTold?: true;
}

const json = 'application/fhir+json; charset=utf-8';
const onlyByTheServer =
  'AuditEvents are written by the server alone; they are read and searched at /AuditEvent, not in a bundle';

/** @throws login-required, forbidden */
export async function admit(
  { access, audit }: Door,
  request: FastifyRequest,
  interaction: AskedInteraction,
  type: HeldType | undefined,
  resource?: HeldResource,
): Promise<AccessFilter | undefined> {
  // The trail has its own way in, see audit/routes.ts.
  if (type === 'AuditEvent' && audit) throw refuse('method-not-allowed', onlyByTheServer);
  const answer: AccessAnswer = await access.may(request, interaction, type, resource);
  if (answer.allowed) return answer.filter;
  throw refuse(answer.loginRequired ? 'login-required' : 'forbidden', answer.reason);
}

/** @throws not-held */
export function heldTypeOf(type: string): HeldType {
  if (isHeldType(type)) return type;
  throw refuse('not-held', `resources of type "${type}" are not held; held are ${heldTypes.join(', ')}`);
}

/** @throws id-invalid */
export function validIdOf(id: string): string {
  if (idPattern.test(id)) return id;
  throw refuse('id-invalid', `"${id}" is not an id: 1 to 64 letters, digits, - and .`);
}

export function queryOf(request: FastifyRequest): URLSearchParams {
  const at = request.raw.url?.indexOf('?') ?? -1;
  return new URLSearchParams(at < 0 ? '' : request.raw.url?.slice(at + 1));
}

/** The body as parsed JSON. @throws content-type-unknown, json-invalid, … */
export function jsonBodyOf(request: FastifyRequest, allowed = ['application/fhir+json', 'application/json']): unknown {
  const contentType = (request.headers['content-type'] ?? '').split(';')[0]?.trim() ?? '';
  if (typeof request.body !== 'string' || !allowed.includes(contentType)) {
    throw refuse('content-type-unknown', `the body must be ${allowed[0]}`);
  }
  return parseJson(request.body);
}

/** @throws type-mismatch */
export function checkType(body: unknown, type: HeldType): void {
  const found = resourceTypeOf(body);
  if (found !== undefined && found !== type) {
    throw refuse('type-mismatch', `the body is a ${JSON.stringify(found)}, the address is of ${type}`);
  }
}

/** [FHIR R4 http.html#concurrency] `W/"3"` -> 3. @throws version-unknown */
export function versionOf(header: string | undefined): number | undefined {
  if (header === undefined) return undefined;
  const match = /^(?:W\/)?"([1-9]\d{0,8})"$/.exec(header.trim());
  if (!match) throw refuse('version-unknown', `If-Match is ${header}; it must be like W/"3"`);
  return Number(match[1]);
}

export function isLenient(request: FastifyRequest): boolean {
  return /\bhandling=lenient\b/.test(String(request.headers.prefer ?? ''));
}

/** Reads a search in the grammar of this record. */
export function readSearch(
  { record, baseOf }: Door,
  request: FastifyRequest,
  type: HeldType,
  query: URLSearchParams,
  lenient = false,
): SearchRequest {
  const { zoneOffsetMinutes } = record;
  return parseSearch(type, query, { zoneOffsetMinutes, base: baseOf(request), lenient, now: record.now() });
}

/** [FHIR R4 http.html#cond-update] the one resource that meets a condition. @throws several-match */
export async function findByCondition(
  door: Door,
  request: FastifyRequest,
  type: HeldType,
  condition: URLSearchParams,
  { filter, open }: { filter: AccessFilter | undefined; open: OpenQuery },
): Promise<Stored | undefined> {
  const parsed = readSearch(door, request, type, condition);
  if (parsed.filters.length === 0) {
    throw refuse('parameter-value-invalid', 'a conditional interaction needs a search parameter as its condition');
  }
  const wanted = { ...parsed, count: 2, total: 'none' } as const;
  const { rows } = await door.record.search(wanted, { ...(filter && { filter }) }, open);
  if (rows.length > 1) throw refuse('several-match', `several resources of type ${type} match the condition`);
  return rows[0];
}

export function checkFormat(request: FastifyRequest): void {
  const format = queryOf(request).get('_format');
  const accepted = format ?? request.headers.accept ?? '*/*';
  if (format !== null && /^(json|application\/fhir[+ ]json|application\/json|text\/json)$/.test(format)) return;
  if (format === null && /\*\/\*|application\/(\*|fhir\+json|json)/.test(accepted)) return;
  throw refuse('format-unknown', `"${accepted}" is not served; served is application/fhir+json`);
}

/** Tells the audit trail; of what was written within its transaction. */
export async function told(door: Door, request: FastifyRequest, answer: Answer, open?: OpenQuery): Promise<Answer> {
  const { interaction, type, patients, stored, query, parts } = answer;
  await door.access.saw(request, patients, interaction, type ?? 'Bundle', undefined, {
    ...(stored && { stored }),
    ...(query !== undefined && { query }),
    ...(parts && { parts }),
    ...(open && { open }),
  });
  return { ...answer, isTold: true };
}

/** Logs what is shown, then sends it. */
export async function sendAnswer(
  door: Door,
  request: FastifyRequest,
  reply: FastifyReply,
  answer: Answer,
): Promise<FastifyReply> {
  const { status, interaction, stored, text } = answer;
  if (!answer.isTold) await told(door, request, answer);
  if (stored) {
    reply.header('etag', etagOf(stored)).header('last-modified', new Date(stored.lastUpdated).toUTCString());
  }
  const writes = ['create', 'update', 'patch', 'delete'].includes(interaction);
  if (writes && stored && !stored.deleted) {
    reply.header('location', `${urlOf(stored, door.baseOf(request))}/_history/${stored.version}`);
  }
  if (status === 304) return reply.code(304).send();
  if (writes) {
    const [, wanted] = /\breturn=(minimal|representation|OperationOutcome)\b/.exec(prefer(request)) ?? [];
    if (wanted === 'OperationOutcome') {
      const done = stored ? `${stored.type}/${stored.id} is at version ${stored.version}` : 'nothing matched';
      return send(reply, status === 204 ? 200 : status, writeJson(successOutcome(`${interaction}: ${done}`)));
    }
    if (status === 204 || wanted === 'minimal') return reply.code(status).send();
  }
  return send(reply, status, text ?? stored?.text ?? '');
}

function prefer(request: FastifyRequest): string {
  return String(request.headers.prefer ?? '');
}

export function send(reply: FastifyReply, status: number, text: string): FastifyReply {
  // What a screen or a proxy keeps would be seen without being logged.
  return reply.code(status).header('content-type', json).header('cache-control', 'no-store').send(text);
}

export function answerError(
  error: FastifyError | OutcomeError | Error,
  request: FastifyRequest,
  reply: FastifyReply,
): void {
  const known = error instanceof OutcomeError ? error : outcomeOf(error);
  if (known.status === 500) request.log.error({ err: error }, 'the FHIR door failed');
  if (known.status === 401) reply.header('www-authenticate', 'Bearer');
  send(reply, known.status, writeJson(known.outcome));
}

/** What Fastify refuses before a route is reached. */
export function outcomeOf(error: Error & { code?: string; statusCode?: number }): OutcomeError {
  if (error.code === 'FST_ERR_CTP_BODY_TOO_LARGE') return refuse('too-large', error.message);
  if (error.code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE') {
    return refuse('content-type-unknown', 'the body must be application/fhir+json');
  }
  if (error.statusCode === 401) return refuse('login-required', error.message);
  if (error.statusCode === 403) return refuse('forbidden', error.message);
  if (error.statusCode !== undefined && error.statusCode < 500) return refuse('json-invalid', error.message);
  return refuse('internal-error', 'something failed here; nothing was stored');
}
