import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deviceIdPattern } from '@munan/flow';
import { checkForm, distanceM, findQuestionnaire } from '@munan/visit';
import { pastVisits } from './past-visits.ts';
import { townTalks } from './talks.ts';
import { town } from './town.ts';

test('town has 24 people with an ear and a wrist device each, twelve to a nurse', () => {
  assert.equal(town.people.length, 24);
  assert.equal(new Set(town.people.map(({ id }) => id)).size, 24);
  assert.equal(new Set(town.people.map(({ name }) => name)).size, 24);
  for (const { id } of town.people) {
    assert.deepEqual(
      town.devices.filter(({ person }) => person === id).map(({ kind }) => kind),
      ['ear', 'wrist'],
    );
  }
  const nurses = town.users.filter(({ role }) => role === 'nurse');
  assert.deepEqual(
    nurses.map(({ people }) => people!.length),
    [12, 12],
  );
  assert.equal(new Set(nurses.flatMap(({ people }) => people!)).size, 24);
  for (const person of town.people) {
    assert.ok(nurses.find(({ id }) => id === person.nurse)!.people!.includes(person.id));
  }
});

test('town is marked simulated and nobody real can be called or visited', () => {
  const districts = new Set(['의창구', '성산구', '마산합포구', '마산회원구', '진해구']);
  for (const person of town.people) {
    assert.equal(person.simulated, true);
    assert.ok(districts.has(person.district), person.district);
    assert.ok(person.address.startsWith(`경상남도 창원시 ${person.district} `));
    assert.match(person.birthDate, /^19[345]\d-\d\d-\d\d$/);
    assert.match(person.doorCode, /^\d{4}\*$/);
    for (const { phone } of person.contacts) assert.match(phone, /^010-0000-\d{4}$/);
  }
  const phones = town.people.flatMap(({ contacts }) => contacts.map(({ phone }) => phone));
  assert.equal(new Set(phones).size, phones.length);
});

test('town has a user of each role, family tied to people who live in it, and devices with ids that the protocol takes', () => {
  const roles = new Set(town.users.map(({ role }) => role));
  assert.deepEqual([...roles].sort(), ['doctor', 'family', 'manager', 'nurse', 'operator', 'person']);
  for (const user of town.users) {
    assert.ok(user.password.length >= 8);
    for (const id of user.people ?? []) assert.ok(town.people.some((person) => person.id === id));
  }
  for (const { id } of town.devices) assert.match(id, deviceIdPattern);
});

test('placeOf puts every home of the town in its district, neighbours near each other and no two in one place', () => {
  const places = new Set(town.people.map(({ location }) => `${location.latitude} ${location.longitude}`));
  assert.equal(places.size, town.people.length);
  for (const one of town.people) {
    const away = distanceM(one.location, town.healthCentre);
    assert.ok(away > 100 && away < 20_000, `${one.id} ${away}`);
    for (const other of town.people) {
      const isStreet = one.address.split(' ').slice(0, 4).join(' ') === other.address.split(' ').slice(0, 4).join(' ');
      if (one !== other && isStreet) assert.ok(distanceM(one.location, other.location) < 600, `${one.id} ${other.id}`);
    }
  }
});

test('pastVisits fills in forms without a mistake, and someone is promised a time today', () => {
  const now = Date.UTC(2026, 10, 22, 1);
  const visits = pastVisits(now);
  assert.equal(new Set(visits.map(({ entry }) => entry.id)).size, visits.length);
  for (const { entry } of visits)
    for (const [id, filled] of Object.entries(entry.forms ?? {})) {
      const form = findQuestionnaire(id, filled.version);
      assert.ok(form, `${id} ${filled.version}`);
      assert.deepEqual(checkForm(form, filled), [], `${entry.id} ${id}`);
    }
  const promised = visits.filter(({ entry }) => entry.next?.date === '2026-11-22' && entry.next.time !== undefined);
  assert.ok(promised.length >= 2);
  for (const { entry } of promised)
    assert.ok(visits.every((other) => other.entry.patient !== entry.patient || other.entry.arrived <= entry.arrived));
});

test('townTalks are of people and users of the town', () => {
  const { answers, requests, contradictions } = townTalks(Date.UTC(2026, 10, 22, 1));
  const users = new Map(town.users.map(({ id, role }) => [id, role]));
  for (const { doctor, person } of answers) {
    assert.equal(users.get(doctor), 'doctor');
    assert.ok(town.people.some(({ id }) => id === person));
  }
  assert.equal(requests.length, 1);
  for (const { person, first, second } of contradictions) {
    assert.deepEqual(first.base, town.people.find(({ id }) => id === person)?.medications);
    assert.deepEqual(first.base, second.base);
    assert.notDeepEqual(first.mine, second.mine);
  }
});
