/** One valid instance of each KR Core profile that has no official example, and the official ones; made up, of nobody. */
import { readFileSync } from 'node:fs';

export type Sample = Record<string, unknown> & { resourceType: string; meta: { profile: string[] } };

const krcore = 'http://www.hl7korea.or.kr/fhir/krcore';
const korea = 'http://www.hl7korea.or.kr';
const terminology = 'http://terminology.hl7.org/CodeSystem';
const [loinc, snomed, ucum] = ['http://loinc.org', 'http://snomed.info/sct', 'http://unitsofmeasure.org'];

export const profileUrl = (name: string): string => `${krcore}/StructureDefinition/${name}`;

const patient = { reference: 'Patient/p-1' };
const encounter = { reference: 'Encounter/e-1' };
const concept = (system: string, code: string) => ({ coding: [{ system, code }] });

function vitalSign(loincCode: string, unit: string, value: number): Record<string, unknown> {
  return {
    resourceType: 'Observation',
    status: 'final',
    category: [concept(`${terminology}/observation-category`, 'vital-signs')],
    code: concept(loinc, loincCode),
    subject: patient,
    effectiveDateTime: '2026-11-22T09:00:00+09:00',
    valueQuantity: { value, unit, system: ucum, code: unit },
  };
}

const half = (loincCode: string, value: number) => ({
  code: concept(loinc, loincCode),
  valueQuantity: { value, unit: 'mm[Hg]', system: ucum, code: 'mm[Hg]' },
});

function report(section: string, code: Record<string, unknown>): Record<string, unknown> {
  const category = [concept(`${terminology}/v2-0074`, section)];
  return { resourceType: 'DiagnosticReport', status: 'final', category, code, subject: patient, conclusion: '정상' };
}

function observation(category: string): Record<string, unknown> {
  return {
    resourceType: 'Observation',
    status: 'final',
    category: [concept(`${terminology}/observation-category`, category)],
    code: concept(`${korea}/CodeSystem/hira-edi-procedure`, 'C3711'),
    subject: patient,
    effectiveDateTime: '2026-11-22',
    issued: '2026-11-22T10:00:00+09:00',
    performer: [{ reference: 'Practitioner/n-1' }],
    valueQuantity: { value: 98, unit: 'mg/dL', system: ucum, code: 'mg/dL' },
  };
}

const made: Record<string, Record<string, unknown>> = {
  MyPatient: { resourceType: 'Patient', name: [{ text: '김문안' }] },
  'krcore-allergyintolerance': {
    resourceType: 'AllergyIntolerance',
    clinicalStatus: concept(`${terminology}/allergyintolerance-clinical`, 'active'),
    category: ['medication'],
    code: concept('http://www.whocc.no/atc', 'J01CA04'),
    patient,
    onsetDateTime: '2020-03',
    reaction: [{ manifestation: [{ text: '두드러기' }] }],
  },
  'krcore-bloodpressure': {
    ...vitalSign('85354-9', '', 0),
    valueQuantity: undefined,
    component: [half('8480-6', 128), half('8462-4', 76)],
  },
  'krcore-bodyheight': vitalSign('8302-2', 'cm', 158),
  'krcore-bodyweight': vitalSign('29463-7', 'kg', 52.5),
  'krcore-heartrate': vitalSign('8867-4', '/min', 72),
  'krcore-pulseoximetry': vitalSign('2708-6', '%', 97),
  'krcore-respiratoryrate': vitalSign('9279-1', '/min', 16),
  'krcore-vitalsigns': vitalSign('8867-4', '/min', 72),
  'krcore-condition-chief-complaint': {
    resourceType: 'Condition',
    category: [concept(`${krcore}/CodeSystem/krcore-condition-category-types`, '주호소')],
    code: { text: '두통' },
    subject: patient,
    encounter,
  },
  'krcore-condition-encounter-diagnosis': {
    resourceType: 'Condition',
    clinicalStatus: concept(`${terminology}/condition-clinical`, 'active'),
    category: [concept(`${krcore}/CodeSystem/krcore-condition-category-types`, '진단')],
    code: concept(`${korea}/CodeSystem/kostat-kcd-8`, 'I10'),
    subject: patient,
    recordedDate: '2026-11-22',
  },
  'krcore-diagnosticreport-diagnostic-imaging': {
    ...report('IMG', concept(loinc, '36643-5')),
    imagingStudy: [{ reference: 'ImagingStudy/i-1' }],
  },
  'krcore-diagnosticreport-function-tests': {
    ...report('OSL', concept(`${korea}/CodeSystem/hira-edi-procedure`, 'E6541')),
    extension: [{ url: profileUrl('krcore-testRequestDateTime'), valueDateTime: '2026-11-22T08:30:00+09:00' }],
  },
  'krcore-diagnosticreport-laboratory-results': report('LAB', concept(loinc, '58410-2')),
  'krcore-diagnosticreport-pathology-results': {
    ...report('PAT', concept(snomed, '371528001')),
    extension: [{ url: profileUrl('krcore-testRequestDateTime'), valueDateTime: '2026-11-20' }],
    result: [{ reference: 'Observation/o-1' }],
  },
  'krcore-imagingstudy': {
    resourceType: 'ImagingStudy',
    status: 'available',
    subject: patient,
    started: '2026-11-22',
    series: [{ uid: '1.2.3', modality: { system: 'http://dicom.nema.org/resources/ontology/DCM', code: 'CR' } }],
  },
  'krcore-immunization': {
    resourceType: 'Immunization',
    status: 'completed',
    vaccineCode: concept(`${krcore}/CodeSystem/krcore-vcnt-types`, '01'),
    patient,
    occurrenceDateTime: '2026-10-20',
    protocolApplied: [{ doseNumberPositiveInt: 1 }],
  },
  'krcore-medication': {
    resourceType: 'Medication',
    code: { coding: [{ system: `${korea}/CodeSystem/hira-edi-medication`, code: '642100280', display: '암로디핀정' }] },
    ingredient: [{ itemCodeableConcept: concept('http://www.whocc.no/atc', 'C08CA01') }],
  },
  'krcore-medicationrequest': {
    resourceType: 'MedicationRequest',
    status: 'active',
    intent: 'order',
    medicationReference: { reference: 'Medication/m-1' },
    subject: patient,
    dosageInstruction: [
      {
        text: '1일 1회 1정',
        timing: { repeat: { frequency: 1, period: 1, periodUnit: 'd' } },
        doseAndRate: [{ doseQuantity: { value: 1, unit: '정' } }],
      },
    ],
  },
  'krcore-observation-function-test': observation('exam'),
  'krcore-observation-laboratory-result': { ...observation('laboratory'), specimen: { reference: 'Specimen/s-1' } },
  'krcore-procedure': {
    resourceType: 'Procedure',
    extension: [{ url: profileUrl('krcore-AnesthesiaType'), valueCodeableConcept: concept(snomed, '18946005') }],
    status: 'completed',
    code: concept(`${korea}/CodeSystem/hira-edi-procedure`, 'N2072'),
    subject: patient,
    performedDateTime: '2026-11-20',
  },
  'krcore-specimen': { resourceType: 'Specimen', type: concept(snomed, '119297000'), subject: patient },
};

const examples = JSON.parse(
  readFileSync(new URL('./krcore/generated/examples.json', import.meta.url), 'utf8'),
) as Sample[];

/** Name of the profile to an instance of it that is its caller's own. */
export function sample(name: string): Sample {
  const url = profileUrl(name);
  const official = examples.find(({ meta }) => meta.profile.includes(url));
  const own = made[name];
  if (!official && !own) throw new Error(`there is no sample of ${name}`);
  return JSON.parse(JSON.stringify(official ?? { ...own, meta: { profile: [url] } })) as Sample;
}
