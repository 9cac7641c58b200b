import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Finding } from '@munan/flow';
import { episodesOf } from './episodes.ts';

const finding = (episode: string, at: number, phase: Finding['phase'] = 'changed'): Finding => ({
  id: `${episode}-${at}`,
  episode,
  subject: 'p',
  detector: 'd',
  version: 1,
  phase,
  family: 'vital',
  priority: 'medium',
  reason: { code: 'low-oxygen' },
  confidence: 1,
  since: at,
  at,
  live: true,
  evidence: [],
});

describe('episodesOf', () => {
  it('gathers the findings of each sign: when it began, what was said last, how often', () => {
    const found = episodesOf([
      finding('b', 20, 'began'),
      finding('a', 10, 'began'),
      finding('b', 40, 'ended'),
      finding('b', 30),
    ]);
    assert.deepEqual(
      found.map(({ episode, since, count, latest }) => [episode, since, count, latest.phase]),
      [
        ['a', 10, 1, 'began'],
        ['b', 20, 3, 'ended'],
      ],
    );
  });
});
