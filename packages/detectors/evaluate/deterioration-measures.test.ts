import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  areasOf,
  bestLimit,
  burdenAt,
  burdenForRecall,
  gainsOf,
  type Judged,
  onsetsOf,
  utilityAt,
} from './deterioration-measures.ts';
import { areaUnderRoc, drawsFrom } from './intervals.ts';

/** Made up: `stays` of `hours`, every fifth with an event whose label begins at hour 20. */
function made(stays: number, hours: number, scoreOf: (event: boolean, hour: number, chance: number) => number): Judged {
  const draw = drawsFrom(3);
  const rows = Array.from({ length: stays * hours }, (_, i) => ({ stay: Math.floor(i / hours), hour: i % hours }));
  const isEvent = (stay: number) => stay % 5 === 0;
  return {
    scores: Float64Array.from(rows, ({ stay, hour }) => scoreOf(isEvent(stay), hour, draw())),
    label: Uint8Array.from(rows, ({ stay, hour }) => (isEvent(stay) && hour >= 20 ? 1 : 0)),
    stay: Int32Array.from(rows, ({ stay }) => stay),
    hour: Int32Array.from(rows, ({ hour }) => hour),
  };
}

test('areasOf is the area under the ROC curve, and a clock has 0.5 among the same hours', () => {
  const judged = made(200, 30, (event, hour, chance) => (event && hour >= 18 ? 0.4 : 0) + chance);
  const exact = areaUnderRoc(
    [...judged.scores].filter((_, i) => judged.label[i]),
    [...judged.scores].filter((_, i) => !judged.label[i]),
  );
  const { roc, rocInterval } = areasOf(judged);
  assert.ok(Math.abs(roc - exact) < 0.002, `${roc} ${exact}`);
  assert.ok(rocInterval[0] < roc && roc < rocInterval[1]);
  const clock = areasOf(
    made(200, 30, (_, hour) => hour),
    5,
  );
  assert.ok(clock.roc > 0.8);
  assert.equal(clock.sameHour, 0.5);
});

test('utilityAt is 1 for alarms wherever they are worth something, 0 for none, and below 0 for alarms where nothing happens', () => {
  const judged = made(50, 40, () => 0);
  const gains = gainsOf(judged);
  const best = { ...judged, scores: Float64Array.from(gains) };
  assert.equal(
    utilityAt(best, gains, () => 1e-9),
    1,
  );
  assert.equal(
    utilityAt(judged, gains, () => 1),
    0,
  );
  assert.ok(utilityAt({ ...judged, scores: Float64Array.from(gains, (gain) => -gain) }, gains, () => 0.01) < 0);
  assert.equal(
    utilityAt(best, gains, () => bestLimit(best, gains, () => true)),
    1,
  );
});

test('gainsOf one septic stay follow the challenge: nothing 12 h before, most at 6 h before, then what silence costs', () => {
  const judged = made(1, 40, () => 0);
  const gains = gainsOf(judged);
  // The label begins at 20, so sepsis at 26: alarms are worth most at 20, and silence costs 2 at 29.
  assert.deepEqual(
    [8, 13, 14, 17, 20, 23, 26, 29, 30].map((hour) => Number(gains[hour]!.toFixed(3))),
    [-0.05, -0.05, 0, 0.5, 1, 1.333, 1.667, 2, 0],
  );
});

test('burdenAt counts an event once, with its lead, and false alarms by day, no more often than each eight hours', () => {
  // One stay in five has an alarm at 22, four hours before the event; every stay has one at hour 2, and it lasts for ten hours.
  const judged = made(10, 40, (event, hour) => (event && hour === 22 ? 2 : hour >= 2 && hour < 12 ? 1 : 0));
  const onsets = onsetsOf(judged);
  assert.deepEqual([...onsets.values()], [26, 26]);
  const high = burdenAt(judged, 2, onsets);
  assert.deepEqual([high.found, high.events, high.falseAlarms, high.leadHours], [2, 2, 0, 4]);
  const low = burdenAt(judged, 1, onsets);
  assert.deepEqual([low.found, low.falseAlarms], [2, 20]);
  assert.equal(low.days, (8 * 40 + 2 * 14) / 24);
  assert.equal(burdenForRecall(judged, 1, onsets).limit, 2);
});
