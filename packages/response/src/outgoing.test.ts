import assert from 'node:assert/strict';
import { it } from 'node:test';
import { centreWordsOf } from '@munan/language';
import { backOffMs } from './back-off.ts';
import { steps } from './steps/index.ts';

/** As a text is charged in Korea: two bytes a syllable, one any other letter of ASCII. */
const bytesOf = (text: string) => [...text].reduce((sum, letter) => sum + (letter.codePointAt(0)! < 128 ? 1 : 2), 0);

it('outgoing words: every text goes as one (90 bytes in Korean, 160 letters in English), with the longest usual name', () => {
  for (const { tells } of steps)
    for (const words of ['desk', ...(tells ? [tells.words] : [])] as const) {
      if (tells?.by === 'voice') continue;
      const ko = centreWordsOf('ko').outgoing.messages[words].body({ name: '남궁영자' });
      const en = centreWordsOf('en').outgoing.messages[words].body({ name: 'Namgung Youngja' });
      assert.ok(bytesOf(ko) <= 90, `${words}: ${bytesOf(ko)} bytes: ${ko}`);
      assert.ok(en.length <= 160, `${words}: ${en.length}: ${en}`);
    }
});

it('outgoing words name no illness and no value, and every key that may be pressed is in them', () => {
  for (const { tells, kind } of steps)
    for (const language of ['ko', 'en'] as const) {
      if (!tells) continue;
      const body = centreWordsOf(language).outgoing.messages[tells.words].body({ name: 'Kim' });
      for (const { key } of tells.keys) assert.ok(body.includes(key), `${kind}: ${key} in ${body}`);
      assert.doesNotMatch(body, /산소|맥박|체온|심장|넘어|oxygen|pulse|temperature|heart|fall|fell/i);
    }
});

it('backOffMs() grows, is spread by a fifth at most, and is the same for the same message', () => {
  const waits = [2_000, 5_000, 15_000, 60_000, 60_000];
  const seen = new Set<number>();
  for (let n = 0; n < 200; n++)
    for (const [at, waitMs] of waits.entries()) {
      const found = backOffMs(`alert-${n}.1.1`, at + 1);
      assert.ok(found >= waitMs * 0.8 && found <= waitMs * 1.2, `${found}`);
      assert.equal(found, backOffMs(`alert-${n}.1.1`, at + 1));
      if (at === 0) seen.add(found);
    }
  assert.ok(seen.size > 100, 'what failed together does not come together again');
});
