import assert from 'node:assert/strict';
import { test } from 'node:test';
import { deviceIdPattern } from '@munan/flow';
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
  assert.deepEqual([...roles].sort(), ['doctor', 'family', 'manager', 'nurse', 'operator']);
  for (const user of town.users) {
    assert.ok(user.password.length >= 8);
    for (const id of user.people ?? []) assert.ok(town.people.some((person) => person.id === id));
  }
  for (const { id } of town.devices) assert.match(id, deviceIdPattern);
});
