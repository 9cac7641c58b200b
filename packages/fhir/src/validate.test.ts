import assert from 'node:assert/strict';
import { test } from 'node:test';
import { glucose, vitals } from '@munan/vitals';
import { parseJson } from './json.ts';
import { OutcomeError, outcomeCatalogue } from './outcomes.ts';
import { validate } from './validate.ts';
import { bloodPressureObservation, vitalSignObservation } from './vital-signs.ts';

const taken = { id: 'o-1', patient: 'p-1', at: Date.UTC(2026, 10, 22), performer: 'n-1', encounter: 'e-1' };
const spo2 = vitalSignObservation(vitals.spo2, { ...taken, value: 97 });

function codesOf(resource: unknown): string[] {
  try {
    validate(resource);
    return [];
  } catch (error) {
    if (!(error instanceof OutcomeError)) throw error;
    validateOutcome(error);
    return [...new Set(error.issues.map(({ code }) => code))];
  }
}

function validateOutcome({ outcome, status, code }: OutcomeError): void {
  assert.equal(status, outcomeCatalogue[code].status);
  assert.equal(outcome.resourceType, 'OperationOutcome');
  assert.ok(outcome.issue[0]?.diagnostics);
}

test('validate accepts every vital sign that vitalSignObservation builds', () => {
  for (const vital of [vitals.spo2, vitals.pulse, vitals.temperature, vitals.respiration, vitals.weight, glucose]) {
    assert.deepEqual(codesOf(vitalSignObservation(vital, { ...taken, value: 37 })), []);
    assert.deepEqual(codesOf(vitalSignObservation(vital, { ...taken, absent: 'asked-declined' })), []);
  }
  assert.deepEqual(codesOf(bloodPressureObservation({ ...taken, systolicMmHg: 128, diastolicMmHg: 76 })), []);
  assert.deepEqual(codesOf(bloodPressureObservation({ ...taken, systolicMmHg: 128 })), []);
});

test('validate refuses what the vital-signs profiles forbid', () => {
  const bloodPressure = bloodPressureObservation({ ...taken, systolicMmHg: 128, diastolicMmHg: 76 });
  const mmHg = { value: 97, unit: 'mmHg', system: 'http://unitsofmeasure.org', code: 'mm[Hg]' };
  const cases: [string, unknown, string][] = [
    ['SpO2 in mmHg', { ...spo2, valueQuantity: mmHg }, 'unit-wrong'],
    ['SpO2 without unit', { ...spo2, valueQuantity: { value: 97 } }, 'unit-wrong'],
    ['no category', { ...spo2, category: undefined }, 'resource-invalid'],
    ['another category', { ...spo2, category: [{ text: 'vital signs' }] }, 'resource-invalid'],
    ['no subject', { ...spo2, subject: undefined }, 'resource-invalid'],
    ['no time', { ...spo2, effectiveDateTime: undefined }, 'resource-invalid'],
    ['a time of a year', { ...spo2, effectiveDateTime: '2026' }, 'resource-invalid'],
    ['neither value nor reason', JSON.parse(JSON.stringify({ ...spo2, valueQuantity: undefined })), 'resource-invalid'],
    [
      'blood pressure of one part',
      { ...bloodPressure, component: bloodPressure.component?.slice(1) },
      'resource-invalid',
    ],
    [
      'blood pressure in kPa',
      {
        ...bloodPressure,
        component: bloodPressure.component?.map((each) => ({ ...each, valueQuantity: { ...mmHg, code: 'kPa' } })),
      },
      'unit-wrong',
    ],
  ];
  for (const [name, resource, code] of cases) {
    assert.deepEqual(codesOf(JSON.parse(JSON.stringify(resource))), [code], name);
  }
});

test('validate refuses what is no resource of FHIR R4', () => {
  const cases: [string, unknown, string][] = [
    ['null', null, 'resource-invalid'],
    ['a list', [spo2], 'resource-invalid'],
    ['a string', 'Patient', 'resource-invalid'],
    ['no type', { id: 'x' }, 'resource-invalid'],
    ['an unknown type', { resourceType: 'Robot' }, 'not-held'],
    ['a type of Object.prototype', { resourceType: 'constructor' }, 'not-held'],
    ['a type that is not held', { resourceType: 'Parameters' }, 'not-held'],
    [
      'a contained type that does not exist',
      { resourceType: 'Patient', contained: [{ resourceType: 'Robot', id: 'r' }] },
      'resource-invalid',
    ],
    ['a status out of the required value set', { ...spo2, status: 'bogus' }, 'code-not-in-value-set'],
    ['a gender out of it', { resourceType: 'Patient', gender: 'w' }, 'code-not-in-value-set'],
    [
      'a use of a name out of it',
      { resourceType: 'Patient', name: [{ use: 'pet', text: 'K' }] },
      'code-not-in-value-set',
    ],
    [
      'a clinical status out of it',
      { resourceType: 'Condition', subject: { reference: 'Patient/1' }, verificationStatus: { text: 'surely' } },
      'code-not-in-value-set',
    ],
    ['an id with a slash', { ...spo2, id: 'a/b' }, 'id-invalid'],
    ['a long id', { ...spo2, id: 'a'.repeat(65) }, 'id-invalid'],
    ['an id that is a number', { ...spo2, id: 7 }, 'resource-invalid'],
    [
      'a reversed period',
      { resourceType: 'Patient', name: [{ text: 'K', period: { start: '2026-02', end: '2026-01' } }] },
      'period-reversed',
    ],
    ['a reference to a wrong type', { ...spo2, subject: { reference: 'Flag/1' } }, 'reference-wrong'],
    ['a missing status', { ...spo2, status: undefined }, 'resource-invalid'],
    ['an unknown element', { ...spo2, colour: 'red' }, 'resource-invalid'],
    ['two values', { ...spo2, valueString: 'high' }, 'resource-invalid'],
    ['a list where one is allowed', { ...spo2, status: ['final'] }, 'resource-invalid'],
    ['one where a list is asked', { ...spo2, category: spo2.category?.[0] }, 'resource-invalid'],
    ['a number where an object is asked', { ...spo2, code: 5 }, 'resource-invalid'],
    ['a string where an object is asked', { ...spo2, code: { coding: ['x'] } }, 'resource-invalid'],
    ['a null', { ...spo2, code: { coding: [null] } }, 'resource-invalid'],
    ['a null object', { ...spo2, subject: null }, 'resource-invalid'],
    ['an impossible date', { resourceType: 'Patient', birthDate: '1940-13-01' }, 'resource-invalid'],
    ['a number as text', { ...spo2, valueQuantity: { ...spo2.valueQuantity, value: '97' } }, 'resource-invalid'],
    ['an empty string', { resourceType: 'Patient', birthDate: '' }, 'resource-invalid'],
  ];
  for (const [name, resource, code] of cases) assert.ok(codesOf(parseIfPossible(resource)).includes(code), name);
});

/** Through text, as at the door: undefined elements vanish. */
function parseIfPossible(resource: unknown): unknown {
  return parseJson(JSON.stringify(resource));
}

test('validate accepts a period that begins and ends on one day and one whose end is coarser', () => {
  const patient = (start: string, end: string) => ({
    resourceType: 'Patient',
    name: [{ text: 'K', period: { start, end } }],
  });
  assert.deepEqual(codesOf(patient('2026-11-22', '2026-11-22')), []);
  assert.deepEqual(codesOf(patient('2026-11-22T09:00:00Z', '2026-11-22')), []);
});

test('validate judges a contained resource by the definition of its own type', () => {
  const encounter = {
    resourceType: 'Encounter',
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'HH' },
    contained: [{ resourceType: 'Location', id: 'home', description: "Client's home" }],
    location: [{ location: { reference: '#home' } }],
  };
  validate(encounter);
  assert.deepEqual(
    codesOf({
      ...encounter,
      contained: [{ ...encounter.contained[0], id: 'a b' }],
      location: [{ location: { reference: '#a b' } }],
    }),
    ['id-invalid'],
  );
  assert.deepEqual(codesOf({ ...encounter, contained: [{ ...encounter.contained[0], status: 'bogus' }] }), [
    'code-not-in-value-set',
  ]);
});
