import assert from 'node:assert/strict';
import { test } from 'node:test';
import { stepKinds } from '@munan/flow';
import { centreWordsOf, wordsOf } from '@munan/language';
import { helpingSays } from './helping-says.ts';

test('helpingSays speaks to her of each step, and never as the desk does of "the person"', () => {
  for (const language of ['ko', 'en'] as const) {
    const { own } = centreWordsOf(language);
    const desk: Record<string, string> = wordsOf(language).shell.steps;
    const said = stepKinds.map((step) => helpingSays({ step }, own));
    assert.equal(new Set(said).size, stepKinds.length);
    for (const [i, sentence] of said.entries()) {
      assert.doesNotMatch(sentence, /본인|the person/i);
      assert.notEqual(sentence, desk[stepKinds[i]!]);
    }
  }
});

test('helpingSays says how far the ambulance is once it was called', () => {
  const { own } = centreWordsOf('ko');
  assert.equal(helpingSays({ step: 'dispatch' }, own), own.steps.dispatch);
  assert.equal(helpingSays({ step: 'dispatch', ambulance: 'on-the-way' }, own), own.ambulance['on-the-way']);
});
