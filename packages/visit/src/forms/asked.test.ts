import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Questionnaire } from '@medplum/fhirtypes';
import { allItems, askedQuestions, asks, enabledItems } from './asked.ts';
import { findQuestionnaire } from './questionnaires.ts';

const copd = findQuestionnaire('copd') as Questionnaire;
const coding = (code: string) => ({ system: 'urn:munan:answer', code });
const made = (item: Questionnaire['item']): Questionnaire => ({
  resourceType: 'Questionnaire',
  status: 'active',
  item,
});
const choice = (linkId: string, more: object = {}) => ({ linkId, type: 'choice' as const, ...more });

test('enabledItems asks what follows from an answer, within its group, and takes it back with the answer', () => {
  const inside = (answers: Record<string, boolean>) =>
    enabledItems(copd, answers)
      .find(({ linkId }) => linkId === 'inhaler')
      ?.item?.map(({ linkId }) => linkId);
  assert.deepEqual(inside({}), ['inhaler-has']);
  assert.deepEqual(inside({ 'inhaler-has': true }), ['inhaler-has', 'inhaler-technique', 'inhaler-missed', 'rescue']);
  assert.deepEqual(inside({ 'inhaler-has': false }), ['inhaler-has']);
});

test('enabledItems leaves out a group of which nothing is asked, and does not change the form', () => {
  const form = made([
    choice('one'),
    {
      linkId: 'group',
      type: 'group',
      item: [choice('two', { enableWhen: [{ question: 'one', operator: '=', answerCoding: coding('a') }] })],
    },
  ]);
  const before = structuredClone(form);
  assert.deepEqual(
    enabledItems(form, {}).map(({ linkId }) => linkId),
    ['one'],
  );
  assert.deepEqual(
    enabledItems(form, { one: 'a' }).map(({ linkId }) => linkId),
    ['one', 'group'],
  );
  assert.deepEqual(form, before);
});

test('an answer to a question that is not asked any more enables nothing', () => {
  const form = made([
    choice('one'),
    choice('two', { enableWhen: [{ question: 'one', operator: '=', answerCoding: coding('a') }] }),
    choice('three', { enableWhen: [{ question: 'two', operator: 'exists', answerBoolean: true }] }),
  ]);
  assert.equal(asks(form, { one: 'a', two: 'x' })('three'), true);
  assert.equal(asks(form, { one: 'b', two: 'x' })('three'), false);
});

test('asks compares by every operator of R4, and without an answer nothing but "exists: false" holds', () => {
  const cases: [object, unknown, boolean][] = [
    [{ operator: 'exists', answerBoolean: true }, 'a', true],
    [{ operator: 'exists', answerBoolean: true }, undefined, false],
    [{ operator: 'exists', answerBoolean: false }, undefined, true],
    [{ operator: '=', answerCoding: coding('a') }, 'a', true],
    [{ operator: '=', answerCoding: coding('a') }, ['b', 'a'], true],
    [{ operator: '=', answerCoding: coding('a') }, undefined, false],
    [{ operator: '!=', answerCoding: coding('a') }, 'b', true],
    [{ operator: '!=', answerCoding: coding('a') }, ['b', 'a'], false],
    [{ operator: '!=', answerCoding: coding('a') }, undefined, false],
    [{ operator: '=', answerBoolean: false }, false, true],
    [{ operator: '=', answerBoolean: false }, undefined, false],
    [{ operator: '>', answerInteger: 3 }, 4, true],
    [{ operator: '>', answerInteger: 3 }, 3, false],
    [{ operator: '>=', answerInteger: 3 }, 3, true],
    [{ operator: '<', answerDecimal: 3.5 }, 3.4, true],
    [{ operator: '<=', answerDecimal: 3.5 }, 3.5, true],
    [{ operator: '>', answerInteger: 3 }, '4', false],
    [{ operator: '>=', answerDate: '2026-11-28' }, '2026-11-29', true],
    [{ operator: '=' }, 'a', false],
    [{ operator: '~', answerInteger: 3 }, 3, false],
  ];
  for (const [condition, answer, wanted] of cases) {
    const form = made([choice('one'), choice('two', { enableWhen: [{ question: 'one', ...condition }] })]);
    const answers: Record<string, string> = answer === undefined ? {} : { one: answer as string };
    assert.equal(asks(form, answers)('two'), wanted, JSON.stringify([condition, answer]));
  }
});

test('enableBehavior any is enough with one, all needs each', () => {
  const both = [
    { question: 'one', operator: '=', answerCoding: coding('a') },
    { question: 'two', operator: '=', answerCoding: coding('a') },
  ];
  const form = (enableBehavior: string) =>
    made([choice('one'), choice('two'), choice('three', { enableWhen: both, enableBehavior })]);
  assert.equal(asks(form('any'), { one: 'a' })('three'), true);
  assert.equal(asks(form('all'), { one: 'a' })('three'), false);
  assert.equal(asks(form('all'), { one: 'a', two: 'a' })('three'), true);
});

test('asks ends on a form that goes round in a circle, and on questions that are not there', () => {
  const form = made([
    choice('one', { enableWhen: [{ question: 'two', operator: 'exists', answerBoolean: true }] }),
    choice('two', { enableWhen: [{ question: 'one', operator: 'exists', answerBoolean: true }] }),
    choice('three', { enableWhen: [{ question: 'nowhere', operator: 'exists', answerBoolean: true }] }),
  ]);
  const asked = asks(form, { one: 'a', two: 'a', nowhere: 'a' });
  assert.deepEqual(['one', 'two', 'three', 'nowhere'].map(asked), [false, false, false, false]);
});

test('askedQuestions are flat, in order, without groups and without what is only shown', () => {
  const mood = findQuestionnaire('mood') as Questionnaire;
  const asked = askedQuestions(mood, {}).map(({ linkId }) => linkId);
  assert.deepEqual(asked.slice(0, 2), ['gds-1', 'gds-2']);
  assert.ok(!asked.includes('how') && !asked.includes('gds') && !asked.includes('suicide-done'));
  assert.ok(allItems(mood).length > asked.length);
});
