import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Packet } from '@munan/flow';
import { createWatch, serialise } from './state.ts';
import { stepPacket } from './watch.ts';
import { packetsOfWeeks, weekSettings } from './weeks-example.ts';

const dayMs = 24 * 3_600_000;
/** From her first day on; in the table she is away from the eleventh day to the evening of the eighteenth. */
const packets = packetsOfWeeks({ days: 24, turns: {} });
const dayOf = ({ sent }: Packet) => (sent - packets[0]!.sent) / dayMs;
const isAway = (packet: Packet) => dayOf(packet) >= 10 && dayOf(packet) < 17.6;

const weeks: [name: string, change: (packet: Packet) => Packet[], silence: string[]][] = [
  ['nothing out of the way', (packet) => [packet], []],
  ['a week without any packet', (packet) => (isAway(packet) ? [] : [packet]), ['gateway-silent']],
  [
    'a week in which nothing is worn',
    (packet) => {
      if (!isAway(packet)) return [packet];
      const cold = packet.readings.map((reading) =>
        reading.channel === 'temperature' ? { ...reading, values: Float64Array.of(22) } : reading,
      );
      return [{ ...packet, worn: false, readings: cold }];
    },
    ['not-worn'],
  ],
];
for (const [name, change, silence] of weeks)
  test(`stepPacket says of well weeks with ${name} no more than that they were silent`, () => {
    const state = createWatch('p1');
    const codes = new Set<string>();
    let most = 0;
    packets.flatMap(change).forEach((packet, index) => {
      for (const { reason } of stepPacket(state, packet, weekSettings).findings) codes.add(reason.code);
      if (index % 977 === 0) most = Math.max(most, serialise(state).length);
    });
    assert.deepEqual([...codes], silence);
    assert.ok(most < 15 * 1024, `${most} bytes`);
  });
