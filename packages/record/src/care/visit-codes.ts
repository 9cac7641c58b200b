import { type CodeableConcept, codeSystems } from '@munan/fhir';
import type { VisitEntry } from '@munan/flow';
import { glucose, pulse, respiration, spo2, temperature, type Vital, weight } from '@munan/vitals';

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

/** Suffixes of the ids of all Observations that a visit may have. */
export const observationNames = [
  'blood-pressure',
  ...measuredVitals.map(([name]) => name),
  'oxygen',
  'consciousness',
  'remarks',
  'news2',
] as const;
export type ObservationName = (typeof observationNames)[number];

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

/** Component of glucose: had the person eaten? With the answers that LOINC gives. */
export const fastingCode: CodeableConcept = {
  coding: [{ system: loinc, code: '49541-6', display: 'Fasting status - Reported' }],
};
export const fastingAnswers: Readonly<Record<'yes' | 'no', CodeableConcept>> = {
  yes: { coding: [{ system: loinc, code: 'LA33-6', display: 'Yes' }] },
  no: { coding: [{ system: loinc, code: 'LA32-8', display: 'No' }] },
};
