import assert from 'node:assert/strict';
import { test } from 'node:test';
import { priorOf } from './prior.ts';

const person = { birthDate: '1941-03-08', sex: 'female' as const, conditions: [], medications: [] };
const knownOf = (conditions: string[], medications: string[] = []) =>
  priorOf({ ...person, conditions, medications }).conditions;

test('priorOf knows conditions by their Korean and English names and by their codes', () => {
  const cases: Record<string, string[]> = {
    '만성폐쇄성폐질환(COPD)': ['copd'],
    '만성 폐쇄성 폐질환': ['copd'],
    'J44.9': ['copd'],
    심부전: ['heart-failure'],
    'Congestive heart failure': ['heart-failure'],
    심방세동: ['atrial-fibrillation'],
    'I48.2 Chronic atrial fibrillation': ['atrial-fibrillation'],
    '수면 무호흡증': ['sleep-apnoea'],
    'Obstructive sleep apnea': ['sleep-apnoea'],
  };
  for (const [line, wanted] of Object.entries(cases)) assert.deepEqual(knownOf([line]), wanted, line);
  assert.deepEqual(knownOf(['심부전', '심방세동', '고혈압']), ['heart-failure', 'atrial-fibrillation']);
});

test('priorOf takes nothing for known that is suspected, ruled out or in the family', () => {
  for (const line of [
    'COPD 의심',
    '심부전 가족력',
    '심방세동 없음',
    'R/O COPD',
    'no heart failure',
    'COPD?',
    '천식',
    '고혈압',
    '',
  ])
    assert.deepEqual(knownOf([line]), [], line);
});

test('priorOf knows beta blockers by mouth among the medicines, and not eye drops', () => {
  for (const line of [
    '비소프롤롤 2.5 mg 아침',
    '아테놀올 50 mg',
    '카르베딜롤',
    'Metoprolol 25 mg',
    'beta-blocker',
    '베타차단제',
  ])
    assert.deepEqual(knownOf([], [line]), ['beta-blocker'], line);
  for (const line of ['티몰롤 점안액', 'salbutamol', '암로디핀 5 mg', '아스피린'])
    assert.deepEqual(knownOf([], [line]), [], line);
  assert.deepEqual(knownOf(['비소프롤롤']), [], 'a medicine among the conditions is none of them');
});

test('priorOf gives the year of birth, the sex and whether she was unwell', () => {
  assert.deepEqual(priorOf(person), { birthYear: 1941, sex: 'female', conditions: [], enrolledUnwell: false });
  assert.equal(priorOf({ ...person, enrolledUnwell: true }).enrolledUnwell, true);
});
