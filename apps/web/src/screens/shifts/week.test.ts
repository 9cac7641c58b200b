import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Shift } from '@munan/flow';
import fc from 'fast-check';
import { dayMs, dayStart, daysOf, gapsIn, piecesOf, presets, shiftAt, weekLater, weekStart } from './week.ts';

const seoul = 540;
const at = (text: string) => Date.parse(`${text}+09:00`);
const hour = 3_600_000;
const shift = (from: string, to: string, id = from): Shift => ({
  id,
  user: { id: 'u', name: '한관제' },
  role: 'operator',
  from: at(from),
  to: at(to),
});

test('weekStart is the Monday of the city, at every minute of the week', () => {
  const table: [when: string, monday: string][] = [
    ['2026-11-28T12:00:00', '2026-11-23T00:00:00'],
    ['2026-11-29T23:59:59', '2026-11-23T00:00:00'],
    ['2026-11-30T00:00:00', '2026-11-30T00:00:00'],
    ['2026-11-30T08:00:00', '2026-11-30T00:00:00'],
    ['2027-01-01T03:00:00', '2026-12-28T00:00:00'],
  ];
  for (const [when, monday] of table) assert.equal(weekStart(at(when), seoul), at(monday), when);
  assert.equal(dayStart(at('2026-11-28T00:00:00'), seoul), at('2026-11-28T00:00:00'));
  assert.equal(dayStart(at('2026-11-28T08:59:00'), seoul), at('2026-11-28T00:00:00'));
  assert.equal(daysOf(at('2026-11-23T00:00:00')).at(-1), at('2026-11-29T00:00:00'));
});

test('shiftAt ends a night on the next day', () => {
  const day = at('2026-11-28T00:00:00');
  assert.deepEqual(shiftAt(day, presets.night), { from: at('2026-11-28T23:00:00'), to: at('2026-11-29T07:00:00') });
  assert.deepEqual(shiftAt(day, presets.day), { from: at('2026-11-28T07:00:00'), to: at('2026-11-28T15:00:00') });
  assert.equal(shiftAt(day, { from: 480, to: 480 }).to - day, 32 * hour);
});

test('piecesOf shows a night on both of its days', () => {
  const shifts = [
    shift('2026-11-28T23:00:00', '2026-11-29T07:00:00'),
    shift('2026-11-29T07:00:00', '2026-11-29T15:00:00'),
  ];
  const [saturday, sunday] = [at('2026-11-28T00:00:00'), at('2026-11-29T00:00:00')];
  assert.deepEqual(
    piecesOf(shifts, saturday).map(({ isRest, from, to }) => [isRest, from, to]),
    [[false, at('2026-11-28T23:00:00'), sunday]],
  );
  assert.deepEqual(
    piecesOf(shifts, sunday).map(({ isRest, to }) => [isRest, to]),
    [
      [true, at('2026-11-29T07:00:00')],
      [false, at('2026-11-29T15:00:00')],
    ],
  );
  assert.deepEqual(piecesOf(shifts, sunday + dayMs), []);
});

test('gapsIn leaves no minute of the window out and counts none twice', () => {
  const anyShift = fc.record({ from: fc.integer({ min: -30, max: 60 }), length: fc.integer({ min: 1, max: 24 }) });
  fc.assert(
    fc.property(fc.array(anyShift, { maxLength: 12 }), (made) => {
      const shifts = made.map(({ from, length }) => ({ from, to: from + length }));
      const gaps = gapsIn(shifts, 0, 48);
      const isIn = (list: readonly { from: number; to: number }[], t: number) =>
        list.filter(({ from, to }) => from <= t && t < to).length;
      for (let t = 0; t < 48; t++) assert.equal(isIn(gaps, t), isIn(shifts, t) > 0 ? 0 : 1, `at ${t}`);
      for (const { from, to } of gaps) assert.ok(0 <= from && from < to && to <= 48);
    }),
  );
});

test('weekLater copies what begins in the week and is not over', () => {
  const monday = at('2026-11-16T00:00:00');
  const shifts = [
    shift('2026-11-15T23:00:00', '2026-11-16T07:00:00'),
    shift('2026-11-16T07:00:00', '2026-11-16T15:00:00'),
    shift('2026-11-22T23:00:00', '2026-11-23T07:00:00'),
  ];
  assert.deepEqual(weekLater(shifts, monday, at('2026-11-24T00:00:00')), [
    { user: 'u', from: at('2026-11-29T23:00:00'), to: at('2026-11-30T07:00:00') },
  ]);
  assert.equal(weekLater(shifts, monday, at('2026-11-20T00:00:00')).length, 2);
});
