import assert from 'node:assert/strict';
import { test } from 'node:test';
import { centreWordsOf, languages, watchWordsOf } from '@munan/language';
import { adviceName, firmwareName, modelName, ruleAnchor, ruleName } from './names.ts';

test('ruleName, modelName and firmwareName say what is known, and hide nothing that is not', () => {
  const { outcomes } = centreWordsOf('en');
  const { detectors } = watchWordsOf('en').watch;
  const rule = (key: string) => ruleName(key, outcomes.calls, detectors);
  assert.deepEqual(
    [rule('fall/fall'), rule('silence/no-contact'), rule('score/of-tomorrow'), rule('new/thing')],
    ['Suspected fall', 'No contact', detectors.score, 'new/thing'],
  );
  assert.equal(rule('constructor/constructor'), 'constructor/constructor');
  assert.deepEqual(
    ['munan-ear', 'ear', 'unknown', 'constructor'].map((key) => modelName(key, outcomes.by)),
    ['munan-ear', 'Ear device (model not told)', 'Device not known', 'constructor'],
  );
  assert.deepEqual(
    ['munan-ear 1.4.2', 'ear unknown', 'unknown unknown'].map((key) => firmwareName(key, outcomes.by)),
    ['munan-ear 1.4.2', 'Ear device (model not told), firmware not told', 'Device not known'],
  );
});

test('adviceName names what the advice is about, in both languages', () => {
  for (const language of Object.keys(languages) as (keyof typeof languages)[]) {
    const { outcomes } = centreWordsOf(language);
    const { detectors } = watchWordsOf(language).watch;
    for (const code of ['rule-mostly-false', 'person-mostly-false', 'device-mostly-false', 'firmware-worse'] as const) {
      const key = { 'rule-mostly-false': 'fall/fall', 'firmware-worse': 'ear 1' }[code as string] ?? 'ear';
      const name = adviceName({ code, key, name: '김영자', params: {} }, outcomes, detectors);
      assert.ok(outcomes.advice[code](name).includes(name));
      assert.equal(name === '김영자', code === 'person-mostly-false');
    }
  }
});

test('ruleAnchor leads to the limits of the detector, or to where it is switched off', () => {
  assert.deepEqual(
    ['low-oxygen/low-oxygen', 'silence/not-worn', 'usual/drift-pulse', 'constructor/x'].map(ruleAnchor),
    ['rule-oxygen', 'rule-silence', 'rule-off', 'rule-off'],
  );
});
