import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chanceAt } from './days-example.ts';
import {
  findInterdailyStability,
  findIntradailyVariability,
  findLeastActive5h,
  findMostActive10h,
  findRelativeAmplitude,
  type Means,
  profileOf,
} from './figures.ts';

const near = (value: number | undefined, wanted: number, within = 1e-9) =>
  assert.ok(value !== undefined && Math.abs(value - wanted) <= within, `${value}, not ${wanted}`);
const hoursOf = (days: number, at: (hour: number) => number) => Array.from({ length: days * 24 }, (_, i) => at(i));
const sine = (hour: number) => 100 + 80 * Math.sin((2 * Math.PI * hour) / 24);
const square = (hour: number) => (hour % 24 >= 8 && hour % 24 < 18 ? 500 : 0);

test('findInterdailyStability of a sine of 24 h, of a square wave and of any day that repeats is 1', () => {
  near(findInterdailyStability(hoursOf(14, sine)), 1);
  near(findInterdailyStability(hoursOf(3, square)), 1);
  near(findInterdailyStability(hoursOf(5, (i) => chanceAt(i % 24))), 1);
});

test('findInterdailyStability of a sine of 48 h is 0: what one day adds the next takes away', () => {
  near(findInterdailyStability(hoursOf(14, (i) => Math.sin((2 * Math.PI * i) / 48))), 0);
});

test('findInterdailyStability of white noise is (p - 1) / (n - 1)', () => {
  const all = Array.from(
    { length: 200 },
    (_, seed) => findInterdailyStability(hoursOf(14, (i) => chanceAt(i, seed + 1)))!,
  );
  near(all.reduce((sum, value) => sum + value, 0) / all.length, 23 / 335, 0.005);
});

test('findIntradailyVariability of white noise is 2, of a sine 2 - 2 cos(2 pi / 24), of what jumps to and fro 4', () => {
  near(findIntradailyVariability(hoursOf(2000, (i) => chanceAt(i))), 2, 0.03);
  near(findIntradailyVariability(hoursOf(2000, sine)), 2 - 2 * Math.cos((2 * Math.PI) / 24), 1e-3);
  near(findIntradailyVariability(hoursOf(2000, (i) => i % 2)), 4);
});

test('findRelativeAmplitude of a square wave of ten hours is 1, of a constant 0, of a sine what its integral says', () => {
  near(findRelativeAmplitude(profileOf(hoursOf(7, square))), 1);
  near(findRelativeAmplitude(profileOf(hoursOf(7, () => 3))), 0);
  // Mean of a sine of 1,440 steps over its crest of 10 h and its trough of 5 h.
  const minutes = Array.from({ length: 1440 }, (_, i) => 100 + 80 * Math.sin((2 * Math.PI * (i + 0.5)) / 1440));
  const crest = 100 + (80 * Math.sin((Math.PI * 10) / 24)) / ((Math.PI * 10) / 24);
  const trough = 100 - (80 * Math.sin((Math.PI * 5) / 24)) / ((Math.PI * 5) / 24);
  near(findMostActive10h(minutes)?.mean, crest, 1e-3);
  near(findLeastActive5h(minutes)?.mean, trough, 1e-3);
  near(findRelativeAmplitude(minutes), (crest - trough) / (crest + trough), 1e-5);
});

test('findMostActive10h and findLeastActive5h say where they begin, to the hour or the minute, across midnight', () => {
  const profile = profileOf(hoursOf(3, square));
  assert.deepEqual(findMostActive10h(profile), { mean: 500, from: 8 });
  assert.deepEqual(findLeastActive5h(profile), { mean: 0, from: 0 });
  const night = Array.from({ length: 1440 }, (_, i) => (i >= 1350 || i < 510 ? 9 : i >= 600 && i < 900 ? 1 : 5));
  assert.deepEqual(findMostActive10h(night), { mean: 9, from: 1350 });
  assert.deepEqual(findLeastActive5h(night), { mean: 1, from: 600 });
});

const means: fc.Arbitrary<Means> = fc
  .record({ days: fc.integer({ min: 3, max: 10 }), seed: fc.integer({ min: 1, max: 1e6 }) })
  .map(({ days, seed }) => hoursOf(days, (i) => sine(i) + 60 * chanceAt(i, seed)));
const all = (hours: Means) => [
  findInterdailyStability(hours),
  findIntradailyVariability(hours),
  findRelativeAmplitude(profileOf(hours)),
];

test('IS, IV and RA do not depend on the unit of the counts', () => {
  fc.assert(
    fc.property(means, fc.double({ min: 1e-3, max: 1e3, noNaN: true }), (hours, factor) => {
      const scaled = all(hours.map((value) => value! * factor));
      all(hours).forEach((value, i) => {
        near(scaled[i], value!, 1e-9);
      });
    }),
    { numRuns: 50 },
  );
});

test('IS and RA stay when whole days change places, and M10 moves with the clock', () => {
  fc.assert(
    fc.property(means, fc.integer({ min: 1, max: 23 }), (hours, shift) => {
      const days = hours.length / 24;
      const reversed = Array.from({ length: days }, (_, day) =>
        hours.slice(24 * (days - 1 - day), 24 * (days - day)),
      ).flat();
      near(findInterdailyStability(reversed), findInterdailyStability(hours)!, 1e-9);
      near(findRelativeAmplitude(profileOf(reversed)), findRelativeAmplitude(profileOf(hours))!, 1e-9);
      const profile = profileOf(hours);
      const moved = [...profile.slice(24 - shift), ...profile.slice(0, 24 - shift)];
      const [before, after] = [findMostActive10h(profile)!, findMostActive10h(moved)!];
      near(after.mean, before.mean, 1e-9);
      assert.equal(after.from, (before.from + shift) % 24);
    }),
    { numRuns: 50 },
  );
});

test('missing hours are left out and never zero: a sine with holes keeps IS 1, IV and RA stay in their bounds', () => {
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 1e6 }), fc.double({ min: 0, max: 0.5, noNaN: true }), (seed, share) => {
      const holed = hoursOf(14, sine).map((value, i) => (chanceAt(i, seed) < share ? null : value));
      near(findInterdailyStability(holed), 1, 1e-9);
      assert.ok(findIntradailyVariability(holed)! < 0.2);
      const amplitude = findRelativeAmplitude(profileOf(holed));
      if (amplitude !== undefined) near(amplitude, findRelativeAmplitude(profileOf(hoursOf(14, sine)))!, 1e-9);
    }),
    { numRuns: 50 },
  );
});

test('no figure is made up where there is none', () => {
  const cases: [string, Means, (number | undefined)[]][] = [
    ['nothing', [], [undefined, undefined, undefined]],
    ['all missing', hoursOf(7, () => 0).map(() => null), [undefined, undefined, undefined]],
    ['no variance', hoursOf(7, () => 5), [undefined, undefined, 0]],
    ['no movement at all', hoursOf(7, () => 0), [undefined, undefined, undefined]],
    ['a single day', hoursOf(1, sine), [undefined, 0.067, 0.723]],
    [
      'an hour that is never known',
      hoursOf(7, sine).map((value, i) => (i % 24 === 3 ? null : value)),
      [1, 0.067, undefined],
    ],
  ];
  for (const [name, hours, wanted] of cases) {
    const found = all(hours);
    found.forEach((value, i) => {
      if (wanted[i] === undefined) assert.equal(value, undefined, name);
      else near(value, wanted[i], 0.02);
    });
  }
});
