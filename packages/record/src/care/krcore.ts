import { codeSystems, type Observation, type Resource } from '@munan/fhir';

const base = 'http://www.hl7korea.or.kr/fhir/krcore/StructureDefinition';

/** The KR Core profiles that what the house writes meets. Addresses of profiles as KR Core gives them. */
export const krCore = {
  patient: `${base}/krcore-patient`,
  doctor: `${base}/krcore-medical-doctor`,
  encounter: `${base}/krcore-encounter`,
  laboratory: `${base}/krcore-observation-laboratory-result`,
  roadNameAddress: `${base}/krcore-roadNameAddress`,
} as const;

const vitalSigns: Readonly<Record<string, string>> = {
  '85354-9': 'krcore-bloodpressure',
  '8302-2': 'krcore-bodyheight',
  '8310-5': 'krcore-bodytemperature',
  '29463-7': 'krcore-bodyweight',
  '8867-4': 'krcore-heartrate',
  '2708-6': 'krcore-pulseoximetry',
  '9279-1': 'krcore-respiratoryrate',
};

/** Says of a resource that it meets a profile; the record refuses it when it does not. */
export function claim<T extends Resource>(resource: T, profile: string): T {
  const { meta } = resource;
  return { ...resource, meta: { ...meta, profile: [...(meta?.profile ?? []), profile] } };
}

/**
 * An Observation with the KR Core profile of its kind. What KR Core has no profile for (level of consciousness, remarks,
 * a score) stays without.
 */
export function claimObservation(observation: Observation): Observation {
  const { category = [], code } = observation;
  const loinc = code.coding?.find(({ system }) => system === codeSystems.loinc)?.code ?? '';
  const vitalSign = Object.hasOwn(vitalSigns, loinc) ? vitalSigns[loinc] : undefined;
  if (vitalSign) return claim(observation, `${base}/${vitalSign}`);
  const isLaboratory = category.some(({ coding }) => coding?.some((each) => each.code === 'laboratory'));
  // [KR Core observation-laboratory-result] issued is required; what is entered at a visit is there for others at once.
  return isLaboratory
    ? claim({ ...observation, issued: observation.effectiveDateTime }, krCore.laboratory)
    : observation;
}
