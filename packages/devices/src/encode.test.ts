import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { channels } from '@munan/flow';
import fc from 'fast-check';
import { decodePacket } from './decode.ts';
import { encodePacket, type OutgoingPacket } from './encode.ts';
import type { RawPacket } from './raw-packet.ts';
import { toPacket } from './to-packet.ts';

const sent = Date.UTC(2026, 10, 22, 9);

function understood(packet: OutgoingPacket): RawPacket {
  const decoded = decodePacket(encodePacket(packet), 'cbor');
  assert.ok(decoded.ok, decoded.ok ? '' : decoded.detail);
  return decoded.raw;
}

describe('encodePacket', () => {
  it('writes what decodePacket reads back, number for number', () => {
    const sample = fc.oneof(
      fc.integer({ min: 0, max: 255 }),
      fc.integer({ min: -40_000, max: 40_000 }),
      fc.float({ noDefaultInfinity: true }),
      fc.double({ noDefaultInfinity: true }),
    );
    const run = fc.record(
      {
        c: fc.constantFrom(...channels.filter((channel) => channel !== 'acceleration')),
        t: fc.nat(sent - 1000),
        dt: fc.constantFrom(0.5, 1, 20, 15.625),
        x: fc.array(sample, { maxLength: 300 }).map((values) => Float64Array.from(values)),
      },
      { noNullPrototype: true },
    );
    const packet = fc.record(
      {
        v: fc.constant(1 as const),
        seq: fc.maxSafeNat(),
        sent: fc.constant(sent),
        battery: fc.double({ min: 0, max: 100, noNaN: true }),
        worn: fc.boolean(),
        make: fc.constantFrom('munan-ear/1.4.2', 'x/0', 'A_b.c-1/2.0.0+rc.1'),
        channels: fc.array(run, { maxLength: 5 }),
      },
      { requiredKeys: ['v', 'seq', 'sent', 'channels'], noNullPrototype: true },
    );
    fc.assert(
      fc.property(packet, (given) => {
        assert.deepEqual(understood(given), { events: [], ignored: [], ...given });
      }),
    );
  });

  it('takes plain arrays, null for a missing sample, [x, y, z] for acceleration', () => {
    const raw = understood({
      v: 1,
      seq: 1,
      sent,
      channels: [{ c: 'temperature', t: sent - 1000, dt: 1000, x: [36.6, null] }],
      events: [
        {
          e: 'fall-suspected',
          t: sent,
          channels: [{ c: 'acceleration', t: sent - 40, dt: 20, x: [[0, 0, 1000], null] }],
        },
        { e: 'reply', t: sent, answer: 'help', command: 'c-9' },
      ],
    });
    assert.deepEqual(raw.channels[0]!.x, Float64Array.of(36.6, Number.NaN));
    assert.deepEqual(raw.events[0]!.channels[0]!.x, Float64Array.of(0, 0, 1000, Number.NaN, Number.NaN, Number.NaN));
    assert.deepEqual([raw.events[1]!.answer, raw.events[1]!.command], ['help', 'c-9']);
  });

  it('sends a minute of one person in under 320 bytes', () => {
    const minute = encodePacket({
      v: 1,
      seq: 123_456,
      sent,
      battery: 80,
      worn: true,
      channels: [
        { c: 'spo2', t: sent - 60_000, dt: 1000, x: new Array<number>(60).fill(97) },
        { c: 'pulse', t: sent - 60_000, dt: 1000, x: new Array<number>(60).fill(72) },
        { c: 'temperature', t: sent - 60_000, dt: 60_000, x: [36.6] },
        { c: 'activity', t: sent - 60_000, dt: 60_000, x: [12] },
      ],
    });
    assert.ok(minute.length < 320, String(minute.length));
  });
});

describe('toPacket', () => {
  const raw = understood({
    v: 1,
    seq: 4,
    sent,
    worn: false,
    channels: [
      { c: 'spo2', t: sent - 2000, dt: 1000, x: [97, 96], q: [1, 0.5] },
      { c: 'pulse', t: sent, dt: 1000, x: [] },
    ],
    events: [{ e: 'reply', t: sent, answer: 'ok', command: 'c-1' }],
  });

  it('puts every time but sent on the clock of the server', () => {
    const packet = toPacket(raw, { device: 'd1', subject: 's1', received: sent + 9, clockOffset: -500 });
    assert.deepEqual(
      [packet.sent, packet.received, packet.readings[0]!.t, packet.events[0]!.t],
      [sent, sent + 9, sent - 2500, sent - 500],
    );
    assert.deepEqual([packet.device, packet.subject, packet.seq, packet.worn], ['d1', 's1', 4, false]);
    assert.deepEqual([packet.events[0]!.answer, packet.events[0]!.command], ['ok', 'c-1']);
    assert.deepEqual(packet.readings[0]!.quality, Float64Array.of(1, 0.5));
  });

  it('leaves out a run without samples, and a subject when there is none', () => {
    const packet = toPacket(raw, { device: 'd1', received: sent, clockOffset: 0 });
    assert.equal(packet.readings.length, 1);
    assert.ok(!('subject' in packet));
    assert.ok(!('battery' in packet));
  });
});
