import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
  chanceAt,
  type DayPlan,
  linesOf,
  type MadeMinute,
  minutesOfDays,
  settings,
  told,
  usualDay,
} from './days-example.ts';
import { hoursOfDays } from './hours.ts';
import { type RhythmState, rhythm, rhythmFigures } from './rhythm.ts';

const saidOf = (days: number, planOf: (day: number) => DayPlan) => told(rhythm, minutesOfDays(days, planOf));
/** Like real ones, the days differ among themselves by a fifth. */
const vigourOf = (day: number) => 1 + 0.4 * (chanceAt(day, 9) - 0.5);
const varied = (day: number): DayPlan => ({ ...usualDay, vigour: vigourOf(day) });
const unchanged = ({ minute }: MadeMinute) => minute;

test('rhythm says nothing in five weeks of usual days, and gives figures of the last 14', () => {
  const { state, findings } = saidOf(35, varied);
  assert.deepEqual(linesOf(findings), []);
  // The last day is not over: 13 whole ones are left of the 14 kept.
  const figures = rhythmFigures(state)!;
  assert.equal(figures.days, 13);
  assert.ok(figures.interdailyStability! > 0.75 && figures.relativeAmplitude! > 0.9, JSON.stringify(figures));
  assert.ok(figures.leastActive5h!.fromMinute <= 120 && figures.leastActive5h!.perMin < 30);
  assert.ok(figures.mostActive10h!.fromMinute >= 420 && figures.mostActive10h!.perMin > 300);
});

test('rhythm gives no figures in the first three days, and IS only after five', () => {
  assert.equal(rhythmFigures(saidOf(3, varied).state), null);
  const four = rhythmFigures(saidOf(5, varied).state)!;
  assert.deepEqual([four.days, four.interdailyStability], [4, null]);
  assert.notEqual(four.relativeAmplitude, null);
});

test('rhythm says activity-decline of a fall over weeks once, and its end when she is back', () => {
  const vigour = (day: number) => (day < 14 ? 1 : day < 42 ? 1 - (0.5 * (day - 14)) / 28 : 1);
  const { findings } = saidOf(70, (day) => ({ ...usualDay, vigour: vigour(day) * vigourOf(day) }));
  assert.deepEqual(
    findings.map(({ reason, phase, priority }) => `${reason.code} ${phase} ${priority}`),
    ['activity-decline began low', 'activity-decline ended low'],
  );
  const began = findings[0]!;
  assert.ok(Number(began.reason.params!.percent) >= 20 && Number(began.reason.params!.percent) <= 45);
  const { figure, usual, values } = began.evidence[0]!;
  assert.equal(figure!.name, 'mostActive10hPerMin');
  assert.ok(figure!.points.length >= 14 && usual![0]!.high > usual![0]!.low);
  assert.ok(Number(values.atLastPerMin) < Number(values.atFirstPerMin));
});

test('rhythm does not call three bad days a decline, nor weeks in which nothing was worn', () => {
  const ill = (day: number) => (day >= 24 && day < 27 ? 0.3 : 1);
  assert.deepEqual(linesOf(saidOf(35, (day) => ({ ...usualDay, vigour: ill(day) * vigourOf(day) })).findings), []);
  const away = (day: number): DayPlan => (day >= 20 && day < 29 ? { ...varied(day), off: [[0, 2880]] } : varied(day));
  assert.deepEqual(linesOf(saidOf(45, away).findings), []);
});

test('rhythm says rhythm-changed when nights become like days', () => {
  const restless: DayPlan['out'] = Array.from({ length: 8 }, (_, i) => [1380 + 60 * i, 40]);
  const { findings } = saidOf(30, (day) => (day < 18 ? varied(day) : { ...varied(day), out: restless }));
  assert.deepEqual(
    [...new Set(findings.map(({ reason }) => `${reason.code} ${reason.params!.what}`))],
    ['rhythm-changed flatter'],
  );
  assert.ok(Number(findings[0]!.reason.params!.before) > Number(findings[0]!.reason.params!.now));
});

test('rhythm takes hours of one repeated value for a table and not for rest, unless a pulse says that a body is there', () => {
  // On the table from 20:00 to 8:00, and it does not say so.
  const still = [
    [420, 60],
    [1200, 660],
  ] as const;
  const table = (day: number): DayPlan => ({ ...varied(day), still });
  const bare = saidOf(10, table).state;
  const night = hoursOfDays(bare.hours, 1).slice(0, 8);
  assert.deepEqual(night, new Array(8).fill(null));
  assert.equal(rhythmFigures(bare)?.relativeAmplitude ?? null, null);
  const withPulse = [...minutesOfDays(10, table)].map((made) => ({
    ...made,
    minute: { ...unchanged(made), pulse: 60 },
  }));
  const worn = told(rhythm, withPulse).state;
  assert.deepEqual(hoursOfDays(worn.hours, 1).slice(0, 8), new Array(8).fill(0));
  assert.equal(rhythmFigures(worn)!.relativeAmplitude, 1);
});

test('rhythm turned to text and back every few hours says and holds the same, in less than 2 KiB', () => {
  const minutes = [
    ...minutesOfDays(32, (day) => ({ ...varied(day), vigour: Math.max(0.3, 1 - day / 40) * vigourOf(day) })),
  ];
  const plain = told(rhythm, minutes);
  assert.ok(plain.findings.length > 0);
  let state = rhythm.start();
  const findings = [];
  for (let i = 0; i < minutes.length; i += 177) {
    const part = told(rhythm, minutes.slice(i, i + 177), settings, state);
    findings.push(...part.findings);
    state = JSON.parse(JSON.stringify(part.state)) as RhythmState;
  }
  assert.deepEqual(findings, plain.findings);
  assert.deepEqual(state, plain.state);
  assert.ok(JSON.stringify(state).length < 2048, `${JSON.stringify(state).length}`);
});

test('rhythm is not thrown by clocks and counts that cannot be', () => {
  const cases: [string, number, number][] = [
    ['before 1970', -1e12, 5],
    ['at 0', 0, 5],
    ['a thousand years on', 3e13, 5],
    ['counts of a hammer', 1_750_000_000_000, 65_535],
  ];
  for (const [name, from, counts] of cases) {
    const state = rhythm.start();
    const minutes = [...minutesOfDays(2, () => usualDay)];
    minutes.push({ day: 2, minute: { from, covered: true, counts, steps: 0, handled: false } });
    assert.deepEqual(told(rhythm, minutes, settings, state).findings, [], name);
    assert.ok(state.hours.means.length === 336 && state.hours.means.every(Number.isFinite), name);
  }
});
