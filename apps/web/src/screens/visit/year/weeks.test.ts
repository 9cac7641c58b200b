import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { YearOfDays } from '@munan/flow';
import { dayMs, findSummary, monthsOf, runsOf, spanOf, weeksOf } from './weeks.ts';

const from = Date.parse('2025-11-29T00:00:00+09:00');
const days = 365;
type Figures = YearOfDays['channels'][string];

/** A year of a channel; `value` gives a day its mean, null a day without data. The range is 2 below to 3 above. */
function yearOf(channel: string, value: (day: number) => number | null, length = days): YearOfDays {
  const mean = Array.from({ length }, (_, day) => value(day));
  const moved = (by: number) => mean.map((one) => (one === null ? null : one + by));
  const figures: Figures = { min: moved(-2), mean, max: moved(3) };
  return { from, channels: { [channel]: figures } };
}

test('weeksOf makes 53 weeks of a year, counted back from its last day, each from its lowest to its highest', () => {
  const weeks = weeksOf(
    yearOf('pulse', (day) => day),
    'pulse',
  );
  assert.equal(weeks.length, 53);
  assert.deepEqual(weeks[0], { from, days: 1, figures: { min: -2, mean: 0, max: 3 } });
  assert.deepEqual(weeks[1], { from: from + dayMs, days: 7, figures: { min: -1, mean: 4, max: 10 } });
  assert.deepEqual(weeks[52], { from: from + 358 * dayMs, days: 7, figures: { min: 356, mean: 361, max: 367 } });
  assert.equal(
    weeks.reduce((sum, week) => sum + week.days, 0),
    days,
  );
});

test('weeksOf leaves a week without data a gap, and a week with one day is that day', () => {
  // 1..7 is a whole week: silent, then one day of the next.
  const weeks = weeksOf(
    yearOf('spo2', (day) => (day === 0 || day === 10 || day > 14 ? 95 + (day === 10 ? 1 : 0) : null)),
    'spo2',
  );
  assert.equal(weeks[1]!.figures, undefined);
  assert.deepEqual(weeks[2]!.figures, { min: 94, mean: 96, max: 99 });
  assert.deepEqual(
    runsOf(weeks).map((run) => run.length),
    [1, 51],
  );
});

test('runsOf joins nothing over a gap, and gives none where there is no data', () => {
  const silent = (least: number, most: number) => (day: number) => (day >= least && day <= most ? null : 70);
  const weeks = weeksOf(yearOf('pulse', silent(100, 200)), 'pulse');
  const [before, after, ...more] = runsOf(weeks);
  assert.deepEqual(more, []);
  assert.ok(after![0]!.from - before!.at(-1)!.from > 13 * 7 * dayMs);
  assert.deepEqual(runsOf(weeksOf(yearOf('pulse', silent(0, days)), 'pulse')), []);
});

test('weeksOf takes a day’s mean for what is counted, where the lowest minute is always 0', () => {
  const weeks = weeksOf(
    yearOf('steps', (day) => 4 + (day % 2)),
    'steps',
  );
  assert.deepEqual([weeks[5]!.figures!.min, weeks[5]!.figures!.max], [4, 5]);
});

test('weeksOf and findSummary give nothing for a channel that is missing, empty, blank, or has half a day', () => {
  const half: YearOfDays = { from, channels: { pulse: { min: [], mean: [70], max: [80] } } };
  const cases: [YearOfDays, number][] = [
    [{ from, channels: {} }, 0],
    [yearOf('pulse', () => 70, 0), 0],
    [yearOf('pulse', () => null), 53],
    [half, 1],
  ];
  for (const [year, weeks] of cases) {
    assert.equal(findSummary(year, 'pulse'), undefined);
    assert.equal(weeksOf(year, 'pulse').length, weeks);
    assert.ok(weeksOf(year, 'pulse').every(({ figures }) => figures === undefined));
  }
});

test('findSummary names the days of the lowest, the highest and the latest, the later one of two alike', () => {
  const year = yearOf('spo2', (day) => (day === 40 || day === 90 ? 85 : day === 7 ? 97 : day > 300 ? null : 95));
  assert.deepEqual(findSummary(year, 'spo2'), {
    lowest: { day: from + 90 * dayMs, value: 83 },
    highest: { day: from + 7 * dayMs, value: 100 },
    latest: { day: from + 300 * dayMs, value: 95 },
    daysWithData: 301,
    days,
  });
});

test('monthsOf gives the twelve firsts of the site’s calendar between two days', () => {
  const months = monthsOf(from, from + days * dayMs);
  assert.deepEqual(
    months.map(({ month }) => month),
    [12, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
  );
  assert.equal(months[3]!.at, Date.parse('2026-03-01T00:00:00+09:00'));
  assert.deepEqual(monthsOf(from, from + dayMs), []);
});

test('spanOf never cuts a value off and does not blow a calm year up', () => {
  const span = (value: number) =>
    spanOf(
      'spo2',
      findSummary(
        yearOf('spo2', () => value),
        'spo2',
      )!,
    );
  assert.deepEqual(span(96), { low: 90, high: 100 });
  assert.deepEqual(span(73), { low: 70, high: 100 });
});
