import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Questionnaire } from '@medplum/fhirtypes';
import { findQuestionnaire } from './questionnaires.ts';
import { totalOf } from './total.ts';

const form = (id: string): Questionnaire => findQuestionnaire(id) as Questionnaire;
/** What a person without a sign of depression says; the others are "no" [Sheikh, Yesavage 1986]. */
const yesWhenWell = [1, 5, 7, 11, 13];
const well = (): Record<string, string> =>
  Object.fromEntries(
    Array.from({ length: 15 }, (_, index) => [`gds-${index + 1}`, yesWhenWell.includes(index + 1) ? 'yes' : 'no']),
  );

test('totalOf the mood form is 0 for the answers of a contented person and 15 for the opposite of each', () => {
  const opposite = Object.fromEntries(
    Object.entries(well()).map(([linkId, answer]) => [linkId, answer === 'yes' ? 'no' : 'yes']),
  );
  assert.equal(totalOf(form('mood'), well())?.points, 0);
  assert.equal(totalOf(form('mood'), opposite)?.points, 15);
  assert.equal(totalOf(form('mood'), opposite)?.most, 15);
});

test('totalOf the mood form counts each of the 15 questions once, 1, 5, 7, 11 and 13 for a "no"', () => {
  for (let question = 1; question <= 15; question++) {
    const answers = well();
    answers[`gds-${question}`] = yesWhenWell.includes(question) ? 'no' : 'yes';
    assert.equal(totalOf(form('mood'), answers)?.points, 1, `question ${question}`);
  }
});

test('totalOf the mood form says what it means from 5 and from 10, and no sooner', () => {
  const sad = (count: number) => {
    const answers = well();
    for (let question = 1; question <= count; question++)
      answers[`gds-${question}`] = yesWhenWell.includes(question) ? 'no' : 'yes';
    return totalOf(form('mood'), answers);
  };
  assert.deepEqual([sad(4)?.flagged, sad(4)?.grave], [false, false]);
  assert.deepEqual([sad(5)?.flagged, sad(5)?.grave], [true, false]);
  assert.deepEqual([sad(9)?.flagged, sad(9)?.grave], [true, false]);
  assert.deepEqual([sad(10)?.flagged, sad(10)?.grave], [true, true]);
  assert.match(sad(10)?.meaning?.ko ?? '', /심한 우울/);
  assert.match(sad(10)?.meaning?.en ?? '', /very likely/);
});

test('totalOf an incomplete form says no meaning, unless what is there is enough for the last one', () => {
  const some: Record<string, string> = {
    'gds-2': 'yes',
    'gds-3': 'yes',
    'gds-4': 'yes',
    'gds-6': 'yes',
    'gds-8': 'yes',
  };
  const five = totalOf(form('mood'), some);
  assert.deepEqual([five?.points, five?.complete, five?.meaning, five?.grave], [5, false, undefined, false]);
  for (const question of [9, 10, 12, 14, 15]) some[`gds-${question}`] = 'yes';
  const ten = totalOf(form('mood'), some);
  assert.deepEqual([ten?.points, ten?.complete, ten?.grave], [10, false, true]);
  assert.equal(totalOf(form('mood'), {})?.complete, false);
});

test('the question about suicide adds nothing to totalOf the mood form', () => {
  assert.equal(totalOf(form('mood'), { ...well(), suicide: 'plan' })?.points, 0);
});

test('totalOf the activities is the sum of the minutes, complete with the first', () => {
  assert.deepEqual(totalOf(form('activities'), { joint: 20, basic: 15, mouth: 0 }), {
    linkId: 'total',
    points: 35,
    most: 12 * 240,
    complete: true,
    flagged: false,
    grave: false,
  });
  assert.equal(totalOf(form('activities'), {})?.complete, false);
});

test('totalOf takes what is no number and no known code as nothing, whatever is sent', () => {
  for (const hostile of [Number.NaN, Number.POSITIVE_INFINITY, 'yes', null, ['yes'], { toString: 1 }, true]) {
    const answers = { joint: hostile, basic: 5 } as unknown as Record<string, number>;
    assert.equal(totalOf(form('activities'), answers)?.points, 5, String(typeof hostile));
  }
  assert.equal(totalOf(form('referral'), {}), undefined, 'a form without a total has none');
});

test('what is not asked does not count: the seconds of the walk are no points of totalOf the risk of falls', () => {
  const answers = {
    fallen: 'more',
    gait: 'unsteady',
    fear: 'yes',
    dizzy: 'no',
    medicines: 'few',
    sight: 'good',
    toilet: 'no',
    confusion: 'no',
  };
  const total = totalOf(form('falls-risk'), answers);
  assert.deepEqual([total?.points, total?.complete, total?.flagged], [8, true, true]);
  assert.equal(totalOf(form('falls-risk'), { ...answers, tug: 20 })?.points, 8);
});
