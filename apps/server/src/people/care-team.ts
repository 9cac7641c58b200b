import type { CareTeam } from '@munan/fhir';

export const careTeamId = (person: string): string => `care.${person}`.slice(0, 64);

/** Who is assigned to a person, in the record: the same as the assignments say. Without anybody it is not active. */
export function careTeam(person: string, nurses: readonly { id: string; name: string }[]): CareTeam {
  return {
    resourceType: 'CareTeam',
    id: careTeamId(person),
    status: nurses.length > 0 ? 'active' : 'inactive',
    subject: { reference: `Patient/${person}` },
    ...(nurses.length > 0 && {
      participant: nurses.map(({ id, name }) => ({
        // [SNOMED CT] 224535009 registered nurse
        role: [{ coding: [{ system: 'http://snomed.info/sct', code: '224535009', display: 'Registered nurse' }] }],
        member: { reference: `Practitioner/${id}`, display: name },
      })),
    }),
  };
}
