import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type DayPlan, linesOf, minutesOfDays, settings, told, usualDay } from '../rhythm/days-example.ts';
import { type StillLongerState, stillLonger } from './still-longer.ts';
import { expectedPerDay, learnStretch, minutesExceeded, passDay, startTail } from './still-tail.ts';

const saidOf = (days: number, planOf: (day: number) => DayPlan) => told(stillLonger, minutesOfDays(days, planOf));
const stillOn = (still: number, spans: DayPlan['still']) => (day: number) =>
  day === still ? { ...usualDay, still: spans } : usualDay;

test('stillLonger says nothing of three usual weeks, nor of a nap of an hour, nor of a night without turning over', () => {
  assert.deepEqual(linesOf(saidOf(21, () => usualDay).findings), []);
  assert.deepEqual(linesOf(saidOf(14, stillOn(12, [[840, 60]])).findings), []);
  assert.deepEqual(linesOf(saidOf(14, stillOn(12, [[1430, 400]])).findings), [], 'until 6:30');
});

test('stillLonger says a still afternoon within two and a half hours, medium when it goes on, and its end', () => {
  const made = [...minutesOfDays(14, stillOn(12, [[780, 400]]))];
  // The pulse says that somebody wears it.
  const { findings } = told(
    stillLonger,
    made.map((one) => ({ ...one, minute: { ...one.minute, pulse: 64 } })),
  );
  const lines = linesOf(findings);
  assert.match(lines[0]!, /still-longer-than-usual began low day 12 1[45]:/);
  assert.match(lines[1]!, /changed medium day 12 1[67]:/);
  assert.match(lines[2]!, /ended medium day 12 19:40/);
  assert.equal(lines.length, 3);
  const { minutes, usualMinutes } = findings[0]!.reason.params!;
  assert.ok(Number(minutes) >= 90 && Number(minutes) <= 150 && Number(usualMinutes) < 60, `${minutes} ${usualMinutes}`);
  const { limits, values } = findings[0]!.evidence[0]!;
  assert.deepEqual([limits, values.bodySeen], [[20], true]);
  assert.ok(findings[1]!.rarity! > findings[0]!.rarity! - 1e-9);
});

test('stillLonger says on the first day what would be long for most people', () => {
  const lines = linesOf(saidOf(1, stillOn(0, [[600, 300]])).findings);
  assert.match(lines[0]!, /began low day 0 1[23]:/);
});

test('stillLonger speaks in the morning of a stillness that began in the night', () => {
  const planOf = (day: number): DayPlan =>
    day === 11 ? { ...usualDay, still: [[1620, 360]] } : day === 12 ? { ...usualDay, up: 540 } : usualDay;
  const lines = linesOf(saidOf(14, planOf).findings);
  assert.match(lines[0]!, /began low day 12 08:0/);
});

test('stillLonger leaves a person alone whose own days are so', () => {
  // An hour and three quarters in the armchair each day.
  const daily = (day: number): DayPlan => ({ ...usualDay, still: [[780, 105]], vigour: 1 + (day % 2) / 10 });
  const late = saidOf(21, daily).findings.filter(({ at }) => at > minutesAt(8));
  assert.deepEqual(linesOf(late), []);
  const longer = (day: number): DayPlan => (day === 20 ? { ...usualDay, still: [[780, 460]] } : daily(day));
  assert.ok(saidOf(21, longer).findings.some(({ phase, at }) => phase === 'began' && at > minutesAt(8)));
});
const minutesAt = (day: number) => [...minutesOfDays(day, () => usualDay)].at(-1)!.minute.from;

test('stillLonger counts only what a worn device covers, and forgets what it counted after half an hour without', () => {
  const gap: DayPlan = { ...usualDay, still: [[780, 400]], off: [[850, 60], [980, 60], [1110, 60]] }; // biome-ignore format: one line
  assert.deepEqual(linesOf(saidOf(14, (day) => (day === 12 ? gap : usualDay)).findings), []);
  const away = (day: number): DayPlan => (day >= 5 && day < 13 ? { ...usualDay, off: [[0, 2880]] } : usualDay);
  assert.deepEqual(linesOf(saidOf(16, away).findings), []);
});

test('stillLonger takes a device that is put on or taken off for movement', () => {
  const minutes = [...minutesOfDays(13, stillOn(12, [[780, 400]]))].map((made) => ({
    ...made,
    minute: { ...made.minute },
  }));
  for (const { day, minute } of minutes) if (day === 12 && (minute.from / 60_000) % 60 === 0) minute.handled = true;
  assert.deepEqual(linesOf(told(stillLonger, minutes).findings), []);
});

test('stillLonger learns nothing of a table that lies still, and does not call it urgent', () => {
  const table = (day: number): DayPlan => (day % 2 === 1 ? { ...usualDay, still: [[600, 420]] } : usualDay);
  const { state } = saidOf(20, table);
  const never = saidOf(20, () => usualDay).state;
  assert.ok(state.tail.excess[1]! <= never.tail.excess[1]! + 1);
  // Counted as stillness it would be medium after three hours.
  const alone = minutesOfDays(13, stillOn(12, [[780, 400]]));
  const first = told(stillLonger, alone).findings.find(({ priority }) => priority === 'medium');
  assert.equal(first, undefined);
});

test('stillLonger turned to text and back says and holds the same, in less than 512 bytes', () => {
  const minutes = [...minutesOfDays(14, stillOn(12, [[780, 400]]))];
  const plain = told(stillLonger, minutes);
  let state = stillLonger.start();
  const findings = [];
  for (let i = 0; i < minutes.length; i += 91) {
    const part = told(stillLonger, minutes.slice(i, i + 91), settings, state);
    findings.push(...part.findings);
    state = JSON.parse(JSON.stringify(part.state)) as StillLongerState;
  }
  assert.deepEqual(findings, plain.findings);
  assert.deepEqual(state, plain.state);
  assert.ok(JSON.stringify(state).length < 512);
});

test('expectedPerDay falls with the length, minutesExceeded is its inverse, and a week of long naps makes naps usual', () => {
  const tail = startTail();
  fc.assert(
    fc.property(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 30, max: 700 }), (quarter, minutes) => {
      assert.ok(expectedPerDay(tail, quarter, minutes) >= expectedPerDay(tail, quarter, minutes + 5));
      const expected = expectedPerDay(tail, quarter, minutes);
      assert.ok(Math.abs(minutesExceeded(tail, quarter, expected) - minutes) <= 1);
    }),
  );
  const before = expectedPerDay(tail, 2, 120);
  for (let day = 0; day < 7; day++) {
    learnStretch(tail, 2, 120);
    passDay(tail, 1);
  }
  assert.ok(expectedPerDay(tail, 2, 120) > 10 * before);
  // A day of which nothing was worn is no day without naps.
  const usual = expectedPerDay(tail, 2, 120);
  passDay(tail, 0);
  assert.ok(Math.abs(expectedPerDay(tail, 2, 120) - usual) < 0.25 * usual);
});
