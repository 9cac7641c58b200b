import type { RelatedPerson } from '@munan/fhir';

/** A family member in the record: one RelatedPerson for each person she belongs to. */
export function relatedPersons(user: { id: string; name: string }, people: readonly string[]): RelatedPerson[] {
  return people.map((person) => ({
    resourceType: 'RelatedPerson',
    // both are FHIR ids of at most 64 letters; together they may be longer
    id: `${user.id}.${person}`.slice(0, 64),
    active: true,
    name: [{ text: user.name }],
    patient: { reference: `Patient/${person}` },
  }));
}
