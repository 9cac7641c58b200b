import assert from 'node:assert/strict';
import { test } from 'node:test';
import { centre } from './centre.ts';
import { reasons } from './reasons.ts';
import { response } from './response.ts';
import { rules } from './rules.ts';
import { watch } from './watch.ts';

/** Every sentence, with its path; of a function its source, in which the sentences stand. */
function* sentencesOf(words: unknown, path: string): Generator<[path: string, text: string]> {
  if (typeof words === 'string') yield [path, words];
  else if (typeof words === 'function') yield [path, String(words)];
  else if (words && typeof words === 'object')
    for (const [name, inner] of Object.entries(words)) yield* sentencesOf(inner, `${path}.${name}`);
}

test('the English words of the watch, the centre and the response fit a man and a woman', () => {
  const all = [...sentencesOf({ reasons, watch, rules, centre, response }, 'en')];
  assert.ok(all.length > 400, `${all.length} sentences`);
  const gendered = all.filter(([, text]) => /\b(she|he|her|hers|his|him|herself|himself)\b/i.test(text));
  assert.deepEqual(gendered, []);
});

test('reasons say how often as people say it', () => {
  const up = (times: number, usualTimes: number) => reasons['night-up']({ times, minutes: 40, usualTimes });
  assert.equal(up(5, 1), 'Up 5 times last night, 40 min in all (usually once)');
  assert.equal(up(4, 0), 'Up 4 times last night, 40 min in all (usually not at all)');
  assert.equal(up(4, 1.5), 'Up 4 times last night, 40 min in all (usually 1.5 times)');
});
