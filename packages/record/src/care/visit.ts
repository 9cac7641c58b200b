import {
  bloodPressureObservation,
  type Coding,
  codeSystems,
  type Encounter,
  type Observation,
  observationOf,
  toInstant,
  vitalSignObservation,
} from '@munan/fhir';
import type { PartialNews2, VisitEntry } from '@munan/flow';
import { claim, claimObservation, krCore } from './krcore.ts';
import { fhirIdOf, fhirText, munan } from './systems.ts';
import {
  consciousnessCode,
  consciousnessValues,
  fastingAnswers,
  fastingCode,
  measuredVitals,
  news2Code,
  oxygenCode,
  remarksCode,
} from './visit-codes.ts';

/** A visit as it is to be recorded. */
export interface Visit {
  entry: VisitEntry;
  /** User id of the nurse who was there; her Practitioner has the same id. */
  nurse: string;
  /** Worked out elsewhere from the entry. */
  news2?: PartialNews2;
  /** User id of who writes this version, where that is not the nurse (a decision about a conflict). */
  by?: string;
  /** When it was entered, Unix ms; absent: `entry.finished`. */
  at?: number;
  /** Why, of a correction after signing. */
  reason?: string;
  /** SpO2 was judged on scale 2 for `news2`. */
  spo2Scale2?: boolean;
}

/** What is taken at one visit has the same circumstances. */
interface Circumstances {
  patient: string;
  at: number;
  performer: string;
  encounter: string;
}

/**
 * A visit as FHIR: an Encounter of class HH and one Observation for each thing found, remarks among them, under ids that
 * follow from the visit's id: sent twice, it is stored once.
 */
export function visitResources(visit: Visit): (Encounter | Observation)[] {
  const { entry, nurse } = visit;
  const encounter = fhirIdOf(entry.id);
  const taken = { patient: entry.patient, at: entry.finished, performer: nurse, encounter };
  const found = [
    ...vitalObservations(entry, taken),
    ...stateObservations(entry, taken),
    ...remarksObservation(entry, taken),
  ];
  const observations = [...found, ...news2Observation(visit, taken, found)];
  const confirmed = new Set(entry.confirmed);
  for (const observation of observations) tagConfirmed(observation, confirmed);
  return [
    claim(encounterOf(visit, encounter, [...confirmed]), krCore.encounter),
    ...observations.map(claimObservation),
  ];
}

function encounterOf({ entry, nurse }: Visit, id: string, confirmed: string[]): Encounter {
  return {
    resourceType: 'Encounter',
    id,
    ...(confirmed.length > 0 && { meta: { tag: confirmed.map(confirmedTag) } }),
    identifier: [{ system: munan.visit, value: entry.id }],
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'HH', display: 'home health' },
    subject: { reference: `Patient/${entry.patient}` },
    participant: [{ individual: { reference: `Practitioner/${nurse}` } }],
    period: { start: toInstant(entry.arrived), end: toInstant(entry.finished) },
  };
}

function vitalObservations({ id, vitals }: VisitEntry, taken: Circumstances): Observation[] {
  const observations: Observation[] = [];
  const { systolicMmHg, diastolicMmHg } = vitals;
  if (systolicMmHg !== undefined || diastolicMmHg !== undefined) {
    const circumstances = { ...taken, id: fhirIdOf(id, 'blood-pressure'), absent: 'not-performed' as const };
    observations.push(bloodPressureObservation({ ...circumstances, systolicMmHg, diastolicMmHg }));
  }
  for (const [name, field, vital] of measuredVitals) {
    const value = vitals[field];
    if (value === undefined) continue;
    const observation = vitalSignObservation(vital, { ...taken, id: fhirIdOf(id, name), value });
    if (name === 'glucose' && vitals.fasting !== undefined) {
      const valueCodeableConcept = fastingAnswers[vitals.fasting ? 'yes' : 'no'];
      observation.component = [{ code: fastingCode, valueCodeableConcept }];
    }
    observations.push(observation);
  }
  return observations;
}

function stateObservations({ id, vitals }: VisitEntry, taken: Circumstances): Observation[] {
  const observations: Observation[] = [];
  if (vitals.onOxygen !== undefined) {
    const oxygen = observationOf({ ...taken, id: fhirIdOf(id, 'oxygen') }, 'therapy', oxygenCode);
    observations.push({ ...oxygen, valueBoolean: vitals.onOxygen });
  }
  if (vitals.consciousness !== undefined) {
    const coding = { system: codeSystems.snomed, ...consciousnessValues[vitals.consciousness] };
    observations.push({
      ...observationOf({ ...taken, id: fhirIdOf(id, 'consciousness') }, 'survey', consciousnessCode),
      valueCodeableConcept: { coding: [coding] },
    });
  }
  return observations;
}

/**
 * Remarks are what the nurse saw: an Observation whose value is text, so that they are found by patient, code and date
 * like all else, and have versions of their own. (Encounter has no note in R4; Communication is to somebody.)
 */
function remarksObservation({ id, remarks }: VisitEntry, taken: Circumstances): Observation[] {
  const valueString = fhirText(remarks);
  if (valueString === undefined) return [];
  return [{ ...observationOf({ ...taken, id: fhirIdOf(id, 'remarks') }, 'exam', remarksCode), valueString }];
}

/** A whole score is a number; a partial one is a range that names what is missing, and is preliminary. */
function news2Observation(
  { entry, news2, spo2Scale2 }: Visit,
  taken: Circumstances,
  found: Observation[],
): Observation[] {
  if (!news2) return [];
  const partial = news2.missing.length > 0;
  const observation: Observation = {
    ...observationOf({ ...taken, id: fhirIdOf(entry.id, 'news2'), at: news2.at }, 'survey', news2Code),
    status: partial ? 'preliminary' : 'final',
    ...(spo2Scale2 && { method: { coding: [{ system: munan.news2Scale, code: 'scale-2' }] } }),
  };
  if (partial) {
    observation.valueRange = { low: { value: news2.least }, high: { value: news2.most } };
    observation.component = news2.missing.map((code) => ({
      code: { coding: [{ system: munan.news2Parameter, code }] },
      dataAbsentReason: { coding: [{ system: codeSystems.dataAbsentReason, code: 'not-performed' }] },
    }));
  } else observation.valueInteger = news2.least;
  const sources = found.filter(({ valueString }) => valueString === undefined);
  if (sources.length > 0) observation.derivedFrom = sources.map(({ id }) => ({ reference: `Observation/${id}` }));
  return [observation];
}

function confirmedTag(name: string): Coding {
  // What is no code is kept as words.
  return /^\S{1,64}$/.test(name)
    ? { system: munan.confirmed, code: name }
    : { system: munan.confirmed, display: fhirText(name) ?? '-' };
}

/** Moves the names that belong to an Observation from the set onto it; the rest stays with the Encounter. */
function tagConfirmed(observation: Observation, confirmed: Set<string>): void {
  const names = fieldsOf(observation.id ?? '').filter((name) => confirmed.has(name));
  if (names.length === 0) return;
  observation.meta = { tag: names.map(confirmedTag) };
  for (const name of names) confirmed.delete(name);
}

function fieldsOf(id: string): readonly string[] {
  if (id.endsWith('.blood-pressure')) return ['systolicMmHg', 'diastolicMmHg'];
  return measuredVitals.filter(([name]) => id.endsWith(`.${name}`)).map(([, field]) => field);
}
