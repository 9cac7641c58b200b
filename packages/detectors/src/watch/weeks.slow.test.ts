import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding, Packet } from '@munan/flow';
import fc from 'fast-check';
import { minuteMs, secondMs } from '../detector.ts';
import { chanceAt } from '../rhythm/days-example.ts';
import { createWatch, restore, serialise } from './state.ts';
import { stepPacket, tick } from './watch.ts';
import { type DayTurn, packetsOfWeeks, weekSettings } from './weeks-example.ts';

function findingsOf(given: readonly Packet[], restartsAt: ReadonlySet<number>): Finding[] {
  let state = createWatch('p1');
  const findings: Finding[] = [];
  given.forEach((packet, index) => {
    if (restartsAt.has(index)) state = restore(serialise(state));
    for (const finding of stepPacket(state, packet, weekSettings).findings) findings.push(finding);
  });
  const end = given.at(-1)!.received;
  for (let i = 1; i <= 5; i++) findings.push(...tick(state, end + i * minuteMs, weekSettings));
  return findings;
}
/** Everything that a finding says, its evidence too. */
const said = (findings: readonly Finding[]) => [...new Set(findings.map((finding) => JSON.stringify(finding)))].sort();
const body = (findings: readonly Finding[]) => said(findings.filter(({ family }) => family !== 'silence'));

const span = (longest: number) =>
  fc.array(fc.tuple(fc.integer({ min: 0, max: 1400 }), fc.integer({ min: 1, max: longest })), { maxLength: 2 });
const turns: fc.Arbitrary<DayTurn> = fc.record(
  {
    up: fc.integer({ min: 240, max: 800 }),
    bed: fc.integer({ min: 1200, max: 1500 }),
    vigour: fc.double({ min: 0, max: 2, noNaN: true }),
    dips: fc.boolean(),
    pulse: fc.integer({ min: -10, max: 40 }),
    celsius: fc.double({ min: -1, max: 3, noNaN: true }),
    off: span(600),
    still: span(500),
    out: fc.array(fc.tuple(fc.integer({ min: 1440, max: 1740 }), fc.integer({ min: 1, max: 120 })), { maxLength: 2 }),
    noise: span(400),
  },
  { requiredKeys: [] },
);
const lives = fc.record({
  days: fc.array(fc.option(turns, { nil: {} }), { minLength: 9, maxLength: 9 }),
  /** A device of which nothing comes for a while, as shares of the whole. */
  lost: fc.record({
    device: fc.constantFrom('ear', 'wrist'),
    from: fc.double({ min: 0, max: 1, noNaN: true }),
    share: fc.double({ min: 0, max: 0.2, noNaN: true }),
  }),
  seed: fc.integer({ min: 1, max: 1_000_000 }),
});

test('whatever the days were like, restarts anywhere change no word of what is said, and arrival in another order none about the body', () => {
  fc.assert(
    fc.property(lives, ({ days, lost, seed }) => {
      const all = packetsOfWeeks({ days: days.length, turns: { ...days } });
      const from = lost.from * all.length;
      const packets = all.filter(
        ({ device }, i) => device !== lost.device || i < from || i >= from + lost.share * all.length,
      );
      const restarts = (many: number, kind: number) =>
        new Set(Array.from({ length: many }, (_, i) => Math.floor(packets.length * chanceAt(i + seed, kind))));
      const plain = findingsOf(packets, new Set());
      assert.deepEqual(said(findingsOf(packets, restarts(100, 21))), said(plain));
      const shuffled = packets
        .map((packet, i) => ({
          ...packet,
          received: packet.received + Math.floor(29 * secondMs * chanceAt(i + seed, 22)),
        }))
        .sort((a, b) => a.received - b.received || a.seq - b.seq);
      assert.deepEqual(body(findingsOf(shuffled, restarts(100, 23))), body(plain));
    }),
    { numRuns: 12 },
  );
});
