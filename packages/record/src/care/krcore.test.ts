import assert from 'node:assert/strict';
import { test } from 'node:test';
import { findProfile, nurseProfileUrl, OutcomeError, type Patient, validate, validationOutcome } from '@munan/fhir';
import { homeAddress } from './address.ts';
import { personPatient, userPractitioner } from './people.ts';
import { visitResources } from './visit.ts';

const person = { id: 'p-1', name: '김영희', birthDate: '1940-05-01', sex: 'female' as const };
const at = Date.UTC(2026, 10, 22, 1);
const vitals = {
  systolicMmHg: 152,
  diastolicMmHg: 88,
  pulsePerMin: 96,
  temperatureCel: 37,
  spo2Percent: 93,
  onOxygen: false,
  respirationPerMin: 18,
  glucoseMgPerDl: 141,
  fasting: true,
  weightKg: 51.5,
  consciousness: 'alert' as const,
};
const entry = {
  id: 'v-1',
  patient: 'p-1',
  arrived: at,
  finished: at + 60_000,
  vitals,
  remarks: '무릎 통증',
  confirmed: [],
};

const names = (resource: { meta?: { profile?: string[] } }) =>
  (resource.meta?.profile ?? []).map((url) => {
    assert.ok(findProfile(url), `${url} is not held, so nothing checks it`);
    return url.split('/').at(-1);
  });

test('visitResources() claim the KR Core profile of each kind, and meet it', () => {
  const confirmed = ['systolicMmHg', 'somethingElse'];
  const resources = visitResources({ entry: { ...entry, confirmed }, nurse: 'n-1' });
  for (const resource of resources) validate(resource);
  const claimed = Object.fromEntries(resources.map((each) => [each.id?.slice('v-1'.length), names(each).join()]));
  assert.deepEqual(claimed, {
    '': 'krcore-encounter',
    '.blood-pressure': 'krcore-bloodpressure',
    '.pulse': 'krcore-heartrate',
    '.temperature': 'krcore-bodytemperature',
    '.spo2': 'krcore-pulseoximetry',
    '.respiration': 'krcore-respiratoryrate',
    '.glucose': 'krcore-observation-laboratory-result',
    '.weight': 'krcore-bodyweight',
    '.oxygen': '',
    '.consciousness': '',
    '.remarks': '',
  });
  assert.equal(resources.find(({ id }) => id === 'v-1.blood-pressure')?.meta?.tag?.[0]?.code, 'systolicMmHg');
  const more = {
    ...{ ...entry, state: 'vitals-final' as const, question: '혈압약?', next: { date: '2026-12-01' } },
    vitals: { ...vitals, secondSystolicMmHg: 148, secondDiastolicMmHg: 86, painScore: 3, orientedToTime: true },
    forms: { unknown: { version: '1', answers: { a: 'b' } } },
    photos: [{ id: 'f-1', takenAt: at, kind: 'wound' as const, lengthMm: 12 }],
  };
  const whole = visitResources({ entry: more, nurse: 'n-1' });
  for (const resource of whole) validate(resource);
  assert.deepEqual(
    whole.flatMap((each) => (names(each).length > 0 ? [] : [each.id?.startsWith('v-1') ? each.id : each.resourceType])),
    [
      ...['v-1.blood-pressure-mean', 'v-1.oxygen', 'v-1.pain', 'v-1.consciousness', 'v-1.orientation', 'v-1.remarks'],
      ...['Observation', 'QuestionnaireResponse', 'Media', 'v-1.question', 'v-1.next'],
    ],
    'KR Core has a profile of all the others',
  );
  // A blood pressure of one number only meets it too.
  const half = { ...entry, vitals: { systolicMmHg: 150 } };
  for (const resource of visitResources({ entry: half, nurse: 'n-1' })) validate(resource);
});

test('personPatient() claims krcore-patient with the number of the programme as identifier', () => {
  const patient = personPatient({ ...person, phone: '010-0000-1010', address: '경상남도 창원시 의창구 도계로 12' });
  validate(patient);
  assert.deepEqual(names(patient), ['krcore-patient']);
  assert.deepEqual(patient.identifier, [{ system: 'urn:munan:person', value: 'p-1' }]);
  assert.equal(validationOutcome(patient), undefined);
  const placed = personPatient({
    ...{ ...person, address: '경상남도 창원시 의창구 도계로 12' },
    location: { latitude: 35.25, longitude: 128.64 },
  });
  validate(placed);
  assert.deepEqual(
    placed.address?.[0]?.extension?.map(({ url }) => url.split('/').at(-1)),
    ['krcore-roadNameAddress', 'geolocation'],
  );
  const nameless: Patient = { ...patient, name: [{ family: '김' }] };
  assert.throws(
    () => validate(nameless),
    (error) => error instanceof OutcomeError && error.issues[0]?.expression === 'Patient.name[0].text',
  );
});

test('userPractitioner() claims the profile of a nurse or a doctor, and says that the licence number is not known', () => {
  const cases = [
    ['nurse', 'munan-nurse-practitioner', '간호사'],
    ['doctor', 'krcore-medical-doctor', '의사'],
  ] as const;
  for (const [role, profile, profession] of cases) {
    const practitioner = userPractitioner({ id: 'n-1', name: '오간호', role });
    validate(practitioner);
    assert.deepEqual(names(practitioner), [profile]);
    assert.equal(practitioner.qualification?.[0]?.code?.coding?.[0]?.code, profession);
  }
  const operator = userPractitioner({ id: 'o-1', name: '한밤일', role: 'operator' });
  validate(operator);
  assert.deepEqual(names(operator), []);
});

test('the nurse profile asks for the licence of a nurse, in its own system, and for the whole name', () => {
  const practitioner = userPractitioner({ id: 'n-1', name: '오간호', role: 'nurse' });
  const [qualification] = practitioner.qualification ?? [];
  const licensed = { system: 'http://munan.kr/fhir/sid/mohw-rn-license-id', value: '123456' };
  validate({ ...practitioner, qualification: [{ ...qualification, identifier: [licensed] }] });
  const breaches: [object, RegExp][] = [
    [{ qualification: undefined }, /^Practitioner\.qualification$/],
    [{ qualification: [{ ...qualification, code: { text: '의사' } }] }, /^Practitioner\.qualification$/],
    [{ qualification: [{ code: qualification?.code }] }, /^Practitioner\.qualification\[0\]\.identifier$/],
    [
      { qualification: [{ ...qualification, identifier: [{ system: licensed.system }] }] },
      /^Practitioner\.qualification\[0\]\.identifier\[0\]\.value$/,
    ],
    [{ name: [{ family: '오' }] }, /^Practitioner\.name\[0\]\.text$/],
  ];
  for (const [change, path] of breaches) {
    const broken = JSON.parse(JSON.stringify({ ...practitioner, ...change })) as object;
    assert.throws(
      () => validate(broken),
      (error) =>
        error instanceof OutcomeError &&
        error.issues.some(
          ({ expression = '', diagnostics }) => path.test(expression) && diagnostics.includes(nurseProfileUrl),
        ),
      `${path}`,
    );
  }
});

test('homeAddress() has the parts of a road-name address, and only the text of any other', () => {
  const parts = (text: string) =>
    homeAddress(text).extension?.[0]?.extension?.map(({ url, valueString }) => `${url}: ${valueString}`);
  assert.deepEqual(parts('경상남도 창원시 의창구 도계로 12, 101동 304호 (도계동)'), [
    'district: 경상남도 창원시 의창구',
    'roadName: 도계로',
    'detailedAddress: 12, 101동 304호',
    'complements: 도계동',
  ]);
  assert.deepEqual(parts('경상남도 창원시 의창구 동읍 문안1길 5-3'), [
    'district: 경상남도 창원시 의창구 동읍',
    'roadName: 문안1길',
    'detailedAddress: 5-3',
  ]);
  for (const other of ['창원시 의창구', '도계로 12', '창원시 의창구 도계동 12-3', '12 High Road', '(도계동)', '로 1']) {
    assert.deepEqual(homeAddress(other), { use: 'home', text: other });
  }
  for (const address of ['경상남도 창원시 의창구 도계로 12 (도계동)', '창원시', '  (  ) '.repeat(40)]) {
    validate(personPatient({ ...person, address }));
  }
});
