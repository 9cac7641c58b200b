import { type HeldType, heldTypes, isHeldType, patientCompartment, refuse, searchParametersOf } from '@munan/fhir';
import { mainDateOf } from '../index-rows.ts';

/** Names of date parameters that say when something was done to a person, where a type has no main one. */
const careDates = ['date', 'period', 'authored', 'authoredon', 'authored-on', 'effective-time', 'created', 'sent'];

/** The date parameter by which `start` and `end` of an operation are meant; undefined for what has no such time. */
export function careDateOf(type: HeldType): string | undefined {
  const known = searchParametersOf(type);
  return [mainDateOf(type), ...careDates].find((name) => name !== undefined && known.get(name)?.type === 'date');
}

/** Patient first, then the types of the compartment in order of the alphabet. */
export function compartmentTypes(): readonly HeldType[] {
  return ['Patient', ...patientCompartment().keys()];
}

/** Reference parameters that put a resource of this type into the compartment; none for Patient itself. */
export function compartmentParameters(type: HeldType): readonly string[] {
  return patientCompartment().get(type) ?? [];
}

/** `_type=Patient,Observation`, once or several times; undefined: every type. @throws parameter-value-invalid */
export function typesOf(query: URLSearchParams): ReadonlySet<HeldType> | undefined {
  const names = query
    .getAll('_type')
    .flatMap((text) => text.split(','))
    .map((name) => name.trim())
    .filter((name) => name !== '');
  if (names.length === 0) return undefined;
  const types = names.map((name): HeldType => {
    if (isHeldType(name)) return name;
    const known = heldTypes.join(', ');
    throw refuse('parameter-value-invalid', `the value of _type is "${name}", which is not held; held are ${known}`);
  });
  return new Set(types);
}
