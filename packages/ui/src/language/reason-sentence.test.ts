import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { wordsOf } from '@munan/language';
import { reasonSentence } from './reason-sentence.ts';

describe('reasonSentence', () => {
  const ko = wordsOf('ko');
  const en = wordsOf('en');

  it("finds a detector's reason and fills in its numbers in either language", () => {
    const reason = { code: 'low-oxygen', params: { percent: 85, minutes: 12, limit: 88 } };
    for (const words of [ko, en]) {
      const sentence = reasonSentence(words, reason);
      assert.match(sentence, /85/);
      assert.match(sentence, /88/);
    }
    assert.notEqual(reasonSentence(ko, reason), reasonSentence(en, reason));
  });

  it('finds the reason of a change and what was tried', () => {
    assert.equal(reasonSentence(en, { code: 'reached-ok' }), en.response.changeReasons['reached-ok']({}));
    assert.equal(
      reasonSentence(ko, { code: 'tried-operator-call-no-answer' }),
      ko.response.tried['tried-operator-call-no-answer'],
    );
  });

  it('shows the code where there is no sentence, also for names that every object has', () => {
    assert.match(reasonSentence(en, { code: 'brand-new' }), /brand-new/);
    assert.match(reasonSentence(en, { code: 'toString' }), /toString/);
  });
});
