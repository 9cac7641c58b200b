import { isHeldType } from '@munan/fhir';
import type { AccessFilter, AskedInteraction, FhirAccess } from '@munan/record';
import type { FastifyRequest } from 'fastify';
import { auditFhir } from './api/audit-fhir.ts';
import type { House } from './house.ts';
import { askerOf } from './http/asker.ts';

type Needs = Pick<House, 'accessOf' | 'decide' | 'limitOf' | 'audit'>;
type Subject = ReturnType<House['accessOf']>;

const sentences = {
  role: (role: string, asked: string) => `the role ${role} may not do this (${asked})`,
  scope: (_role: string, asked: string) => `no scope that was granted covers this (${asked})`,
  other: (_role: string, asked: string) => `this may not be done (${asked})`,
};

/** The FHIR door asks the same one place as every other door who may see whom, and logs every view. */
export function fhirAccess(house: Needs): FhirAccess {
  return {
    async may(request, interaction, type) {
      if (!request.asker) return { allowed: false, reason: 'log in, or send a bearer token', loginRequired: true };
      const subject = house.accessOf(request.asker);
      const limit = house.limitOf(subject, interaction, type);
      if (!('allowed' in limit)) return { allowed: true, filter: filterOf(house, subject, limit, type) };
      const sentence = limit.reason === 'role' || limit.reason === 'scope' ? limit.reason : 'other';
      const asked = type === undefined ? interaction : `${interaction} ${type}`;
      return { allowed: false, reason: sentences[sentence](subject.role, asked) };
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

/** By which right what stands at the other end of a reference is reached. */
const rights = {
  'pointed-to': 'read',
  pointing: 'search-type',
  listed: 'history-system',
} as const satisfies Record<string, AskedInteraction>;

function filterOf(
  { limitOf }: Pick<House, 'limitOf'>,
  subject: Subject,
  limit: AccessFilter,
  type: string | undefined,
): AccessFilter {
  // Without a type there is only what each type allows.
  const own: AccessFilter = type === undefined ? { patients: [], withoutPatient: false } : limit;
  return {
    ...own,
    of(other, how) {
      const found = isHeldType(other) ? limitOf(subject, rights[how], other) : undefined;
      return found && !('allowed' in found) ? found : undefined;
    },
  };
}
