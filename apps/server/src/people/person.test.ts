import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ageAt, type Person, whyNotPossible } from './person.ts';

const person: Person = {
  id: 'p1',
  name: '김',
  birthDate: '1940-03-01',
  sex: 'female',
  district: '',
  address: 'x',
  conditions: [],
  medications: [],
  allergies: [],
  programme: 'regular',
  spo2Scale2: false,
  noMovementHours: { caution: 8, alarm: 12, danger: 24 },
  contacts: [],
  simulated: true,
};
const now = Date.UTC(2026, 10, 22);

test('ageAt counts whole years by the Korean day', () => {
  assert.equal(ageAt('1940-11-22', Date.UTC(2026, 10, 21, 14, 59)), 85);
  assert.equal(ageAt('1940-11-22', Date.UTC(2026, 10, 21, 15, 0)), 86);
  assert.equal(ageAt('1940-12-31', now), 85);
});

test('whyNotPossible names the field, what was given and what is allowed', () => {
  assert.equal(whyNotPossible(person, now), undefined);
  assert.match(whyNotPossible({ ...person, birthDate: '1940-02-30' }, now) ?? '', /birthDate is "1940-02-30"/);
  assert.match(whyNotPossible({ ...person, birthDate: '2030-01-01' }, now) ?? '', /in the past/);
  assert.match(whyNotPossible({ ...person, birthDate: '1890-01-01' }, now) ?? '', /120 years/);
  const hours = { caution: 12, alarm: 12, danger: 24 };
  assert.match(whyNotPossible({ ...person, noMovementHours: hours }, now) ?? '', /caution < alarm < danger/);
});
