import {
  type CodeableConcept,
  type Coding,
  codeSystems,
  type Encounter,
  fromInstant,
  type Observation,
  type Resource,
} from '@munan/fhir';
import type { PartialNews2, PersonBrief, VisitRow } from '@munan/flow';
import { diastolic, systolic } from '@munan/vitals';
import { munan } from './systems.ts';
import {
  type Consciousness,
  consciousnessCode,
  consciousnessValues,
  fastingCode,
  measuredVitals,
  news2Code,
  oxygenCode,
  remarksCode,
  type VisitVitals,
} from './visit-codes.ts';

/** A visit as it was recorded: what the screens show of it but for the names, which the house knows. */
export type RecordedVisit = Omit<VisitRow, 'person' | 'nurse'> & { patient: string; nurse: string };

/** The reverse of visitResources: the Encounter of a visit and the Observations made at it. */
export function recordedVisit(encounter: Encounter, observations: readonly Observation[]): RecordedVisit {
  const visit: RecordedVisit = {
    id: encounter.identifier?.find(({ system }) => system === munan.visit)?.value ?? encounter.id ?? '',
    patient: idOf(encounter.subject?.reference),
    nurse: idOf(encounter.participant?.[0]?.individual?.reference),
    arrived: timeOf(encounter.period?.start),
    finished: timeOf(encounter.period?.end),
    stored: Math.max(...[encounter, ...observations].map(({ meta }) => timeOf(meta?.lastUpdated))),
    vitals: {},
    confirmed: confirmedOf(encounter),
  };
  for (const observation of observations) {
    if (observation.status === 'entered-in-error') continue;
    readObservation(visit, observation);
    visit.confirmed.push(...confirmedOf(observation));
  }
  return visit;
}

/** With the names of both people, the row that the screens receive. */
export function visitRow(visit: RecordedVisit, person: PersonBrief, nurse: { id: string; name: string }): VisitRow {
  const { patient: _patient, ...rest } = visit;
  return { ...rest, person, nurse };
}

function readObservation(visit: RecordedVisit, observation: Observation): void {
  const { vitals } = visit;
  const { code, component = [], valueQuantity } = observation;
  if (has(code, codeSystems.loinc, '85354-9')) {
    const part = (loinc: string) =>
      component.find((each) => has(each.code, codeSystems.loinc, loinc))?.valueQuantity?.value;
    const [systolicMmHg, diastolicMmHg] = [part(systolic.loinc), part(diastolic.loinc)];
    if (systolicMmHg !== undefined) vitals.systolicMmHg = systolicMmHg;
    if (diastolicMmHg !== undefined) vitals.diastolicMmHg = diastolicMmHg;
  } else if (same(code, oxygenCode) && observation.valueBoolean !== undefined) {
    vitals.onOxygen = observation.valueBoolean;
  } else if (same(code, consciousnessCode)) {
    const found = observation.valueCodeableConcept?.coding?.[0]?.code;
    const state = Object.entries(consciousnessValues).find(([, value]) => value.code === found)?.[0];
    if (state) vitals.consciousness = state as Consciousness;
  } else if (same(code, remarksCode)) visit.remarks = observation.valueString;
  else if (same(code, news2Code)) {
    visit.news2 = news2Of(observation);
    if (has(observation.method, munan.news2Scale, 'scale-2')) visit.spo2Scale2 = true;
  } else readMeasured(vitals, observation, valueQuantity?.value);
}

function readMeasured(vitals: VisitVitals, { code, component = [] }: Observation, value: number | undefined): void {
  for (const [, field, { loinc }] of measuredVitals) {
    if (value === undefined || !has(code, codeSystems.loinc, loinc)) continue;
    vitals[field] = value;
    const fasting = component.find((each) => same(each.code, fastingCode))?.valueCodeableConcept?.coding?.[0]?.code;
    if (fasting) vitals.fasting = fasting === 'LA33-6';
  }
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

function confirmedOf({ meta }: Resource): string[] {
  return (meta?.tag ?? [])
    .filter(({ system }: Coding) => system === munan.confirmed)
    .map(({ code, display }: Coding) => code ?? display ?? '');
}

function has(concept: CodeableConcept | undefined, system: string, code: string): boolean {
  return concept?.coding?.some((coding) => coding.system === system && coding.code === code) ?? false;
}

function same(concept: CodeableConcept | undefined, known: CodeableConcept): boolean {
  const { system = '', code = '' } = known.coding?.[0] ?? {};
  return has(concept, system, code);
}

function idOf(reference: string | undefined): string {
  return reference?.split('/')[1] ?? '';
}

function timeOf(instant: string | undefined): number {
  return instant === undefined ? 0 : fromInstant(instant);
}
