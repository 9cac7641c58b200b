import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Questionnaire } from '@medplum/fhirtypes';
import type { FilledForm } from '@munan/flow';
import { flaggedAnswers, isGrave } from './flagged.ts';
import { findQuestionnaire } from './questionnaires.ts';

const flagged = (id: string, answers: FilledForm['answers']): string[] =>
  flaggedAnswers(findQuestionnaire(id) as Questionnaire, answers);

test('flaggedAnswers puts a thought of suicide before the total, and the total before nothing else of the scale', () => {
  const sad = Object.fromEntries([2, 3, 4, 6, 8, 9, 10, 12, 14, 15].map((question) => [`gds-${question}`, 'yes']));
  assert.deepEqual(flagged('mood', { ...sad, suicide: 'thought' }), ['suicide', 'total']);
  assert.deepEqual(flagged('mood', sad), ['total']);
  assert.deepEqual(flagged('mood', { suicide: 'none' }), []);
});

test('flaggedAnswers reads options, booleans whichever way they are marked, and numbers from and down to their limits', () => {
  const cases: [string, FilledForm['answers'], string[]][] = [
    ['heart-failure', { 'weight-gain': 'much' }, ['weight-gain']],
    ['heart-failure', { 'weight-gain': 'little' }, []],
    ['heart-failure', { orthopnoea: true, night: false }, ['orthopnoea']],
    ['heart-failure', { pillows: 3 }, ['pillows']],
    ['heart-failure', { pillows: 2 }, []],
    ['diabetes', { 'hypoglycaemia-knows': false }, ['hypoglycaemia-knows']],
    ['diabetes', { 'hypoglycaemia-knows': true }, []],
    ['diabetes', { 'foot-left-monofilament': 2, 'foot-right-monofilament': 3 }, ['foot-left-monofilament']],
    ['hypertension', { monitoring: 'daily', 'home-systolic': 135 }, ['home-systolic']],
    ['hypertension', { monitoring: 'daily', 'home-systolic': 99 }, ['home-systolic']],
    ['hypertension', { monitoring: 'daily', 'home-systolic': 120 }, []],
    ['hypertension', { monitoring: 'never', 'home-systolic': 190 }, []],
    ['diabetes', { hypoglycaemia: 'mild', 'foot-right-skin': ['dry', 'ulcer'] }, ['foot-right-skin', 'hypoglycaemia']],
  ];
  for (const [id, answers, wanted] of cases) assert.deepEqual(flagged(id, answers), wanted, JSON.stringify(answers));
});

test('isGrave is true of what cannot wait and of nothing else', () => {
  const grave = (id: string, answers: FilledForm['answers']) =>
    isGrave(findQuestionnaire(id) as Questionnaire, answers);
  assert.equal(grave('dementia', { abuse: true }), true);
  assert.equal(grave('dementia', { abuse: false, lost: true }), false);
  assert.equal(grave('copd', { worse: ['sputum-more', 'drowsy'] }), true);
  assert.equal(grave('copd', { worse: ['sputum-more'] }), false);
});
