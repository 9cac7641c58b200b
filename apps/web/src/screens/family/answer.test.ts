import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordsOf } from '@munan/language';
import { because, type FamilyPerson, findDoneSentence } from './answer.ts';

const person: FamilyPerson & { state: 'well' } = {
  person: { id: 'p1', name: '김순자', simulated: true },
  parts: ['status', 'alerts'],
  state: 'well',
  done: [],
};
const moment = (t: number) => `at ${t}`;
const en = wordsOf('en');

test('because says of silence since when nothing was heard, and that the centre knows', () => {
  const silent = because(en.family, { ...person, state: 'silent', lastContact: 1405, since: 1500 }, moment);
  assert.match(silent, /not heard from the device since at 1405/);
  assert.match(silent, /centre has been told/);
});

test('because says of one silent device beside a speaking one that it is one', () => {
  const partly = because(en.family, { ...person, state: 'silent', lastContact: 1600, since: 1500 }, moment);
  assert.match(partly, /Since at 1500 one of the devices tells us nothing/);
});

test('because does not invent a time for a device that was never heard', () => {
  assert.equal(because(en.family, { ...person, state: 'silent' }, moment), en.family.silentNever);
});

test('because has a sentence of its own for every state, in both languages', () => {
  for (const language of ['ko', 'en'] as const) {
    const states = ['well', 'attention', 'alert', 'silent'] as const;
    const sentences = states.map((state) => because(wordsOf(language).family, { ...person, state }, moment));
    assert.equal(new Set(sentences).size, 4);
  }
});

test('findDoneSentence speaks of what was tried and what a step brought, and leaves signs to the reasons', () => {
  assert.equal(findDoneSentence(en, { code: 'tried-family-call-ok' }), en.response.tried['tried-family-call-ok']);
  assert.equal(findDoneSentence(en, { code: 'reached-ok' }), en.response.changeReasons['reached-ok']({}));
  assert.equal(findDoneSentence(en, { code: 'button' }), undefined);
});
