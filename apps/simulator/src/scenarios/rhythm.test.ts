import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Body } from '../body/body.ts';
import type { Episode } from '../body/episode.ts';
import { town } from '../town/town.ts';
import { Rhythm } from './rhythm.ts';

const minuteMs = 60_000;
const hourMs = 3_600_000;

function live(seed: number, startedAt: number, hours: number, speed = 1): Episode[] {
  const bodies = new Map(town.people.map(({ id, body }) => [id, new Body(body)]));
  const rhythm = new Rhythm({ seed, startedAt, speed, bodies });
  const happened: Episode[] = [];
  while (rhythm.nextAt < startedAt + hours * hourMs) {
    const next = rhythm.findNext();
    if (!next) continue;
    bodies.get(next.person)!.add(next, next.from);
    happened.push(next);
  }
  return happened;
}

const anyStart = fc.integer({ min: Date.UTC(2026, 0, 1), max: Date.UTC(2027, 0, 1) });

test('Rhythm begins with an unanswered fall within two minutes and never takes the same person twice within an hour', () => {
  fc.assert(
    fc.property(fc.integer(), anyStart, fc.constantFrom(0.5, 1, 4), (seed, startedAt, speed) => {
      const happened = live(seed, startedAt, 6, speed);
      const [first] = happened;
      assert.equal(first!.kind, 'fall');
      assert.equal(first!.answer, 'none');
      assert.ok(first!.from - startedAt <= 2 * minuteMs);
      const last = new Map<string, number>();
      for (const { person, from } of happened) {
        assert.ok(from - (last.get(person) ?? Number.NEGATIVE_INFINITY) >= hourMs);
        last.set(person, from);
      }
    }),
    { numRuns: 40 },
  );
});

test('Rhythm brings something about every four minutes, every kind of it, and leaves most people well', () => {
  const startedAt = Date.UTC(2026, 10, 22, 1);
  const happened = live(1, startedAt, 6);
  assert.ok(happened.length >= 70 && happened.length <= 105, `${happened.length} in six hours`);
  assert.deepEqual([...new Set(happened.map(({ kind }) => kind))].sort(), [
    'battery',
    'button',
    'desaturation',
    'fall',
    'fever',
    'left-on-table',
  ]);
  for (let t = startedAt; t < startedAt + 6 * hourMs; t += minuteMs) {
    const under = happened.filter(({ from, until }) => t >= from && t < until).length;
    assert.ok(under <= 10, `${under} people at once`);
  }
});

test('Rhythm is the same for the same seed and another for another', () => {
  const startedAt = Date.UTC(2026, 10, 22, 1);
  assert.deepEqual(live(3, startedAt, 2), live(3, startedAt, 2));
  assert.notDeepEqual(live(3, startedAt, 2), live(4, startedAt, 2));
});
