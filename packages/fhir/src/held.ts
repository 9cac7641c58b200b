/** The resource types of FHIR R4 that the record holds. tools/generate-fhir.ts extracts the definitions of these. */
export const heldTypes = [
  'CareTeam',
  'Communication',
  'Condition',
  'Device',
  'Encounter',
  'Flag',
  'Observation',
  'Organization',
  'Patient',
  'Practitioner',
  'Provenance',
  'RelatedPerson',
  'Task',
] as const;
export type HeldType = (typeof heldTypes)[number];

const held: ReadonlySet<string> = new Set(heldTypes);

export function isHeldType(type: unknown): type is HeldType {
  return typeof type === 'string' && held.has(type);
}

/**
 * The vital-signs profiles of FHIR R4 by the LOINC code that makes each of them apply.
 * [FHIR R4 observation-vitalsigns] a vital sign with one of these codes SHALL conform to its profile.
 */
export const vitalSignProfiles: Readonly<Record<string, string>> = {
  '85353-1': 'vitalspanel',
  '9279-1': 'resprate',
  '8867-4': 'heartrate',
  '2708-6': 'oxygensat',
  '8310-5': 'bodytemp',
  '8302-2': 'bodyheight',
  '9843-4': 'headcircum',
  '29463-7': 'bodyweight',
  '39156-5': 'bmi',
  '85354-9': 'bp',
};
