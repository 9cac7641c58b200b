import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Sustained, type SustainedRule, startSustained, stepSustained } from './sustained.ts';

const minute = 60_000;
const rule: SustainedRule = {
  side: 'below',
  inclusive: false,
  levels: [
    { limit: 90, holdMs: 3 * minute, priority: 'medium' },
    { limit: 85, holdMs: minute, priority: 'high' },
  ],
  clear: { limit: 92, holdMs: 3 * minute },
  gapMs: 3 * minute,
  least: 2,
};
/** Values each half minute from 0; undefined is a gap. */
function saidOf(values: (number | undefined)[]): Sustained[] {
  const state = startSustained();
  return values.flatMap((value, i) =>
    value === undefined ? [] : (stepSustained(state, rule, i * 30_000, (i + 1) * 30_000, value) ?? []),
  );
}
const many = (value: number | undefined, halfMinutes: number) => new Array<number | undefined>(halfMinutes).fill(value);
const short = (said: Sustained[]) =>
  said.map(({ phase, priority, since, at }) => `${phase} ${priority} ${since / minute}-${at / minute}`);

test('stepSustained opens when every value of the hold lies beyond, not before', () => {
  assert.deepEqual(short(saidOf(many(89, 5))), []);
  assert.deepEqual(short(saidOf(many(89, 6))), ['began medium 0-3']);
  assert.deepEqual(short(saidOf([...many(89, 5), 90, ...many(89, 5)])), []);
});

test('stepSustained opens at the graver level at once when that has lasted, and rises when it comes later', () => {
  assert.deepEqual(short(saidOf(many(84, 2))), ['began high 0-1']);
  assert.deepEqual(short(saidOf([...many(88, 6), ...many(84, 2)])), ['began medium 0-3', 'changed high 0-4']);
});

test('stepSustained ends only after the whole of the clear time, and says it once', () => {
  assert.deepEqual(short(saidOf([...many(89, 6), ...many(92, 5), 91, ...many(95, 6)])), [
    'began medium 0-3',
    'ended medium 0-9',
  ]);
});

test('stepSustained neither raises nor clears across a gap', () => {
  assert.deepEqual(short(saidOf([...many(89, 4), ...many(undefined, 8), ...many(89, 4)])), []);
  const open = saidOf([...many(89, 6), ...many(95, 2), ...many(undefined, 20), ...many(95, 5)]);
  assert.deepEqual(short(open), ['began medium 0-3']);
});
