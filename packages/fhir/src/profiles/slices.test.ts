import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkProfile } from './check-profile.ts';
import type { ProfileDefinition, ProfileElement } from './definition.ts';
import { profileUrl, sample } from './samples-for-tests.ts';

function profile(type: string, elements: ProfileElement[]): ProfileDefinition {
  return { url: 'urn:test', type, elements };
}

function found(resource: unknown, of: ProfileDefinition): string[] {
  return checkProfile(resource, of).map(
    ({ expression, diagnostics }) => `${expression}: ${diagnostics.replace(' (profile urn:test)', '')}`,
  );
}

const bySystem: ProfileElement[] = [
  {
    id: 'Patient.telecom',
    slicing: { discriminator: [{ type: 'value', path: 'system' }], rules: 'closed', ordered: true },
  },
  { id: 'Patient.telecom:Phone', sliceName: 'Phone', min: 1, max: '1' },
  { id: 'Patient.telecom:Phone.system', fixedCode: 'phone' },
  { id: 'Patient.telecom:Mail', sliceName: 'Mail', min: 0, max: '*' },
  { id: 'Patient.telecom:Mail.system', fixedCode: 'email' },
];
const patient = (...systems: string[]) => ({
  resourceType: 'Patient',
  telecom: systems.map((system) => ({ system, value: 'x' })),
});

test('checkProfile: closed slices take no other value, ordered ones keep their order', () => {
  const of = profile('Patient', bySystem);
  assert.deepEqual(found(patient('phone', 'email', 'email'), of), []);
  assert.deepEqual(found(patient('phone', 'fax'), of), [
    'Patient.telecom[1]: belongs to none of the slices Phone, Mail',
  ]);
  assert.deepEqual(found(patient('email', 'phone'), of), [
    'Patient.telecom[0]: the slices Phone, Mail come in this order',
  ]);
  assert.deepEqual(found(patient('phone', 'phone'), of), [
    'Patient.telecom: expected at most 1 of the slice Phone, found 2',
  ]);
  assert.deepEqual(found({ resourceType: 'Patient' }, of), [
    'Patient.telecom: expected at least 1 of the slice Phone, found 0',
  ]);
});

test('checkProfile: where slices are open at the end, others come last', () => {
  const [slicing, ...slices] = bySystem as [ProfileElement, ...ProfileElement[]];
  const of = profile('Patient', [
    { ...slicing, slicing: { ...slicing.slicing, rules: 'openAtEnd', ordered: false } },
    ...slices,
  ]);
  assert.deepEqual(found(patient('phone', 'fax'), of), []);
  assert.deepEqual(found(patient('fax', 'phone'), of), [
    'Patient.telecom[0]: stands before values of the slices Phone, Mail; others come after them',
  ]);
});

test('checkProfile tells slices by whether an element is there', () => {
  const of = profile('Patient', [
    { id: 'Patient.identifier', slicing: { discriminator: [{ type: 'exists', path: 'period' }], rules: 'open' } },
    { id: 'Patient.identifier:Dated', sliceName: 'Dated', min: 1, max: '1' },
    { id: 'Patient.identifier:Dated.period', min: 1 },
    { id: 'Patient.identifier:Plain', sliceName: 'Plain', min: 0, max: '1' },
    { id: 'Patient.identifier:Plain.period', max: '0' },
  ]);
  const dated = { value: '1', period: { start: '2026' } };
  assert.deepEqual(found({ resourceType: 'Patient', identifier: [dated, { value: '2' }] }, of), []);
  assert.deepEqual(found({ resourceType: 'Patient', identifier: [{ value: '1' }, { value: '2' }] }, of), [
    'Patient.identifier: expected at least 1 of the slice Dated, found 0',
    'Patient.identifier: expected at most 1 of the slice Plain, found 2',
  ]);
});

test('checkProfile tells slices by type: of a choice, of a resource, of what a reference points to', () => {
  const byType = (path: string) => ({ discriminator: [{ type: 'type' as const, path }], rules: 'closed' as const });
  const bundle = profile('Bundle', [
    { id: 'Bundle.entry', slicing: byType('resource') },
    { id: 'Bundle.entry:Patient', sliceName: 'Patient', min: 1, max: '1' },
    { id: 'Bundle.entry:Patient.resource', type: [{ code: 'Patient' }] },
  ]);
  const entry = (resourceType: string) => ({ resource: { resourceType } });
  assert.deepEqual(found({ resourceType: 'Bundle', entry: [entry('Patient')] }, bundle), []);
  assert.deepEqual(found({ resourceType: 'Bundle', entry: [entry('Patient'), entry('Flag')] }, bundle), [
    'Bundle.entry[1]: belongs to none of the slices Patient',
  ]);
  const target = (name: string): ProfileElement => ({
    id: `Observation.performer:${name}`,
    sliceName: name,
    min: 1,
    max: '1',
    type: [{ code: 'Reference', targetProfile: [`http://hl7.org/fhir/StructureDefinition/${name}`] }],
  });
  const performers = profile('Observation', [
    { id: 'Observation.performer', slicing: byType('resolve()') },
    target('Practitioner'),
    target('Organization'),
  ]);
  // Nobody can look where these lead: nothing is said of them.
  const references = (...all: string[]) => ({ performer: all.map((reference) => ({ reference })) });
  assert.deepEqual(found({ resourceType: 'Observation', ...references('urn:uuid:1', 'urn:uuid:2') }, performers), []);
  const known = references('Practitioner/1', 'Patient/2');
  assert.deepEqual(found({ resourceType: 'Observation', ...known }, performers), [
    'Observation.performer: expected at least 1 of the slice Organization, found 0',
    'Observation.performer[1]: belongs to none of the slices Practitioner, Organization',
  ]);
});

test('checkProfile tells slices by profile and by what a contained resource says', () => {
  const result = (path: string, type: 'profile' | 'value'): ProfileElement[] => [
    { id: 'DiagnosticReport.result', slicing: { discriminator: [{ type, path }], rules: 'open' } },
    {
      id: 'DiagnosticReport.result:Pulse',
      sliceName: 'Pulse',
      min: 1,
      max: '1',
      type: [{ code: 'Reference', targetProfile: [profileUrl('krcore-heartrate')] }],
    },
  ];
  const contained = [
    { ...sample('krcore-heartrate'), id: 'a' },
    { ...sample('krcore-bodyweight'), id: 'b' },
  ];
  const report = (reference: string) => ({ resourceType: 'DiagnosticReport', contained, result: [{ reference }] });
  for (const of of [
    profile('DiagnosticReport', result('resolve()', 'profile')),
    profile('DiagnosticReport', result('resolve().code.coding.code', 'value')),
  ]) {
    assert.deepEqual(found(report('#a'), of), []);
    assert.deepEqual(found(report('#b'), of), [
      'DiagnosticReport.result: expected at least 1 of the slice Pulse, found 0',
    ]);
    // Elsewhere: it cannot be told.
    assert.deepEqual(found(report('Observation/o-1'), of), []);
  }
});

test('checkProfile: a pattern asks for a part, a fixed value for the whole', () => {
  const codes = { coding: [{ system: 'urn:x', code: 'a' }] };
  const more = {
    text: 'A',
    coding: [
      { system: 'urn:y', code: 'b' },
      { system: 'urn:x', code: 'a', display: 'A' },
    ],
  };
  const pattern = profile('Observation', [{ id: 'Observation.code', patternCodeableConcept: codes }]);
  const fixed = profile('Observation', [{ id: 'Observation.code', fixedCodeableConcept: codes }]);
  assert.deepEqual(found({ resourceType: 'Observation', code: more }, pattern), []);
  assert.match(
    found({ resourceType: 'Observation', code: more }, fixed).join(),
    /^Observation\.code: expected \{"coding"/,
  );
  assert.match(
    found({ resourceType: 'Observation', code: { text: 'A' } }, pattern).join(),
    /expected at least \{"coding"/,
  );
  assert.deepEqual(found({ resourceType: 'Observation', code: codes }, fixed), []);
});
