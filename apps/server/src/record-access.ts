import type { FhirAccess, Interaction } from '@munan/record';
import type { FastifyRequest } from 'fastify';
import { auditFhir } from './api/audit-fhir.ts';
import type { House } from './house.ts';
import { askerOf } from './http/asker.ts';

const writing: ReadonlySet<Interaction> = new Set(['create', 'update']);

/** The FHIR door asks the same one place as every other door who may see whom, and logs every view. */
export function fhirAccess(house: Pick<House, 'decide' | 'visiblePeople' | 'identity' | 'audit'>): FhirAccess {
  return {
    async may(request, interaction, type) {
      if (!request.asker) return { allowed: false, reason: 'log in, or send a bearer token', loginRequired: true };
      const subject = house.identity.accessOf(request.asker);
      const onData = writing.has(interaction) ? 'record.write' : 'record.read';
      const action = type === 'AuditEvent' ? 'access-log.read' : onData;
      if (!house.decide(subject, action).allowed)
        return { allowed: false, reason: `the role ${subject.role} may not do this (${action})` };
      const people = house.visiblePeople(subject, action);
      // Who sees everybody sees also what is about nobody: Practitioner, Organization. A nurse may read these too.
      return people
        ? { allowed: true, filter: { patients: [...people], withoutPatient: !writing.has(interaction) } }
        : { allowed: true };
    },
    saw: (request: FastifyRequest, patients, interaction, type, reason, more) =>
      auditFhir(house, askerOf(request), {
        patients,
        interaction,
        type,
        ...(reason !== undefined && { reason }),
        ...more,
      }),
  };
}
