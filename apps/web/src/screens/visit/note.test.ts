import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SyncPerson, VisitEntry } from '@munan/flow';
import { questionnaires } from '@munan/visit';
import { daysSinceForms, findPart, formState, formsOfVisit, withAnswer, withForm, withText } from './note.ts';
import { workOf } from './work-for-tests.ts';

const ids = questionnaires.map(({ id }) => id!);
const mood = questionnaires.find(({ id }) => id === 'mood')!;
const { entry } = workOf();
const dayMs = 86_400_000;

function personWith(conditions: string[], visits: { entry: VisitEntry; finished: number }[] = []): SyncPerson {
  return {
    person: { age: 82 },
    facts: { conditions },
    visits: visits.map(({ entry, finished }) => ({ entry, row: { finished } })),
  } as unknown as SyncPerson;
}

test('findPart knows the parts and forms by their address, and nothing else', () => {
  for (const good of ['list', 'sign', 'form-heart-failure']) assert.equal(findPart(good), good);
  for (const bad of ['', 'form-', 'form-../x', 'LIST', 'toString', undefined, 3, {}]) {
    assert.equal(findPart(bad), undefined, String(bad));
  }
});

test('formsOfVisit asks by the conditions, keeps what was begun or added, and offers the rest', () => {
  const { asked, more } = formsOfVisit(ids, entry, personWith(['당뇨병', '고혈압']), ['copd'], 0);
  for (const id of ['diabetes', 'hypertension', 'activities', 'copd', 'referral']) assert.ok(asked.includes(id), id);
  assert.ok(!asked.includes('medication'), 'the medicines have a page of their own');
  assert.deepEqual([...asked, ...more, 'medication'].sort(), [...ids].sort());
  const begun = withForm(entry, 'gone-from-the-house', { version: '0.9.0', answers: { a: true } });
  assert.ok(formsOfVisit(ids, begun, undefined, [], 0).asked.includes('gone-from-the-house'));
});

test('formsOfVisit does not ask about mood again before half a year is over', () => {
  const filled = withForm({ ...entry, id: 'v0' }, 'mood', { version: '1.0.0', answers: { 'gds-1': 'yes' } });
  const now = 400 * dayMs;
  const recent = personWith([], [{ entry: filled, finished: now - 20 * dayMs }]);
  const old = personWith([], [{ entry: filled, finished: now - 300 * dayMs }]);
  assert.deepEqual(daysSinceForms(recent.visits, now), { mood: 20 });
  assert.ok(!formsOfVisit(ids, entry, recent, [], now).asked.includes('mood'));
  assert.ok(formsOfVisit(ids, entry, old, [], now).asked.includes('mood'));
});

test('formState counts the required answers that are left of a form that was begun', () => {
  assert.deepEqual(formState(mood, undefined), { state: 'empty', missing: 0 });
  assert.deepEqual(formState(mood, { version: '1.0.0', answers: { 'gds-1': '' } }), { state: 'empty', missing: 0 });
  const begun = formState(mood, { version: '1.0.0', answers: { 'gds-1': 'yes' } });
  assert.equal(begun.state, 'begun');
  assert.ok(begun.missing > 0);
  assert.deepEqual(formState(undefined, { version: '1.0.0', answers: { x: true } }), { state: 'begun', missing: 0 });
});

test('withAnswer keeps the version a form was begun with, and a form without an answer is none', () => {
  const begun = withAnswer(entry, { id: 'mood', version: '1.0.0' }, 'gds-1', 'yes');
  const later = withAnswer(begun, { id: 'mood', version: '2.0.0' }, 'gds-2', 'no');
  assert.deepEqual(later.forms, { mood: { version: '1.0.0', answers: { 'gds-1': 'yes', 'gds-2': 'no' } } });
  const one = withAnswer(later, { id: 'mood', version: '1.0.0' }, 'gds-2', undefined);
  assert.deepEqual(withAnswer(one, { id: 'mood', version: '1.0.0' }, 'gds-1', []), entry);
});

test('withText keeps hostile text as it stands, and nothing of mere spaces', () => {
  const text = '<img src=x onerror=alert(1)> ‮ 아 \u0000';
  assert.equal(withText(entry, 'remarks', text).remarks, text);
  assert.deepEqual(withText(withText(entry, 'remarks', text), 'remarks', ' \n '), entry);
});
