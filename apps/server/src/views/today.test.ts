import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Person } from '../people/person.ts';
import { todayReasons } from './today.ts';

const now = Date.UTC(2026, 10, 22, 9);
const dayMs = 86_400_000;
const person = { programme: 'intensive' } as Person;
const well = { state: 'well' as const, reasons: [], silence: [] };
const codes = (...given: Parameters<typeof todayReasons>): string[] =>
  todayReasons(...given).reasons.map(({ code }) => code);

test('todayReasons follows the programme: due three days before, overdue after', () => {
  assert.deepEqual(codes(person, well, undefined, now), ['never-visited']);
  assert.deepEqual(codes(person, well, now - 7 * dayMs, now), []);
  assert.deepEqual(codes(person, well, now - 8 * dayMs, now), ['visit-due']);
  assert.deepEqual(codes(person, well, now - 12 * dayMs, now), ['visit-overdue']);
  assert.deepEqual(codes({ ...person, programme: 'regular' }, well, now - 12 * dayMs, now), []);
});

test('todayReasons puts an alert before an overdue visit, and a long silence before nothing', () => {
  const alert = { ...well, state: 'alert' as const, priority: 'high' as const, reasons: [{ code: 'fall' }] };
  const overdue = todayReasons(person, well, now - 60 * dayMs, now);
  const fallen = todayReasons(person, alert, now - dayMs, now);
  assert.deepEqual(fallen.reasons, [{ code: 'fall' }]);
  assert.ok(fallen.urgency > overdue.urgency);
  const silence = (hours: number) => [{ kind: 'not-worn' as const, device: 'ear-01', since: now - hours * 3_600_000 }];
  assert.deepEqual(codes(person, { ...well, silence: silence(5) }, now - dayMs, now), ['device-silent']);
  assert.deepEqual(codes(person, { ...well, silence: silence(1) }, now - dayMs, now), []);
});
