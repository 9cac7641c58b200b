import type { AuditEntry } from '@munan/record';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { auditEntry } from '../api/audit-entry.ts';
import type { House } from '../house.ts';
import type { App } from './app.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** What was refused, and whose data it was about, where a gate knows it better than the address says. */
    refused?: { action: string; person?: string };
  }
}

const longestNote = 300;
const interactions: Record<string, AuditEntry['interaction']> = {
  POST: 'create',
  PUT: 'update',
  PATCH: 'patch',
  DELETE: 'delete',
};

/**
 * Every 401 and 403 of every door is in the audit trail before it is answered, and every look for a FHIR resource that is
 * not there or may not be seen, which look alike. Login tells of its own refusals.
 */
export function auditRefusals(app: App, house: House): void {
  app.decorateRequest('refused', undefined);
  app.addHook('onSend', async (request, reply, payload) => {
    if (isRefusal(request, reply)) await house.audit.refused(refusalOf(request, payload));
  });
}

function isRefusal(request: FastifyRequest, { statusCode }: FastifyReply): boolean {
  if (statusCode !== 401 && statusCode !== 403) return statusCode === 404 && findFhirAddress(request) !== undefined;
  if (request.url.startsWith('/api/login')) return false;
  // The page asks who she is before anybody has logged in: nothing was tried.
  return request.url !== '/api/me';
}

/** `Observation/o1` of a request for that. */
function findFhirAddress({ url }: FastifyRequest): { type: string; id?: string } | undefined {
  const [, type, id] = /^\/fhir\/R4\/([A-Z][A-Za-z]{1,63})(?:\/([A-Za-z0-9.-]{1,64}))?(?:[/?]|$)/.exec(url) ?? [];
  return type ? { type, ...(id && { id }) } : undefined;
}

function refusalOf(request: FastifyRequest, payload: unknown): AuditEntry {
  const { asker, method, ip, refused } = request;
  const fhir = findFhirAddress(request);
  const interaction = interactions[method] ?? (fhir && !fhir.id ? 'search-type' : 'read');
  const resource = fhir && (fhir.id ? `${fhir.type}/${fhir.id}` : fhir.type);
  const who = asker ?? { id: '', name: '', role: 'service' as const, origin: ip, by: 'bearer' as const };
  const [path = '', query] = request.url.split(/\?(.*)/s, 2);
  return {
    ...auditEntry(who, refused?.person === undefined ? [] : [refused.person], refused?.action ?? `${method} ${path}`),
    interaction,
    outcome: 4 as const,
    note: noteOf(payload),
    ...(resource && { resource }),
    ...(fhir && !fhir.id && query && { query: `${fhir.type}?${query}` }),
  };
}

/** The sentence that was answered. */
function noteOf(payload: unknown): string {
  if (typeof payload !== 'string' || payload.length > 20_000) return '';
  try {
    const body = JSON.parse(payload) as { error?: { message?: unknown }; issue?: { diagnostics?: unknown }[] } | null;
    const text = body?.error?.message ?? body?.issue?.[0]?.diagnostics;
    return typeof text === 'string' ? text.slice(0, longestNote) : '';
  } catch {
    return '';
  }
}
