import { type CodeableConcept, type Communication, codeSystems, type Encounter, type Observation } from '@munan/fhir';
import type { PartialNews2, VisitRow } from '@munan/flow';
import { diastolic, systolic } from '@munan/vitals';
import { fhirIdOf, munan } from './systems.ts';
import {
  type Consciousness,
  consciousnessCode,
  consciousnessValues,
  fastingAnswers,
  fastingCode,
  measuredVitals,
  news2Code,
  orientationCode,
  orientationParts,
  oxygenCode,
  painCode,
  remarksCode,
  type VisitVitals,
} from './visit-codes.ts';
import { confirmedOf, flaggedOf, idOf, readOccasion, timeOf } from './visit-encounter.ts';
import { questionCategory } from './visit-note.ts';

/** A visit as it was recorded: what the screens show of it but for the names, which the house knows. */
export type RecordedVisit = Omit<VisitRow, 'person' | 'nurse'> & { patient: string; nurse: string };

/**
 * The reverse of visitResources, as much of it as a row shows: the Encounter of a visit, the Observations made at it, and
 * what was asked of the doctor.
 */
export function recordedVisit(
  encounter: Encounter,
  observations: readonly Observation[],
  communications: readonly Communication[] = [],
): RecordedVisit {
  const { id, patient, state, arrived, finished, confirmed } = readOccasion(encounter);
  const question = readQuestion(communications);
  const flagged = flaggedOf(encounter);
  const visit: RecordedVisit = {
    id,
    patient,
    nurse: idOf(encounter.participant?.[0]?.individual?.reference),
    arrived,
    finished,
    stored: Math.max(...[encounter, ...observations, ...communications].map(({ meta }) => timeOf(meta?.lastUpdated))),
    vitals: {},
    confirmed,
    ...(state !== 'signed' && { state }),
    ...(question !== undefined && { question }),
    ...(flagged > 0 && { flagged }),
  };
  for (const observation of observations) {
    if (observation.status === 'entered-in-error') continue;
    readObservation(visit, observation);
    // Of visits from before all names stood on the Encounter.
    for (const name of confirmedOf(observation)) if (!confirmed.includes(name)) confirmed.push(name);
  }
  return visit;
}

/** What was asked of the doctor at a visit. */
function readQuestion(communications: readonly Communication[]): string | undefined {
  const asked = communications.find(
    ({ category, status }) => status !== 'entered-in-error' && has(category?.[0], munan.asked, questionCategory),
  );
  return asked?.payload?.[0]?.contentString;
}

function readObservation(visit: RecordedVisit, observation: Observation): void {
  const { vitals } = visit;
  const { code, component = [], valueQuantity } = observation;
  if (has(code, codeSystems.loinc, '85354-9')) {
    const part = (loinc: string) =>
      component.find((each) => has(each.code, codeSystems.loinc, loinc))?.valueQuantity?.value;
    const [systolicMmHg, diastolicMmHg] = [part(systolic.loinc), part(diastolic.loinc)];
    const [high, low] =
      observation.id === fhirIdOf(visit.id, 'blood-pressure-2')
        ? (['secondSystolicMmHg', 'secondDiastolicMmHg'] as const)
        : (['systolicMmHg', 'diastolicMmHg'] as const);
    if (systolicMmHg !== undefined) vitals[high] = systolicMmHg;
    if (diastolicMmHg !== undefined) vitals[low] = diastolicMmHg;
  } else if (same(code, oxygenCode) && observation.valueBoolean !== undefined) {
    vitals.onOxygen = observation.valueBoolean;
  } else if (same(code, consciousnessCode)) {
    const found = observation.valueCodeableConcept?.coding?.[0]?.code;
    const state = Object.entries(consciousnessValues).find(([, value]) => value.code === found)?.[0];
    if (state) vitals.consciousness = state as Consciousness;
  } else if (same(code, orientationCode)) {
    for (const [name, field] of Object.entries(orientationParts)) {
      const part = component.find((each) => has(each.code, munan.orientation, name));
      if (part?.valueBoolean !== undefined) vitals[field] = part.valueBoolean;
    }
  } else if (same(code, painCode) && valueQuantity?.value !== undefined) vitals.painScore = valueQuantity.value;
  else if (same(code, fastingCode)) readFasting(vitals, observation.valueCodeableConcept);
  else if (same(code, remarksCode)) visit.remarks = observation.valueString;
  else if (same(code, news2Code)) {
    visit.news2 = news2Of(observation);
    if (has(observation.method, munan.news2Scale, 'scale-2')) visit.spo2Scale2 = true;
  } else readMeasured(vitals, observation, valueQuantity?.value);
}

function readMeasured(vitals: VisitVitals, { code, component = [] }: Observation, value: number | undefined): void {
  for (const [, field, { loinc }] of measuredVitals) {
    if (value === undefined || !has(code, codeSystems.loinc, loinc)) continue;
    vitals[field] = value;
    readFasting(vitals, component.find((each) => same(each.code, fastingCode))?.valueCodeableConcept);
  }
}

function readFasting(vitals: VisitVitals, answer: CodeableConcept | undefined): void {
  const code = answer?.coding?.[0]?.code;
  if (code) vitals.fasting = code === fastingAnswers.yes.coding?.[0]?.code;
}

function news2Of(observation: Observation): PartialNews2 {
  const { valueInteger, valueRange, component = [] } = observation;
  return {
    least: valueInteger ?? valueRange?.low?.value ?? 0,
    most: valueInteger ?? valueRange?.high?.value ?? 0,
    missing: component.flatMap(({ code }) => code.coding?.[0]?.code ?? []),
    at: timeOf(observation.effectiveDateTime),
  };
}

function has(concept: CodeableConcept | undefined, system: string, code: string): boolean {
  return concept?.coding?.some((coding) => coding.system === system && coding.code === code) ?? false;
}

function same(concept: CodeableConcept | undefined, known: CodeableConcept): boolean {
  const { system = '', code = '' } = known.coding?.[0] ?? {};
  return has(concept, system, code);
}
