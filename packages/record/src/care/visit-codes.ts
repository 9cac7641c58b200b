import { type CodeableConcept, codeSystems } from '@munan/fhir';
import type { VisitEntry } from '@munan/flow';
import { glucose, pulse, respiration, spo2, temperature, type Vital, weight } from '@munan/vitals';
import { munan } from './systems.ts';

export type VisitVitals = VisitEntry['vitals'];
export type Consciousness = NonNullable<VisitVitals['consciousness']>;

/** What is measured at a visit and is one number in one Observation; the name is the suffix of the Observation's id. */
export const measuredVitals = [
  ['pulse', 'pulsePerMin', pulse],
  ['temperature', 'temperatureCel', temperature],
  ['spo2', 'spo2Percent', spo2],
  ['respiration', 'respirationPerMin', respiration],
  ['glucose', 'glucoseMgPerDl', glucose],
  ['weight', 'weightKg', weight],
] as const satisfies readonly (readonly [string, keyof VisitVitals, Vital])[];

/** Suffixes of the ids of all Observations that a visit may have, beside those of its forms and photos. */
export const observationNames = [
  'blood-pressure',
  'blood-pressure-2',
  'blood-pressure-mean',
  ...measuredVitals.map(([name]) => name),
  'fasting',
  'oxygen',
  'pain',
  'consciousness',
  'orientation',
  'remarks',
  'news2',
] as const;
export type ObservationName = (typeof observationNames)[number];

/** The fields of an entry's vitals that an Observation holds, by the suffix of its id. */
export const fieldsOfObservation: Readonly<Partial<Record<ObservationName, readonly (keyof VisitVitals)[]>>> = {
  'blood-pressure': ['systolicMmHg', 'diastolicMmHg'],
  'blood-pressure-2': ['secondSystolicMmHg', 'secondDiastolicMmHg'],
  ...Object.fromEntries(measuredVitals.map(([name, field]) => [name, [field]])),
  pain: ['painScore'],
  consciousness: ['consciousness'],
  orientation: ['orientedToTime', 'orientedToPlace', 'orientedToPerson'],
};

const { snomed, loinc } = codeSystems;

/** ACVPU as the NEWS2 profiles of the United Kingdom code it; SNOMED CT. */
export const consciousnessCode: CodeableConcept = {
  coding: [
    { system: snomed, code: '1104441000000107', display: 'Alert Confusion Voice Pain Unresponsive scale score' },
  ],
};
export const consciousnessValues: Readonly<Record<Consciousness, { code: string; display: string }>> = {
  alert: { code: '248234008', display: 'Mentally alert' },
  confusion: { code: '130987000', display: 'Acute confusion' },
  voice: { code: '300202002', display: 'Responds to voice' },
  pain: { code: '450847001', display: 'Responds to pain' },
  unresponsive: { code: '422768004', display: 'Unresponsive' },
};

/** [LOINC 72514-3] 0 none to 10 worst, as the person says. */
export const painCode: CodeableConcept = {
  coding: [
    { system: loinc, code: '72514-3', display: 'Pain severity - 0-10 verbal numeric rating [Score] - Reported' },
  ],
};

/** 지남력: one Observation of the house's own, a component for each of time, place and person. */
export const orientationCode: CodeableConcept = {
  coding: [{ system: munan.found, code: 'orientation', display: 'Orientation to time, place and person' }],
};
export const orientationParts = {
  time: 'orientedToTime',
  place: 'orientedToPlace',
  person: 'orientedToPerson',
} as const satisfies Record<string, keyof VisitVitals>;

/** [LOINC 96607-7] the mean of the readings of one occasion. */
export const meanPressureCode: CodeableConcept = {
  coding: [{ system: loinc, code: '96607-7', display: 'Blood pressure panel mean systolic and mean diastolic' }],
};
export const meanSystolicCode: CodeableConcept = {
  coding: [{ system: loinc, code: '96608-5', display: 'Systolic blood pressure mean' }],
};
export const meanDiastolicCode: CodeableConcept = {
  coding: [{ system: loinc, code: '96609-3', display: 'Diastolic blood pressure mean' }],
};

export const news2Code: CodeableConcept = {
  coding: [
    {
      system: snomed,
      code: '1104051000000101',
      display: 'Royal College of Physicians NEWS2 (National Early Warning Score 2) total score',
    },
  ],
};

export const oxygenCode: CodeableConcept = {
  coding: [{ system: snomed, code: '57485005', display: 'Oxygen therapy' }],
};

export const remarksCode: CodeableConcept = {
  coding: [{ system: loinc, code: '34746-8', display: 'Nurse Note' }],
};

/** Component of glucose (an Observation where there is no glucose): had the person eaten? With the answers that LOINC gives. */
export const fastingCode: CodeableConcept = {
  coding: [{ system: loinc, code: '49541-6', display: 'Fasting status - Reported' }],
};
export const fastingAnswers: Readonly<Record<'yes' | 'no', CodeableConcept>> = {
  yes: { coding: [{ system: loinc, code: 'LA33-6', display: 'Yes' }] },
  no: { coding: [{ system: loinc, code: 'LA32-8', display: 'No' }] },
};
