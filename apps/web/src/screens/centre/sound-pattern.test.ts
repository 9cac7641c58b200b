import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alertOf } from '../../connection/rows-for-tests.ts';
import { audiblePriority, bursts } from './sound-pattern.ts';

describe('bursts', () => {
  it('have ten, three and two pulses (IEC 60601-1-8, table 3)', () => {
    assert.equal(bursts.high.pulses.length, 10);
    assert.equal(bursts.medium.pulses.length, 3);
    assert.equal(bursts.low.pulses.length, 2);
  });

  it('high: the third and fourth pulse of a group stand 2x + length apart, groups 0.35 to 1.3 s apart', () => {
    const { pulses } = bursts.high;
    const gap = (i: number) => pulses[i + 1]!.startMs - pulses[i]!.startMs - pulses[i]!.lengthMs;
    for (const start of [0, 5]) {
      const x = gap(start);
      assert.ok(x >= 50 && x <= 125);
      assert.deepEqual([gap(start + 1), gap(start + 3)], [x, x]);
      assert.equal(gap(start + 2), 2 * x + pulses[0]!.lengthMs);
    }
    assert.ok(gap(4) >= 350 && gap(4) <= 1300);
  });

  it('keep pulse length, spacing, pitch and pause within the limits of the priority (table 4)', () => {
    for (const { startMs, lengthMs, frequencyHz } of bursts.high.pulses) {
      assert.ok(startMs >= 0 && lengthMs >= 75 && lengthMs <= 200 && frequencyHz >= 150 && frequencyHz <= 1000);
    }
    for (const burst of [bursts.medium, bursts.low]) {
      for (const [i, pulse] of burst.pulses.entries()) {
        assert.ok(pulse.lengthMs >= 125 && pulse.lengthMs <= 250 && pulse.frequencyHz >= 150);
        const next = burst.pulses[i + 1];
        if (next) assert.ok(next.startMs - pulse.startMs - pulse.lengthMs >= 125);
      }
    }
    const pause = ({ pulses, everyMs }: typeof bursts.high) =>
      everyMs - pulses.at(-1)!.startMs - pulses.at(-1)!.lengthMs;
    assert.ok(pause(bursts.high) >= 2500 && pause(bursts.high) <= 15_000);
    assert.ok(pause(bursts.medium) >= 2500 && pause(bursts.medium) <= 30_000);
    assert.ok(pause(bursts.low) > 15_000);
  });
});

describe('audiblePriority', () => {
  const now = 1_000_000;

  it('is the gravest of the alerts that nobody acknowledged', () => {
    assert.equal(
      audiblePriority([alertOf('a', now, { priority: 'low' }), alertOf('b', now, { priority: 'high' })], now),
      'high',
    );
  });

  it('is silent for acknowledged, closed and paused alerts, and sounds again when the pause is over', () => {
    const quiet = [
      alertOf('a', now, { priority: 'high', acknowledged: { by: 'x', at: 1 } }),
      alertOf('b', now, { priority: 'high', status: 'closed' }),
    ];
    assert.equal(audiblePriority(quiet, now), undefined);
    const paused = [alertOf('c', now, { priority: 'medium', pausedUntil: now + 1 })];
    assert.equal(audiblePriority(paused, now), undefined);
    assert.equal(audiblePriority(paused, now + 1), 'medium');
  });

  it('goes on sounding for an alert that was taken but not acknowledged', () => {
    assert.equal(audiblePriority([alertOf('a', now, { takenBy: { id: 'o', name: 'O' } })], now), 'medium');
  });
});
