import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding } from '@munan/flow';
import { findingLimits, findingMarks } from './finding-marks.ts';

const base: Finding = {
  id: 'f',
  episode: 'low-oxygen/p/100',
  subject: 'p',
  detector: 'low-oxygen',
  version: 1,
  phase: 'began',
  family: 'vital',
  priority: 'medium',
  reason: { code: 'low-oxygen' },
  confidence: 1,
  since: 100,
  at: 150,
  live: true,
  evidence: [{ channel: 'spo2', from: 50, to: 150, values: {}, limits: [88] }],
};

describe('findingMarks', () => {
  it('marks an episode once, from its beginning to the last that was looked at', () => {
    const later = { ...base, id: 'g', evidence: [{ ...base.evidence[0]!, to: 300 }] };
    assert.deepEqual(findingMarks([later, base], 'spo2'), [
      { id: base.episode, from: 100, to: 300, priority: 'medium', late: false },
    ]);
  });

  it('marks what was judged from late data as late, and nothing on other channels', () => {
    assert.equal(findingMarks([{ ...base, live: false }], 'spo2')[0]?.late, true);
    assert.deepEqual(findingMarks([base], 'pulse'), []);
  });

  it('findingLimits names each limit once', () => {
    assert.deepEqual(findingLimits([base, base], 'spo2'), [88]);
  });
});
