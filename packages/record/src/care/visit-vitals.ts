import {
  bloodPressureObservation,
  type CodeableConcept,
  codeSystems,
  type Observation,
  observationOf,
  vitalQuantity,
  vitalSignObservation,
} from '@munan/fhir';
import type { PartialNews2, VisitEntry } from '@munan/flow';
import { diastolic, meanPressure, systolic } from '@munan/vitals';
import { fhirIdOf, munan } from './systems.ts';
import {
  consciousnessCode,
  consciousnessValues,
  fastingAnswers,
  fastingCode,
  meanDiastolicCode,
  meanPressureCode,
  meanSystolicCode,
  measuredVitals,
  news2Code,
  type ObservationName,
  orientationCode,
  orientationParts,
  oxygenCode,
  painCode,
} from './visit-codes.ts';

/** What is found at one visit has the same circumstances. */
export interface Circumstances {
  patient: string;
  at: number;
  performer: string;
  encounter: string;
}

/** Everything measured and seen of her state, one Observation each. */
export function vitalObservations(entry: VisitEntry, taken: Circumstances): Observation[] {
  return [...pressures(entry, taken), ...measured(entry, taken), ...states(entry, taken)];
}

function pressures({ id, vitals }: VisitEntry, taken: Circumstances): Observation[] {
  const reading = (name: ObservationName, systolicMmHg?: number, diastolicMmHg?: number): Observation[] => {
    if (systolicMmHg === undefined && diastolicMmHg === undefined) return [];
    const circumstances = { ...taken, id: fhirIdOf(id, name), absent: 'not-performed' as const };
    return [bloodPressureObservation({ ...circumstances, systolicMmHg, diastolicMmHg })];
  };
  const first = reading('blood-pressure', vitals.systolicMmHg, vitals.diastolicMmHg);
  const second = reading('blood-pressure-2', vitals.secondSystolicMmHg, vitals.secondDiastolicMmHg);
  const both = [...first, ...second];
  if (both.length < 2) return both;
  const mean = meanPressure(vitals);
  const part = (code: CodeableConcept, vital: typeof systolic | typeof diastolic, value: number | undefined) =>
    value === undefined ? [] : [{ code, valueQuantity: vitalQuantity(vital, value) }];
  return [
    ...both,
    {
      ...observationOf({ ...taken, id: fhirIdOf(id, 'blood-pressure-mean') }, 'vital-signs', meanPressureCode),
      derivedFrom: both.map((each) => ({ reference: `Observation/${each.id}` })),
      component: [
        ...part(meanSystolicCode, systolic, mean.systolicMmHg),
        ...part(meanDiastolicCode, diastolic, mean.diastolicMmHg),
      ],
    },
  ];
}

function measured({ id, vitals }: VisitEntry, taken: Circumstances): Observation[] {
  const valueCodeableConcept = fastingAnswers[vitals.fasting ? 'yes' : 'no'];
  const fasting = vitals.fasting === undefined ? undefined : { code: fastingCode, valueCodeableConcept };
  const observations: Observation[] = [];
  for (const [name, field, vital] of measuredVitals) {
    const value = vitals[field];
    if (value === undefined) continue;
    const observation = vitalSignObservation(vital, { ...taken, id: fhirIdOf(id, name), value });
    if (name === 'glucose' && fasting) observation.component = [fasting];
    observations.push(observation);
  }
  if (fasting && vitals.glucoseMgPerDl === undefined) {
    const alone = observationOf({ ...taken, id: fhirIdOf(id, 'fasting') }, 'survey', fastingCode);
    observations.push({ ...alone, valueCodeableConcept });
  }
  return observations;
}

function states({ id, vitals }: VisitEntry, taken: Circumstances): Observation[] {
  const observations: Observation[] = [];
  const named = (name: ObservationName, category: 'therapy' | 'survey', code: CodeableConcept) =>
    observationOf({ ...taken, id: fhirIdOf(id, name) }, category, code);
  if (vitals.onOxygen !== undefined) {
    observations.push({ ...named('oxygen', 'therapy', oxygenCode), valueBoolean: vitals.onOxygen });
  }
  if (vitals.painScore !== undefined) {
    const unit = { unit: '{score}', system: codeSystems.ucum, code: '{score}' };
    observations.push({ ...named('pain', 'survey', painCode), valueQuantity: { value: vitals.painScore, ...unit } });
  }
  if (vitals.consciousness !== undefined) {
    const coding = { system: codeSystems.snomed, ...consciousnessValues[vitals.consciousness] };
    observations.push({
      ...named('consciousness', 'survey', consciousnessCode),
      valueCodeableConcept: { coding: [coding] },
    });
  }
  const component = Object.entries(orientationParts).flatMap(([code, field]) => {
    const valueBoolean = vitals[field];
    return valueBoolean === undefined
      ? []
      : [{ code: { coding: [{ system: munan.orientation, code }] }, valueBoolean }];
  });
  if (component.length > 0) observations.push({ ...named('orientation', 'survey', orientationCode), component });
  return observations;
}

/** What NEWS2 is worked out from. */
const scored: readonly ObservationName[] = [
  'blood-pressure',
  'blood-pressure-2',
  'blood-pressure-mean',
  'pulse',
  'temperature',
  'spo2',
  'respiration',
  'oxygen',
  'consciousness',
];

/** A whole score is a number; a partial one is a range that names what is missing, and is preliminary. */
export function news2Observation(
  id: string,
  { news2, spo2Scale2 }: { news2?: PartialNews2; spo2Scale2?: boolean },
  taken: Circumstances,
  found: readonly Observation[],
): Observation[] {
  if (!news2) return [];
  const partial = news2.missing.length > 0;
  const observation: Observation = {
    ...observationOf({ ...taken, id: fhirIdOf(id, 'news2'), at: news2.at }, 'survey', news2Code),
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
  const ids = new Set(scored.map((name) => fhirIdOf(id, name)));
  const sources = found.filter((each) => ids.has(each.id ?? ''));
  if (sources.length > 0) observation.derivedFrom = sources.map((each) => ({ reference: `Observation/${each.id}` }));
  return [observation];
}
