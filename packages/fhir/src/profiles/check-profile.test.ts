import assert from 'node:assert/strict';
import { test } from 'node:test';
import { OutcomeError } from '../outcomes.ts';
import { validate, validationOutcome } from '../validate.ts';
import { compiledProfile, heldProfiles } from './held-profiles.ts';
import { profileUrl, sample } from './samples-for-tests.ts';

function problems(resource: unknown): string[] {
  try {
    validate(resource);
    return [];
  } catch (error) {
    if (!(error instanceof OutcomeError)) throw error;
    assert.equal(error.status, 422);
    return error.issues.map(({ expression, diagnostics }) => `${expression}: ${diagnostics}`);
  }
}

const krCore = heldProfiles().filter(({ url }) => url.startsWith('http://www.hl7korea.or.kr/'));
const ofResources = krCore.filter(({ type }) => type !== 'Extension');

test('validate accepts an instance of each of the 33 KR Core profiles', () => {
  assert.equal(krCore.length, 33);
  const used = new Set<string>();
  for (const { url, type } of ofResources) {
    const instance = sample(url.split('/').at(-1) as string);
    assert.equal(instance.resourceType, type);
    assert.deepEqual(problems(instance), [], url);
    for (const [, extension] of JSON.stringify(instance).matchAll(/"url":"(http[^"]+)"/g))
      used.add(extension as string);
  }
  const extensions = krCore.filter(({ type }) => type === 'Extension').map(({ url }) => url);
  assert.deepEqual(
    extensions.filter((url) => !used.has(url)),
    [],
  );
});

type Change = (resource: Record<string, unknown>) => void;
const set =
  (path: string, value: unknown): Change =>
  (resource) => {
    const keys = path.split('.');
    const last = keys.pop() as string;
    const holder = keys.reduce<Record<string, unknown>>(
      (found, key) => found[key] as Record<string, unknown>,
      resource,
    );
    if (value === undefined) delete holder[last];
    else holder[last] = value;
  };

const coding = (system: string, code: string) => ({ coding: [{ system, code }] });

/** kind of constraint, profile, what is changed, where and how it is found. */
const mutations: [string, string, Change, RegExp][] = [
  ['min', 'krcore-patient', set('birthDate', undefined), /^Patient\.birthDate: expected at least 1, found 0/],
  ['min', 'MyPatient', set('name', undefined), /^Patient\.name: expected at least 1/],
  [
    'min of a data type',
    'krcore-patient',
    set('name.0', { family: '박' }),
    /^Patient\.name\[0\]\.text: expected at least 1/,
  ],
  ['min in a list', 'krcore-patient', set('identifier.0.system', undefined), /^Patient\.identifier\[0\]\.system: /],
  ['min of a class', 'krcore-encounter', set('class.code', undefined), /^Encounter\.class\.code: expected at least 1/],
  [
    'min of a choice',
    'krcore-procedure',
    set('performedDateTime', undefined),
    /^Procedure\.performed: expected at least 1/,
  ],
  [
    'min deep below',
    'krcore-medicationrequest',
    set('dosageInstruction.0.doseAndRate.0', { rateQuantity: { value: 1 } }),
    /^MedicationRequest\.dosageInstruction\[0\]\.doseAndRate\[0\]\.dose: expected at least 1/,
  ],
  [
    'min below a choice',
    'krcore-bodytemperature',
    set('valueQuantity.value', undefined),
    /^Observation\.valueQuantity\.value: expected at least 1/,
  ],
  [
    'max of a slice',
    'krcore-allergyintolerance',
    set('code.coding', [
      { system: 'http://www.whocc.no/atc', code: 'J01CA04' },
      { system: 'http://www.whocc.no/atc', code: 'J01CA01' },
    ]),
    /^AllergyIntolerance\.code\.coding: expected at most 1 of the slice ATC, found 2/,
  ],
  [
    'max 0',
    'krcore-procedure',
    set('extension.0', {
      url: profileUrl('krcore-AnesthesiaType'),
      extension: [{ url: 'urn:x', valueString: 'x' }],
    }),
    /^Procedure\.extension\[0\]\.extension: expected at most 0/,
  ],
  [
    'fixed',
    'krcore-bodytemperature',
    set('code.coding.0.code', '8867-4'),
    /^Observation\.code\.coding\[0\]\.code: expected "8310-5"/,
  ],
  [
    'fixed unit',
    'krcore-heartrate',
    set('valueQuantity.system', 'urn:other'),
    /^Observation\.valueQuantity(\.system: expected "http:\/\/unitsofmeasure.org"|: LOINC)/,
  ],
  [
    'pattern, as a slice',
    'krcore-vitalsigns',
    set('category.0.coding.0.code', 'exam'),
    /^Observation\.category: expected at least 1 of the slice VitalSigns/,
  ],
  [
    'slice by value of a part',
    'krcore-medical-doctor',
    set('qualification.0.identifier.0.system', 'urn:other'),
    /^Practitioner\.qualification\[0\]\.identifier: expected at least 1 of the slice MOHW/,
  ],
  [
    'below a slice',
    'krcore-healthcare-organization',
    set('telecom.2.value', undefined),
    /^Organization\.telecom\[2\]\.value: expected at least 1/,
  ],
  [
    'slice by a path through slices',
    'krcore-bloodpressure',
    set('component.1.code.coding.0.code', '8478-0'),
    /^Observation\.component: expected at least 1 of the slice Diastolic, found 0/,
  ],
  [
    'below a slice, in a choice',
    'krcore-bloodpressure',
    set('component.0.valueQuantity.code', 'kPa'),
    /^Observation\.component\[0\]\.valueQuantity(\.code: expected "mm\[Hg\]"|: LOINC)/,
  ],
  [
    'slice by a bound value set',
    'krcore-immunization',
    set('vaccineCode.coding.0.code', 'none'),
    /^Immunization\.vaccineCode\.coding: expected at least 1 of the slice VcntType/,
  ],
  [
    'slice by a system whose codes are not held',
    'krcore-condition-encounter-diagnosis',
    set('code', coding('http://hl7.org/fhir/sid/icd-10', 'I10')),
    /^Condition\.code\.coding: expected at least 1 of the slice KCD-8/,
  ],
  [
    'extension by its profile',
    'krcore-diagnosticreport-function-tests',
    set('extension', [{ url: 'urn:other', valueString: 'x' }]),
    /^DiagnosticReport\.extension: expected at least 1 of the slice krcore-testRequestDateTime/,
  ],
  [
    'value of an extension',
    'krcore-diagnosticreport-function-tests',
    set('extension.0', { url: profileUrl('krcore-testRequestDateTime'), valueString: 'today' }),
    /^DiagnosticReport\.extension\[0\]\.valueString: a string is not allowed; allowed are dateTime/,
  ],
  [
    'extension in a data type',
    'krcore-patient',
    set('address.0.extension.0.extension.0.url', 'street'),
    /^Patient\.address\[0\]\.extension\[0\]\.extension: expected at least 1 of the slice district/,
  ],
  [
    'binding in an extension',
    'krcore-encounter',
    set('extension.0.valueCodeableConcept.coding.0.code', '1'),
    /^Encounter\.extension\[0\]\.valueCodeableConcept\.coding: expected at least 1 of the slice HIRA/,
  ],
  ['required binding', 'krcore-encounter', set('class.code', 'HOME'), /^Encounter\.class: .* which is required/],
  [
    'required binding of a base value set',
    'krcore-vitalsigns',
    set('category.1', { text: 'vital' }),
    /^Observation\.category\[1\]: .*observation-category, which is required/,
  ],
  [
    'extensible binding, in the same system',
    'krcore-diagnosticreport-laboratory-results',
    set('category.1', coding('http://terminology.hl7.org/CodeSystem/v2-0074', 'XYZ')),
    /^DiagnosticReport\.category\[1\]: .*XYZ is no code of its system/,
  ],
  [
    'type of a choice',
    'krcore-immunization',
    (resource) => Object.assign(resource, { occurrenceDateTime: undefined, occurrenceString: '작년 가을' }),
    /^Immunization\.occurrenceString: a string is not allowed; allowed are dateTime/,
  ],
  [
    'type of a reference',
    'krcore-bodyweight',
    set('subject.reference', 'Group/g-1'),
    /^Observation\.subject: a reference to Group; allowed are Patient/,
  ],
  [
    'type of an absolute reference',
    'krcore-bodyweight',
    set('subject.reference', 'https://other.example/fhir/Device/d-1/_history/2'),
    /^Observation\.subject: a reference to Device/,
  ],
  [
    'invariant',
    'krcore-allergyintolerance',
    set('code', { text: '페니실린' }),
    /^AllergyIntolerance: krcore-alrg-01: /,
  ],
  [
    'of the base profile of a profile',
    'krcore-pulseoximetry',
    set('category', [coding('http://terminology.hl7.org/CodeSystem/observation-category', 'exam')]),
    /^Observation\.category: expected at least 1 of the slice VitalSigns/,
  ],
  [
    'a profile of another type',
    'krcore-patient',
    set('meta.profile', [profileUrl('krcore-encounter')]),
    /is of Encounter, not of Patient/,
  ],
];

test('validate finds each kind of breach of a claimed profile, and says where', () => {
  for (const [kind, profile, change, found] of mutations) {
    const broken = sample(profile);
    change(broken);
    const said = problems(JSON.parse(JSON.stringify(broken)));
    assert.ok(
      said.some((each) => found.test(each)),
      `${kind} of ${profile}: ${said.join('; ') || 'accepted'}`,
    );
    // Unclaimed it is the base type's business only.
    const unclaimed = problems(JSON.parse(JSON.stringify({ ...broken, meta: undefined })));
    assert.deepEqual(
      unclaimed.filter((each) => each.includes('hl7korea')),
      [],
      kind,
    );
  }
});

test('validate judges the claims of what a resource contains and of the entries of a Bundle', () => {
  const contained = { ...sample('krcore-patient'), id: 'p', birthDate: undefined };
  const subject = { reference: '#p' };
  const observation = { ...sample('krcore-heartrate'), contained: [contained], subject };
  assert.match(problems(JSON.parse(JSON.stringify(observation))).join(), /Patient\.birthDate: expected at least 1/);
  const bundle = { resourceType: 'Bundle', type: 'collection', entry: [{ resource: contained }] };
  assert.match(problems(JSON.parse(JSON.stringify(bundle))).join(), /Patient\.birthDate: expected at least 1/);
});

test('validationOutcome judges by claims and by the profile asked for; what it cannot check it warns of', () => {
  const issues = (resource: unknown, profile?: string) =>
    (validationOutcome(resource, profile)?.issue ?? []).map(({ severity, expression }) => `${severity} ${expression}`);
  const unclaimed = { ...sample('krcore-patient'), meta: undefined, birthDate: undefined };
  const patient = JSON.parse(JSON.stringify(unclaimed)) as unknown;
  assert.deepEqual(issues(patient), []);
  assert.deepEqual(issues(patient, profileUrl('krcore-patient')), ['error Patient.birthDate']);
  assert.deepEqual(issues(patient, 'http://hl7.org/fhir/StructureDefinition/Patient'), []);
  const stranger = {
    ...sample('krcore-patient'),
    meta: { profile: ['urn:someone:patient', profileUrl('krcore-patient')] },
  };
  assert.deepEqual(issues(stranger), ['warning Patient.meta.profile[0]']);
  assert.deepEqual(problems(stranger), []);
  const otherVersion = {
    ...sample('krcore-vitalsigns'),
    meta: { profile: [`${profileUrl('krcore-medication')}|9.9`] },
  };
  assert.deepEqual(issues(otherVersion), ['warning Observation.meta.profile[0]']);
  // Neither the codes of KCD-8 nor a value of a vital sign: allowed, but to be known.
  assert.deepEqual(issues(sample('krcore-condition-encounter-diagnosis')), ['warning Condition.code.coding[0]']);
  const absent = { ...sample('krcore-bodyheight'), code: { text: '키' }, valueQuantity: undefined };
  assert.deepEqual(issues(JSON.parse(JSON.stringify(absent))), ['warning Observation']);
  for (const unknown of [
    'urn:someone:patient',
    profileUrl('krcore-encounter'),
    `${profileUrl('krcore-medication')}|9.9`,
  ]) {
    assert.throws(() => validationOutcome(patient, unknown), /is not held/);
  }
});

test('every invariant of the held profiles can be read by the FHIRPath of @medplum/core', () => {
  // compileProfile throws for an expression that cannot be parsed. Each of these is evaluated by a test of its own.
  const keys = heldProfiles().flatMap((profile) => {
    compiledProfile(profile);
    return profile.elements.flatMap(({ constraint = [] }) => constraint.map(({ key }) => key));
  });
  const known = ['krcore-alrg-01', 'krcore-obs-01', 'krcore-obs-02', 'sqty-1', 'vs-1', 'vs-2', 'vs-3'];
  assert.deepEqual([...new Set(keys)].sort(), known);
});
