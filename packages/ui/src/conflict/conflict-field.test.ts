import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Conflict } from '@munan/flow';
import { wordsOf } from '@munan/language';
import { formatsOf } from '../time/formats.ts';
import { conflictFieldName, mayKeepBoth, shownValue } from './conflict-field.ts';

const ko = wordsOf('ko');
const en = wordsOf('en');
const formats = formatsOf('en', wordsOf('en'));

test('conflictFieldName has words for facts, vitals, second readings and reasons in both languages, and hides no unknown field', () => {
  for (const words of [ko, en]) {
    const named = ['medications', 'doorCode', 'vitals.weightKg', 'vitals.secondSystolicMmHg', 'remarks', 'next'].map(
      (field) => conflictFieldName(words, field),
    );
    assert.equal(new Set(named).size, named.length);
    for (const name of named) assert.doesNotMatch(name, /vitals|Mm|Kg/);
  }
  assert.equal(conflictFieldName(en, 'vitals.secondSystolicMmHg'), `${en.visit.fields.systolicMmHg} (second)`);
  assert.match(conflictFieldName(en, 'confirmedWhy.weightKg'), /Weight: why/);
  assert.equal(conflictFieldName(en, 'photos.a-1'), 'photo');
  assert.equal(conflictFieldName(en, 'vitals.newFromTomorrow'), 'newFromTomorrow');
  assert.equal(conflictFieldName(en, 'toString'), 'toString');
});

test('conflictFieldName and shownValue ask for the words of a form', () => {
  const describe = (_field: string, value: unknown) => ({ name: 'Foot pulse', text: value === 'weak' ? 'Weak' : '' });
  assert.equal(conflictFieldName(en, 'forms.diabetes.foot-pulse', describe), 'Foot pulse');
  assert.deepEqual(shownValue(en, formats, 'forms.diabetes.foot-pulse', 'weak', 'none', describe), {
    kind: 'text',
    text: 'Weak',
  });
  assert.equal(conflictFieldName(en, 'forms.diabetes.foot-pulse'), 'answer of a check-list');
});

test('shownValue marks in each list what the other does not have, spaces aside', () => {
  const mine = ['metformin 500 mg', 'aspirin  100 mg'];
  const theirs = ['aspirin 100 mg', 'warfarin 2 mg'];
  assert.deepEqual(shownValue(en, formats, 'medications', mine, theirs), {
    kind: 'list',
    items: [
      { text: 'metformin 500 mg', onlyHere: true },
      { text: 'aspirin  100 mg', onlyHere: false },
    ],
  });
  assert.deepEqual(shownValue(en, formats, 'medications', [], theirs), { kind: 'none' });
  assert.deepEqual(shownValue(en, formats, 'medications', mine, null), {
    kind: 'list',
    items: mine.map((text) => ({ text, onlyHere: true })),
  });
});

test('shownValue writes numbers with their unit, yes and no, a day, and nothing as nothing', () => {
  const text = (field: string, value: unknown) => {
    const shown = shownValue(en, formats, field, value, undefined);
    return shown.kind === 'text' ? shown.text : shown.kind;
  };
  assert.equal(text('vitals.weightKg', 52.5), '52.5 kg');
  assert.equal(text('vitals.secondSystolicMmHg', 150), '150 mmHg');
  assert.equal(text('vitals.onOxygen', false), 'no');
  assert.equal(text('vitals.consciousness', 'alert'), 'Alert');
  assert.match(text('next', { date: '2026-12-01', time: '10:00', note: 'wound' }), /1 Dec.*10:00.*wound/);
  assert.equal(
    text('photos.a', { id: 'a', takenAt: 1, kind: 'wound', caption: 'left heel', lengthMm: 12 }),
    'left heel · length 12 mm',
  );
  assert.equal(text('phone', null), 'none');
  assert.equal(text('remarks', ''), 'none');
  assert.equal(text('brandNew', { a: 1 }), '{"a":1}');
});

test('mayKeepBoth offers both for lists and for what is read one after the other, not for a door or a weight', () => {
  const of = (document: string, field: string, kept: unknown, other: unknown) =>
    mayKeepBoth({ document, field, kept: { value: kept }, other: { value: other } } as Conflict);
  assert.equal(of('facts', 'allergies', ['a'], ['b']), true);
  assert.equal(of('facts', 'allergies', null, ['b']), true);
  assert.equal(of('facts', 'doorCode', '1', '2'), false);
  assert.equal(of('visit/v', 'remarks', 'a', 'b'), true);
  assert.equal(of('visit/v', 'remarks', 'a', undefined), false);
  assert.equal(of('visit/v', 'vitals.weightKg', 50, 52), false);
});
