import assert from 'node:assert/strict';
import { test } from 'node:test';
import { emptyPerson, type PersonForm, readPerson } from './new-person.ts';

const now = Date.UTC(2026, 10, 22);
const filled: PersonForm = {
  ...emptyPerson,
  name: ' 김  순자 ',
  birthDate: '1941-03-08',
  sex: 'female',
  address: '창원시 성산구 용지로 1',
};
function problemsOf(more: Partial<PersonForm>) {
  const read = readPerson({ ...filled, ...more }, now);
  return 'problems' in read ? read.problems : {};
}

test('readPerson makes what the server takes, without what was left empty', () => {
  assert.deepEqual(readPerson(filled, now), {
    person: {
      name: '김 순자',
      birthDate: '1941-03-08',
      sex: 'female',
      address: '창원시 성산구 용지로 1',
      programme: 'regular',
      spo2Scale2: false,
      noMovementHours: { caution: 8, alarm: 12, danger: 24 },
    },
  });
});

test('readPerson takes conditions apart at commas and lines', () => {
  const read = readPerson({ ...filled, conditions: '고혈압, 제2형 당뇨병,\n, 치매', phone: '+82 55-210-1234' }, now);
  assert.ok('person' in read);
  assert.deepEqual(read.person.conditions, ['고혈압', '제2형 당뇨병', '치매']);
  assert.equal(read.person.phone, '+82 55-210-1234');
});

test('readPerson says that somebody was unwell at enrolment only where she was', () => {
  const read = readPerson({ ...filled, enrolledUnwell: true }, now);
  assert.equal('person' in read && read.person.enrolledUnwell, true);
});

test('readPerson takes the place of a home as maps copy it, and says what is no place', () => {
  for (const text of ['35.254, 128.6401', ' 35.254 128.6401 ', '35.254,128.6401']) {
    const read = readPerson({ ...filled, location: text }, now);
    assert.deepEqual('person' in read && read.person.location, { latitude: 35.254, longitude: 128.6401 }, text);
  }
  for (const text of ['창원', '35.254', '128.6401, 35.254', '35.2, 181', '35.2, 128.6, 4', '1e3, 2'])
    assert.deepEqual(problemsOf({ location: text }), { location: 'location' }, text);
});

test('readPerson names every field that is missing at once', () => {
  const read = readPerson(emptyPerson, now);
  assert.deepEqual('problems' in read && read.problems, {
    name: 'name',
    address: 'address',
    sex: 'sex',
    birthDate: 'birthDate',
  });
});

test('readPerson refuses days that are not, days to come and ages beyond 130', () => {
  assert.deepEqual(problemsOf({ birthDate: '1941-02-31' }), { birthDate: 'birthDate' });
  assert.deepEqual(problemsOf({ birthDate: '2027-01-01' }), { birthDate: 'birthDateFuture' });
  assert.deepEqual(problemsOf({ birthDate: '1890-01-01' }), { birthDate: 'birthDateOld' });
});

test('readPerson wants the hours of no movement whole, possible and growing', () => {
  assert.deepEqual(problemsOf({ caution: '12', alarm: '12' }), { alarm: 'hoursOrder' });
  assert.deepEqual(problemsOf({ danger: '10' }), { danger: 'hoursOrder' });
  assert.deepEqual(problemsOf({ caution: '', danger: '500' }), { caution: 'hours', danger: 'hours' });
});

test('readPerson refuses a phone number with other signs in it', () => {
  assert.deepEqual(problemsOf({ phone: '055 CALL ME' }), { phone: 'phone' });
});
