import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minuteMs } from '../detector.ts';
import {
  chanceAt,
  type DayPlan,
  firstDay,
  linesOf,
  minutesOfDays,
  settings,
  told,
  usualDay,
} from '../rhythm/days-example.ts';
import { defaultRules } from '../rules.ts';
import { clockText, neverUp, nightOf } from './nights.ts';
import { type RoutineState, routine, routineFigures } from './routine.ts';

const saidOf = (days: number, planOf: (day: number) => DayPlan, given = settings) =>
  told(routine, minutesOfDays(days, planOf), given);
/** Up and to bed within half an hour of the usual. */
const varied = (day: number): DayPlan => ({
  ...usualDay,
  up: 420 + Math.round(30 * (chanceAt(day, 5) - 0.5)),
  bed: 1380 + Math.round(60 * (chanceAt(day, 6) - 0.5)),
});
const lateOn = (late: number, up: number) => (day: number) => (day === late ? { ...varied(day), up } : varied(day));

test('routine learns when she gets up, goes to bed and is up at night, and says nothing of three usual weeks', () => {
  const { state, findings } = saidOf(21, varied);
  assert.deepEqual(linesOf(findings), []);
  const { upAt, upToday, bedAt, nightUps } = routineFigures(state);
  assert.ok(Math.abs(upAt!.usual - 420) <= 10 && upAt!.early >= 400 && upAt!.late <= 440, JSON.stringify(upAt));
  assert.equal(upAt!.days, 14);
  assert.ok(Math.abs(bedAt!.usual - 1380) <= 20, JSON.stringify(bedAt));
  // The last minute belongs to the night that begins: today's getting up lies in it and is still to come.
  assert.equal(upToday, null);
  assert.equal(nightUps.length, 14);
  assert.ok(
    nightUps.every(({ times, minutes }) => times === 1 && minutes >= 5 && minutes <= 12),
    JSON.stringify(nightUps),
  );
  assert.equal(nightUps.at(-1)!.day, new Date((firstDay + 20) * 86_400_000).toISOString().slice(0, 10));
});

test('routine says not-up-yet when she sleeps on, medium two hours later, and its end when she is up', () => {
  const { findings } = saidOf(16, lateOn(12, 12 * 60));
  assert.deepEqual(
    findings.map(({ reason, phase, priority }) => `${reason.code} ${phase} ${priority}`),
    ['not-up-yet began low', 'not-up-yet changed medium', 'not-up-yet ended medium'],
  );
  const [began, , ended] = findings;
  const { usual, days, of, now } = began!.reason.params!;
  assert.ok(String(usual) >= '07:05' && String(usual) <= '07:15', String(usual));
  assert.deepEqual([of, Number(days) >= 10], [12, true]);
  assert.ok(String(now) >= '08:15' && String(now) <= '09:30', String(now));
  const { figure, usual: band, limits } = began!.evidence[0]!;
  assert.equal(figure!.name, 'upAtMinuteOfDay');
  assert.equal(figure!.points.length, 12);
  assert.ok(band![0]!.low <= 425 && band![0]!.high >= 415 && limits![0]! > 480);
  assert.ok(linesOf([ended!])[0]!.includes('12:'));
  assert.equal(new Set(findings.map(({ episode }) => episode)).size, 1);
});

test('routine does not wait for her where it knows nothing: not worn, no contact, on a table, or in the first week', () => {
  const cases: [string, number, (day: number) => DayPlan][] = [
    [
      'taken off in the evening',
      12,
      (day) =>
        day === 11
          ? { ...varied(day), off: [[1320, 2880]] }
          : day === 12
            ? { ...varied(day), off: [[0, 1440]] }
            : varied(day),
    ],
    [
      'taken off in the morning, in bed',
      12,
      (day) =>
        day === 11 ? { ...varied(day), off: [[1840, 1040]] } : day === 12 ? { ...varied(day), up: 720 } : varied(day),
    ],
    [
      'on a table, and does not say so',
      12,
      (day) =>
        day === 11 ? { ...varied(day), still: [[1320, 1000]] } : day === 12 ? { ...varied(day), up: 720 } : varied(day),
    ],
    ['in the first week', 4, lateOn(4, 720)],
    [
      'no contact from the evening on, then a sitting afternoon',
      12,
      (day) =>
        day === 11
          ? { ...varied(day), off: [[1320, 2880]] }
          : day === 12
            ? { up: 660, bed: 700, off: [[0, 600]] }
            : varied(day),
    ],
  ];
  for (const [name, last, planOf] of cases) {
    const codes = saidOf(last + 1, planOf).findings.map(({ reason }) => reason.code);
    assert.deepEqual(
      codes.filter((code) => code === 'not-up-yet'),
      [],
      name,
    );
  }
});

test('routine says not-up-yet of somebody perfectly still whose pulse is measured', () => {
  const planOf = (day: number): DayPlan =>
    day === 11 ? { ...varied(day), still: [[1410, 800]] } : day === 12 ? { ...varied(day), up: 800 } : varied(day);
  const minutes = [...minutesOfDays(13, planOf)].map((made) => ({ ...made, minute: { ...made.minute, pulse: 62 } }));
  assert.ok(told(routine, minutes).findings.some(({ reason }) => reason.code === 'not-up-yet'));
});

test('routine comes back after a week away without a word, and forgets nothing it still may use', () => {
  const away = (day: number): DayPlan => (day >= 12 && day < 19 ? { ...varied(day), off: [[0, 2880]] } : varied(day));
  const { state, findings } = saidOf(26, away);
  assert.deepEqual(linesOf(findings), []);
  assert.ok(routineFigures(state).upAt!.days >= 5);
});

test('routine says night-up of a night with far more times up than hers, in the morning', () => {
  const out = Array.from({ length: 7 }, (_, i) => [1490 + 50 * i, 8] as const);
  const { findings } = saidOf(14, (day) => (day === 11 ? { ...varied(day), out } : varied(day)));
  const night = findings.filter(({ detector }) => detector === 'night-wandering');
  assert.deepEqual(
    night.map(({ reason, phase }) => `${reason.code} ${phase} ${reason.params!.times} ${reason.params!.usualTimes}`),
    ['night-up began 7 1'],
  );
  assert.equal(night[0]!.evidence[0]!.figure!.points.at(-1)!.value, 7);
});

test('routine says up-at-night while she is up for an hour in the middle of the night, and its end', () => {
  const planOf = (day: number) => (day === 11 ? { ...varied(day), out: [[1440 + 120, 110] as const] } : varied(day));
  const lines = linesOf(saidOf(14, planOf).findings).filter((line) => line.startsWith('up-at-night'));
  assert.equal(lines.length, 2, lines.join());
  assert.match(lines[0]!, /began low day 12 03:0\d/);
  assert.match(lines[1]!, /ended low day 12 0[45]:/);
});

test('routine is silent about nights where night-wandering is switched off, and goes on learning', () => {
  const out = Array.from({ length: 7 }, (_, i) => [1490 + 50 * i, 8] as const);
  const planOf = (day: number) => (day === 11 ? { ...varied(day), out } : varied(day));
  const off = { ...settings, rules: { ...defaultRules, off: ['night-wandering'] } };
  const { state, findings } = saidOf(14, planOf, off);
  assert.deepEqual(linesOf(findings), []);
  assert.ok(routineFigures(state).nightUps.some(({ times }) => times === 7));
});

test('routine turned to text and back every few hours says and holds the same, in less than 1 KiB', () => {
  const minutes = [...minutesOfDays(15, lateOn(12, 700))];
  const plain = told(routine, minutes);
  assert.ok(plain.findings.length > 0);
  let state = routine.start();
  const findings = [];
  for (let i = 0; i < minutes.length; i += 133) {
    const part = told(routine, minutes.slice(i, i + 133), settings, state);
    findings.push(...part.findings);
    state = JSON.parse(JSON.stringify(part.state)) as RoutineState;
  }
  assert.deepEqual(findings, plain.findings);
  assert.deepEqual(state, plain.state);
  assert.ok(JSON.stringify(state).length < 1024, `${JSON.stringify(state).length}`);
});

test('routine is not thrown by clocks and counts that cannot be, nor by a device that screams at night', () => {
  for (const from of [-1e15, 0, 3e13, 1_764_000_000_000 + 400 * 86_400_000]) {
    const state = saidOf(9, varied).state;
    const minutes = Array.from({ length: 200 }, (_, i) => ({
      day: 0,
      minute: { from: from + i * minuteMs, covered: true, counts: 65_535, steps: 500, handled: i % 2 === 0 },
    }));
    told(routine, minutes, settings, state);
    assert.ok(state.nights.ups.length <= 14 && state.nights.ups.every(Number.isFinite), String(from));
  }
});

test('nightOf and clockText: a night begins at 15:00 and bears the day of its morning', () => {
  assert.deepEqual(nightOf(10 * 1440 + 899), { day: 10, minute: 1439 });
  assert.deepEqual(nightOf(10 * 1440 + 900), { day: 11, minute: 0 });
  assert.deepEqual([0, 540, 990, 1439].map(clockText), ['15:00', '00:00', '07:30', '14:59']);
});

test('routine does not call somebody late who stays in bed on every third day', () => {
  const abed = (day: number) => (day % 3 === 2 ? { ...varied(day), up: 22 * 60 } : varied(day));
  const { state, findings } = saidOf(35, abed);
  assert.deepEqual(linesOf(findings), []);
  assert.ok(state.nights.ups.filter((up) => up === neverUp).length >= 4, String(state.nights.ups));
});
