import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { PlanPreviewLine, StepCondition } from '@munan/flow';
import { centreWordsOf, wordsOf } from '@munan/language';
import { clockOf, minuteOf, nextAt, whenSentence, whySentence } from './plan-sentences.ts';

const at = (text: string) => Date.parse(`${text}+09:00`);

test('clockOf and minuteOf are each other’s way back, and what is no time of a day is none', () => {
  for (let minute = 0; minute < 1440; minute++) assert.equal(minuteOf(clockOf(minute)), minute);
  for (const text of ['', '24:00', '12:60', '9:00', '09:00:00', 'noon']) assert.equal(minuteOf(text), undefined, text);
});

test('whenSentence says all conditions in one sentence, and nothing where there is none', () => {
  const table: [when: StepCondition, ko: string | undefined, en: string | undefined][] = [
    [{}, undefined, undefined],
    [{ hours: { from: 1320, to: 420 } }, '22:00~07:00에만', 'only from 22:00 to 07:00'],
    [{ desk: 'asleep' }, '관제 요원이 자리에 없을 때만', 'only while no operator is at the desk'],
    [
      { quiet: false, nurse: 'on-duty' },
      '담당 간호사가 근무 중일 때, 본인의 쉬는 시간이 아닐 때만',
      'only while a nurse of hers is on duty, and outside her quiet hours',
    ],
    [{ priorities: ['high', 'medium'] }, '높음 · 중간 등급일 때만', 'only at priority High · Medium'],
  ];
  for (const [when, ko, en] of table) {
    assert.equal(whenSentence(centreWordsOf('ko'), wordsOf('ko'), when), ko);
    assert.equal(whenSentence(centreWordsOf('en'), wordsOf('en'), when), en);
  }
});

test('whySentence says which side of the condition did not hold', () => {
  const { plans } = centreWordsOf('en');
  const table: [why: NonNullable<PlanPreviewLine['why']>, when: StepCondition, said: string][] = [
    ['desk', { desk: 'asleep' }, 'an operator is at the desk'],
    ['desk', { desk: 'awake' }, 'no operator is at the desk'],
    ['nurse', { nurse: 'away' }, 'a nurse is at her home'],
    ['quiet', { quiet: true }, 'not her quiet hours'],
    ['quiet', { quiet: false }, 'her quiet hours'],
    ['quiet', {}, 'her quiet hours'],
    ['refused', {}, 'she does not want it'],
  ];
  for (const [why, when, said] of table)
    assert.equal(whySentence(plans, why, { kind: 'ask-device', withinMs: 1000, when }), said);
});

test('nextAt is the next moment at which the city’s clock shows the minute', () => {
  const table: [minute: number, now: string, next: string][] = [
    [190, '2026-11-28T18:00:00', '2026-11-29T03:10:00'],
    [190, '2026-11-29T03:09:59', '2026-11-29T03:10:00'],
    [190, '2026-11-29T03:10:00', '2026-11-30T03:10:00'],
    [0, '2026-12-31T23:59:00', '2027-01-01T00:00:00'],
  ];
  for (const [minute, now, next] of table) assert.equal(nextAt(minute, at(now), 540), at(next), now);
});
