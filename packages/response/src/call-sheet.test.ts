import assert from 'node:assert/strict';
import { it } from 'node:test';
import { apply, due, openAlert, planFor } from '@munan/alerts';
import type { Alert, AlertCommand } from '@munan/flow';
import { wordsOf } from '@munan/language';
import { type CallSheetFacts, callSheet, enWordsAloud, koSyllablesAloud, triedReasons } from './call-sheet.ts';
import { findingOf, operator, start } from './house-for-tests.ts';

const say = () => '모르는 이유.';
const facts: CallSheetFacts = {
  name: '남궁영자',
  age: 84,
  sex: 'female',
  address: '창원시 성산구 중앙대로 151 대동아파트 103동 1204호',
  doorCode: '1234*',
  phone: '055-123-4567',
  conditions: ['고혈압', '당뇨', '심부전', '만성폐쇄성폐질환', '치매'],
  medications: ['와파린', '메트포르민', '푸로세미드', '도네페질'],
  allergies: ['페니실린', '조영제'],
};

function alertAt(...commands: AlertCommand[]): Alert {
  const finding = findingOf({ priority: 'high', since: Date.UTC(2026, 10, 22, 0, 12) });
  const opened = openAlert(finding, planFor('safety', 'high'), start, 'a');
  assert.ok('alert' in opened);
  let alert = opened.alert;
  for (const command of commands) {
    const next = apply(alert, command, operator, start);
    assert.ok('alert' in next, JSON.stringify(next));
    alert = next.alert;
  }
  return alert;
}
const notReached = (stepKind: 'operator-call' | 'family-call') =>
  ({ command: 'step-result', stepKind, result: 'not-reached' }) as const;
const toOperator: AlertCommand = { command: 'skip-to', stepKind: 'operator-call' };

it('callSheet of a long example can be read out in 20 s in both languages, and says what must be said', () => {
  const alert = alertAt(toOperator, notReached('operator-call'), notReached('family-call'));
  const { spoken } = callSheet(facts, alert, { say });
  const ko = spoken.ko.join(' ');
  const en = spoken.en.join(' ');
  assert.ok(koSyllablesAloud(ko) <= 110, `${koSyllablesAloud(ko)}: ${ko}`);
  assert.ok(enWordsAloud(en) <= 55, `${enWordsAloud(en)}: ${en}`);
  for (const part of [
    '구급 출동',
    '남궁영자님',
    '84세 여성',
    '103동 1204호',
    '1234*',
    '오전 9시 12분',
    '움직임이 없습니다',
  ])
    assert.ok(ko.includes(part), `${part} in: ${ko}`);
  for (const part of ['ambulance', '남궁영자', 'woman, 84', '103동 1204호', '1234*', 'At 9:12', 'not moving'])
    assert.ok(en.includes(part), `${part} in: ${en}`);
  assert.ok(ko.includes('본인도 가족도 연락되지 않습니다'));
});

it('callSheet keeps the whole lists for the eye', () => {
  const sheet = callSheet(facts, alertAt(), { say });
  assert.deepEqual(
    [sheet.conditions, sheet.medications, sheet.allergies],
    [facts.conditions, facts.medications, facts.allergies],
  );
  assert.deepEqual([sheet.happened.code, sheet.happenedAt], ['fall', Date.UTC(2026, 10, 22, 0, 12)]);
});

it('callSheet of a short example says everything', () => {
  const short: CallSheetFacts = {
    ...facts,
    address: '중앙대로 151',
    doorCode: '12',
    conditions: ['고혈압'],
    medications: ['와파린'],
    allergies: ['땅콩'],
    phone: '119-1',
  };
  const ko = callSheet(short, alertAt(), { say }).spoken.ko.join(' ');
  for (const part of ['고혈압', '와파린', '땅콩', '119-1']) assert.ok(ko.includes(part), `${part} in: ${ko}`);
  const bare = callSheet({ ...short, doorCode: undefined, conditions: [] }, alertAt(), { say });
  assert.ok(!bare.spoken.ko.join(' ').includes('비밀번호'));
  assert.ok(!bare.spoken.ko.join(' ').includes('지병'));
});

it('callSheet never says "does not answer" of a call that nobody made', () => {
  let alert = alertAt(toOperator);
  const next = due(alert, alert.deadline);
  assert.ok('alert' in next);
  alert = next.alert;
  const sheet = callSheet(facts, alert, { say });
  assert.ok(!sheet.spoken.ko.join(' ').includes('받지 않습니다'));
  assert.deepEqual(
    sheet.tried.map(({ what }) => what.code),
    ['tried-operator-call-overdue'],
  );
});

it('callSheet uses say() for a reason without words of its own, in the time zone given', () => {
  const alert = { ...alertAt(), reason: { code: 'something-new' } };
  const { spoken } = callSheet(facts, alert, { say, timeZone: 'UTC' });
  assert.ok(spoken.ko.includes('오전 12시 12분, 모르는 이유.'), spoken.ko.join(' '));
});

it('callSheet.tried uses only codes that both languages have words for', () => {
  const alert = alertAt(toOperator, notReached('operator-call'), {
    command: 'step-result',
    stepKind: 'family-call',
    result: 'reached-help',
  });
  const codes = callSheet(facts, alert, { say }).tried.map(({ what }) => what.code);
  assert.deepEqual(codes, ['tried-operator-call-no-answer', 'tried-family-call-help']);
  for (const language of ['ko', 'en'] as const)
    assert.deepEqual(Object.keys(wordsOf(language).response.tried), [...triedReasons]);
});
