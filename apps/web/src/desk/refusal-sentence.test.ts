import assert from 'node:assert/strict';
import { test } from 'node:test';
import { wordsOf } from '@munan/language';
import { refusalSentence } from './refusal-sentence.ts';

test('refusalSentence says why in the language of the nurse, and says so where it does not know', () => {
  for (const language of ['ko', 'en'] as const) {
    const words = wordsOf(language);
    const { why } = words.desk.refusals;
    for (const [code, sentence] of [
      ['break-glass-needed', why['not-mine']],
      ['not-own', why['not-mine']],
      ['id-reused', why['already-exists']],
      ['reason-missing', why['reason-missing']],
      ['invalid', why.invalid],
      ['something-new', why.other],
      ['constructor', why.other],
    ] as const)
      assert.equal(refusalSentence(words, code), sentence, code);
  }
});
