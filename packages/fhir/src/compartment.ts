import { readFileSync } from 'node:fs';
import { type HeldType, heldTypes } from './held.ts';
import { searchParametersOf } from './search/parameters.ts';

let compartment: ReadonlyMap<HeldType, readonly string[]> | undefined;

/**
 * The held types of the Patient compartment, in order of the alphabet, each with the reference parameters that put a
 * resource into it [FHIR R4 compartmentdefinition-patient.html]. Patient itself is not among them.
 */
export function patientCompartment(): ReadonlyMap<HeldType, readonly string[]> {
  if (compartment) return compartment;
  const file = new URL('./generated/patient-compartment.json', import.meta.url);
  const official = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string[]>;
  const held = heldTypes.flatMap((type): [HeldType, readonly string[]][] => {
    if (type === 'Patient') return [];
    const known = searchParametersOf(type);
    const parameters = (official[type] ?? []).filter((name) => known.get(name)?.type === 'reference');
    return parameters.length > 0 ? [[type, parameters]] : [];
  });
  compartment = new Map(held.sort(([a], [b]) => (a < b ? -1 : 1)));
  return compartment;
}
