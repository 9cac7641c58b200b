import assert from 'node:assert/strict';
import { test } from 'node:test';
import { town } from '../town/town.ts';
import { Body } from './body.ts';
import { type CourseKind, courseAt, courseStretches } from './course.ts';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Ten in the morning in Korea. */
const seededAt = Date.UTC(2026, 10, 22, 1);
const { body: traits } = town.people.find(({ id }) => id === 'p07')!;
const bodyOf = (kind: CourseKind) => new Body(traits, { kind, seededAt });
/** Mean over the hours from `from`, a value a minute. */
function mean(from: number, hours: number, value: (t: number) => number): number {
  const count = hours * 60;
  return Array.from({ length: count }, (_, i) => value(from + i * 60_000)).reduce((sum, one) => sum + one, 0) / count;
}

test('a steady Body is to the letter the one without a course', () => {
  const [plain, steady] = [new Body(traits), bodyOf('steady')];
  for (let t = seededAt - 2 * dayMs; t < seededAt; t += 611_000)
    assert.deepEqual(
      [steady.pulse(t), steady.spo2(t), steady.temperature(t), steady.activity('wrist', t), steady.steps(t)],
      [plain.pulse(t), plain.spo2(t), plain.temperature(t), plain.activity('wrist', t), plain.steps(t)],
    );
});

test('pauses-of-breathing lets saturation sink in the nights before the seeding, by day and in earlier nights not', () => {
  const body = bodyOf('pauses-of-breathing');
  const lowest = (from: number) =>
    Math.min(...Array.from({ length: 3600 }, (_, i) => body.spo2(from + i * 1000)).filter((value) => value > 0));
  const night = seededAt - 8 * hourMs;
  assert.equal(body.doing(night), 'asleep');
  assert.ok(lowest(night) < 90 && lowest(night) > 84);
  assert.ok(lowest(night - 8 * dayMs) > 92);
  assert.ok(lowest(seededAt - hourMs) > 92);
});

test('slowing-down halves movement over the weeks and leaves it there', () => {
  const body = bodyOf('slowing-down');
  const counts = (from: number) => mean(from, 12, (t) => body.activity('wrist', t));
  const [before, at, later] = [counts(seededAt - 18 * dayMs), counts(seededAt), counts(seededAt + 4 * dayMs)];
  assert.ok(at < 0.65 * before && at > 0.3 * before, `${before} ${at}`);
  assert.ok(Math.abs(later - at) < 0.25 * at);
});

test('falling-ill warms and quickens over two days, and is over in the end', () => {
  const course = { kind: 'falling-ill', seededAt } as const;
  const warm = (t: number) => courseAt(course, t, false, 1).temperatureCel;
  assert.equal(warm(seededAt - 3 * dayMs), 0);
  assert.ok(warm(seededAt - dayMs) > 0.3 && warm(seededAt) > warm(seededAt - dayMs));
  assert.equal(warm(seededAt + 5 * dayMs), 0);
  assert.ok(courseAt(course, seededAt, false, 1).pulsePerMin > 8);
});

test('courseStretches has her on her feet in the last nights, and nobody else', () => {
  const day = Math.floor((seededAt + 9 * hourMs) / dayMs);
  const course = { kind: 'up-at-night', seededAt } as const;
  assert.deepEqual(
    [-3, -2, -1, 0, 1].map((after) => courseStretches(course, day + after, 1).length),
    [0, 0, 2, 2, 2],
  );
  assert.deepEqual(courseStretches({ ...course, kind: 'steady' }, day, 1), []);
  assert.equal(bodyOf('up-at-night').doing(seededAt - 8.5 * hourMs), 'pottering');
});
