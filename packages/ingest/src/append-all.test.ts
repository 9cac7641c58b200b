import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Packet } from '@munan/flow';
import fc from 'fast-check';
import { appendAll } from './append-all.ts';
import type { LogItem } from './needs.ts';

const items = (count: number): LogItem[] =>
  Array.from({ length: count }, (_, seq) => ({
    packet: { device: 'd', seq, sent: 0, received: 0, clockOffset: 0, readings: [], events: [] } satisfies Packet,
    payload: new Uint8Array(),
    format: 'cbor',
  }));

function logThatRefuses(bad: ReadonlySet<number>) {
  const stored: number[] = [];
  let calls = 0;
  return {
    stored,
    calls: () => calls,
    async append(part: readonly LogItem[]) {
      calls += 1;
      if (part.some(({ packet }) => bad.has(packet.seq))) throw new Error('cannot');
      stored.push(...part.map(({ packet }) => packet.seq));
      return part.map(() => 'stored' as const);
    },
  };
}

describe('appendAll', () => {
  it('makes one commit of many when nothing is wrong, and none of nothing', async () => {
    const log = logThatRefuses(new Set());
    assert.deepEqual(await appendAll(log, []), []);
    assert.equal(log.calls(), 0);
    await appendAll(log, items(2000));
    assert.equal(log.calls(), 1);
  });

  it('stores all but a bad one, in order, wherever it stands', async () => {
    await fc.assert(
      fc.asyncProperty(fc.integer({ min: 1, max: 14 }), fc.nat(), async (count, place) => {
        const bad = place % count;
        const log = logThatRefuses(new Set([bad]));
        const answers = await appendAll(log, items(count));
        assert.deepEqual(
          answers.map((answer) => answer instanceof Error),
          Array.from({ length: count }, (_, index) => index === bad),
        );
        assert.deepEqual(
          log.stored,
          [...log.stored].sort((one, other) => one - other),
        );
      }),
    );
  });

  it('gives up after a few commits when the database is down', async () => {
    const log = logThatRefuses(new Set(Array.from({ length: 2000 }, (_, seq) => seq)));
    const answers = await appendAll(log, items(2000));
    assert.ok(answers.every((answer) => answer instanceof Error));
    assert.ok(log.calls() < 20, String(log.calls()));
  });
});
