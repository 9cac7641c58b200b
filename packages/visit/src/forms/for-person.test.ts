import assert from 'node:assert/strict';
import { test } from 'node:test';
import { conditionsToForms, formsFor } from './for-person.ts';
import { questionnaires } from './questionnaires.ts';

test('conditionsToForms knows a condition as charts write it, and not what only sounds like it', () => {
  const cases: [string, string[]][] = [
    ['고혈압', ['hypertension']],
    ['본태성 고혈압', ['hypertension']],
    ['Hypertension', ['hypertension']],
    ['HTN', ['hypertension']],
    ['폐동맥 고혈압', []],
    ['폐고혈압', []],
    ['저혈압', []],
    ['당뇨', ['diabetes']],
    ['제2형 당뇨병', ['diabetes']],
    ['Type 2 diabetes mellitus', ['diabetes']],
    ['T2DM', ['diabetes']],
    ['diabetes insipidus', []],
    ['당뇨발', ['diabetes', 'wound']],
    ['심부전', ['heart-failure']],
    ['congestive heart failure', ['heart-failure']],
    ['HFrEF', ['heart-failure']],
    ['만성폐쇄성폐질환(COPD)', ['copd']],
    ['폐기종', ['copd']],
    ['치매(경도)', ['dementia']],
    ["Alzheimer's disease", ['dementia']],
    ['천골 욕창 3단계', ['wound']],
    ['pressure ulcer, heel', ['wound']],
    ['위궤양', []],
    ['gastric ulcer', []],
    ['heartburn', []],
    ['천식', []],
    ['', []],
  ];
  for (const [condition, forms] of cases) assert.deepEqual(conditionsToForms([condition]), forms, condition);
  assert.deepEqual(conditionsToForms(['당뇨', '고혈압', '당뇨', '심부전']), [
    'heart-failure',
    'diabetes',
    'hypertension',
  ]);
});

test('formsFor gives conditions first and what every visit records last, and only forms that there are', () => {
  assert.deepEqual(formsFor({ conditions: ['고혈압'], age: 50 }), [
    'hypertension',
    'medication',
    'activities',
    'education',
  ]);
  assert.deepEqual(formsFor({ conditions: [], age: 82 }), ['falls-risk', 'medication', 'activities', 'education']);
  const all = formsFor({ conditions: ['심부전 COPD 당뇨발 고혈압 치매 우울증'], age: 80, daysSince: {} });
  assert.equal(new Set(all).size, all.length);
  for (const id of all)
    assert.ok(
      questionnaires.some((form) => form.id === id),
      id,
    );
});

test('formsFor asks about falls and mood again only when they are due', () => {
  const asked = (daysSince: Record<string, number> | undefined, conditions: string[] = []) =>
    formsFor({ conditions, age: 70, daysSince }).filter((id) => id === 'mood' || id === 'falls-risk');
  assert.deepEqual(asked({}), ['falls-risk', 'mood']);
  assert.deepEqual(asked({ 'falls-risk': 89, mood: 181 }), []);
  assert.deepEqual(asked({ 'falls-risk': 90, mood: 182 }), ['falls-risk', 'mood']);
  assert.deepEqual(asked(undefined), ['falls-risk']);
  assert.deepEqual(asked(undefined, ['우울증']), ['falls-risk', 'mood']);
  assert.deepEqual(formsFor({ conditions: ['파킨슨병'], age: 55 }).slice(0, 1), ['falls-risk']);
});
