import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding, Packet } from '@munan/flow';
import { minuteMs, secondMs } from '../detector.ts';
import { chanceAt } from '../rhythm/days-example.ts';
import { createWatch, restore, serialise } from './state.ts';
import { stepPacket, tick } from './watch.ts';
import { packetsOfWeeks, type WeeksPlan, weekSettings } from './weeks-example.ts';

/** An illness, bad nights, a day in bed, a night on her feet, a stretch unworn, noise: everything that is learned over days speaks. */
const plan: WeeksPlan = {
  days: 17,
  turns: {
    ...Object.fromEntries([3, 4, 5, 6, 7, 8, 9].map((day) => [day, { dips: true }])),
    10: { dips: true, up: 11 * 60 },
    11: { out: [[25 * 60, 90]] },
    12: { pulse: 14, celsius: 1.2 },
    13: { pulse: 16, celsius: 1.6, still: [[10 * 60, 300]] },
    14: { off: [[600, 400]], pulse: 12, celsius: 1.4 },
    15: { noise: [[480, 300]], vigour: 0.4 },
  },
};
const packets = packetsOfWeeks(plan);

function findingsOf(given: readonly Packet[], restartsAt: ReadonlySet<number> = new Set()): Finding[] {
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
/** A finding as what it says: its id, and its figures. */
const said = (findings: readonly Finding[]) =>
  [...new Set(findings.map((finding) => `${finding.id} ${JSON.stringify(finding.reason)} ${finding.priority}`))].sort();
const plain = findingsOf(packets);

test('the made weeks raise findings of what is learned over days', () => {
  const seen = new Set(plain.map(({ detector }) => detector));
  for (const name of ['usual', 'oxygen-night', 'routine']) assert.ok(seen.has(name), `${name} among ${[...seen]}`);
});

test('weeks shuffled within 30 s, with restarts anywhere, give the same findings to the letter', () => {
  const shuffled = packets
    .map((packet, index) => ({
      ...packet,
      received: packet.received + Math.floor(29 * secondMs * chanceAt(index, 11)),
    }))
    .sort((a, b) => a.received - b.received || a.seq - b.seq);
  const restarts = new Set(Array.from({ length: 40 }, (_, i) => Math.floor(packets.length * chanceAt(i, 12))));
  assert.deepEqual(said(findingsOf(shuffled, restarts)), said(plain));
});

test('weeks cut into other packets, each sent twice, give the same findings to the letter', () => {
  const cut: Packet[] = [];
  const seq: Record<string, number> = { ear: 0, wrist: 0 };
  for (const device of ['ear', 'wrist']) {
    const own = packets.filter((packet) => packet.device === device);
    for (let at = 0; at < own.length; ) {
      const count = 1 + Math.floor(3 * chanceAt(at, 13));
      // A packet says once whether it is worn: only those of one state may be put together.
      const group = own.slice(at, at + count).filter(({ worn }) => worn === own[at]!.worn);
      const last = group.at(-1)!;
      at += group.length;
      const one = { ...last, seq: seq[device]!++, readings: group.flatMap(({ readings }) => readings) };
      cut.push(one, { ...one, received: one.received + 1 });
    }
  }
  cut.sort((a, b) => a.received - b.received || (a.device < b.device ? -1 : 1));
  // How long contact was lost and when exactly a device was seen unworn are of the packets; what the body did is not.
  const body = (findings: readonly Finding[]) => said(findings.filter(({ family }) => family !== 'silence'));
  assert.deepEqual(body(findingsOf(cut)), body(plain));
});

test('the state of a person with two devices stays under 15 KiB of the 16 over weeks', () => {
  const state = createWatch('p1');
  let most = 0;
  packets.forEach((packet, index) => {
    stepPacket(state, packet, weekSettings);
    if (index % 977 === 0 || index === packets.length - 1) most = Math.max(most, serialise(state).length);
  });
  assert.ok(most < 15 * 1024, `${most} bytes`);
  assert.equal(serialise(restore(serialise(state))), serialise(state), 'and comes back as it was');
});
