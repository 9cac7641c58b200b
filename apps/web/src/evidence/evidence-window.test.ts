import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Evidence, Finding } from '@munan/flow';
import { evidenceToDraw, evidenceWindow } from './evidence-window.ts';

function findingOf(at: number, ...evidence: Evidence[]): Finding {
  return {
    id: `f${at}`,
    episode: 'e',
    subject: 'p',
    detector: 'd',
    version: 1,
    phase: 'began',
    family: 'safety',
    priority: 'high',
    reason: { code: 'fall' },
    confidence: 1,
    since: at,
    at,
    live: true,
    evidence,
  };
}
const evidenceOf = (channel: string, from: number, to: number): Evidence => ({ channel, from, to, values: {} });

describe('evidenceToDraw', () => {
  it('draws each channel once, over all that its findings looked at', () => {
    const drawn = evidenceToDraw([
      findingOf(1, evidenceOf('spo2', 0, 100)),
      findingOf(2, evidenceOf('spo2', 50, 200), evidenceOf('pulse', 0, 10)),
    ]);
    assert.deepEqual(
      drawn.map(({ channel, from, to }) => [channel, from, to]),
      [
        ['spo2', 0, 200],
        ['pulse', 0, 10],
      ],
    );
  });

  it('shows the later of two falls that lie far apart, not an hour in which neither can be seen', () => {
    const drawn = evidenceToDraw([
      findingOf(1, evidenceOf('acceleration', 0, 20)),
      findingOf(2, evidenceOf('acceleration', 5000, 5020)),
    ]);
    assert.deepEqual([drawn[0]?.from, drawn[0]?.to], [5000, 5020]);
  });

  it('draws a figure made from a channel beside the channel, and the usual range of both windows as one', () => {
    const figure = { name: 'restingPulsePerMin', points: [{ t: 0, value: 60 }] };
    const drawn = evidenceToDraw([
      findingOf(1, { ...evidenceOf('pulse', 0, 100), usual: [{ t: 0, low: 50, high: 60 }] }),
      findingOf(2, { ...evidenceOf('pulse', 50, 150), usual: [{ t: 50, low: 55, high: 65 }] }),
      findingOf(3, { ...evidenceOf('pulse', 0, 900), figure }),
    ]);
    assert.deepEqual(
      drawn.map(({ from, to, usual, figure }) => [from, to, usual?.map(({ t }) => t), figure?.name]),
      [
        [0, 900, undefined, 'restingPulsePerMin'],
        [0, 150, [0, 50], undefined],
      ],
    );
  });

  it('puts acceleration first and leaves out channels that cannot be drawn', () => {
    const drawn = evidenceToDraw([
      findingOf(9, evidenceOf('activity', 0, 10), evidenceOf('battery', 0, 10)),
      findingOf(1, evidenceOf('acceleration', 0, 20)),
    ]);
    assert.deepEqual(
      drawn.map(({ channel }) => channel),
      ['acceleration', 'activity'],
    );
  });
});

describe('evidenceWindow', () => {
  it('adds a tenth on either side and asks for whole milliseconds', () => {
    assert.deepEqual(evidenceWindow({ from: 100_000, to: 200_000 }), { from: 90_000, to: 210_000 });
    const odd = evidenceWindow({ from: 0.5, to: 20_000.25 });
    assert.ok(Number.isInteger(odd.from) && Number.isInteger(odd.to));
  });
});
