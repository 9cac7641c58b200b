import type { RelatedPerson } from '@munan/fhir';

/** Both are FHIR ids of at most 64 letters; together they may be longer. */
export const relatedPersonId = (user: string, person: string): string => `${user}.${person}`.slice(0, 64);

/** A family member in the record: one RelatedPerson for each person she belongs to. */
export function relatedPersons(user: { id: string; name: string }, people: readonly string[]): RelatedPerson[] {
  return people.map((person) => ({
    resourceType: 'RelatedPerson',
    id: relatedPersonId(user.id, person),
    active: true,
    name: [{ text: user.name }],
    patient: { reference: `Patient/${person}` },
  }));
}
