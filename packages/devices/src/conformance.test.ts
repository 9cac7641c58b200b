import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { conformance } from './conformance.ts';
import { encodePacket, type OutgoingPacket } from './encode.ts';
import { munanEar } from './models/munan-ear/manifest.ts';
import { munanWrist } from './models/munan-wrist/manifest.ts';
import { deviceModels } from './models.ts';

const start = Date.UTC(2026, 10, 22, 9);
const minute = 60_000;

function wrist(seq: number, change: Partial<OutgoingPacket> = {}): OutgoingPacket {
  const t = start + seq * minute;
  return {
    v: 1,
    seq,
    sent: t + minute,
    battery: 90,
    worn: true,
    channels: [
      { c: 'spo2', t, dt: 1000, x: new Array<number>(60).fill(97) },
      { c: 'pulse', t, dt: 1000, x: new Array<number>(60).fill(70) },
    ],
    ...change,
  };
}
const captures = (...packets: OutgoingPacket[]) => packets.map((packet) => ({ bytes: encodePacket(packet) }));
const codes = (...packets: OutgoingPacket[]) => conformance(captures(...packets), munanWrist).map(({ code }) => code);

describe('conformance', () => {
  it('finds nothing in packets that keep the protocol, a resend among them', () => {
    assert.deepEqual(codes(wrist(0), wrist(1), wrist(1), wrist(2)), []);
  });

  const cases: [string, OutgoingPacket[], string][] = [
    ['a seq used twice', [wrist(0), wrist(1), wrist(1, { battery: 3 })], 'seq-repeated'],
    ['a seq that falls', [wrist(5), wrist(2, { sent: start + 10 * minute, channels: [] })], 'seq-not-growing'],
    ['a gap', [wrist(0), wrist(3)], 'seq-gap'],
    ['sent that goes back', [wrist(0), wrist(1, { sent: start, channels: [] })], 'sent-goes-back'],
    ['samples told twice', [wrist(0), wrist(1, { channels: wrist(0).channels })], 'samples-overlap'],
    ['SpO2 of 300 %', [wrist(0, { channels: [{ c: 'spo2', t: start, dt: 1000, x: [300] }] })], 'implausible'],
    [
      'steps, not promised',
      [wrist(0, { channels: [{ c: 'steps', t: start, dt: minute, x: [3] }] })],
      'channel-not-in-manifest',
    ],
    [
      'another period',
      [wrist(0, { channels: [{ c: 'spo2', t: start, dt: 500, x: [97, 97] }] })],
      'period-not-in-manifest',
    ],
    [
      'a reply, not promised',
      [wrist(0, { events: [{ e: 'reply', t: start, answer: 'ok' }] })],
      'event-not-in-manifest',
    ],
    ['a fall alone', [wrist(0, { events: [{ e: 'fall-suspected', t: start }] })], 'fall-without-acceleration'],
    ['no battery', [wrist(0, { battery: undefined })], 'battery-never-told'],
  ];
  for (const [what, packets, code] of cases) {
    it(`finds ${what}: ${code}`, () => assert.ok(codes(...packets).some((found) => found === code)));
  }

  it('takes 20 s of acceleration for what a fall needs', () => {
    const x = new Array<[number, number, number]>(1000).fill([0, 0, 1000]);
    const t = start - 20_000;
    const fall = {
      e: 'fall-suspected' as const,
      t: start - 10_000,
      channels: [{ c: 'acceleration' as const, t, dt: 20, x }],
    };
    const packet: OutgoingPacket = { v: 1, seq: 0, sent: start, battery: 50, channels: [], events: [fall] };
    assert.deepEqual(conformance(captures(packet), munanEar), []);
  });

  it('finds bytes that are no packet, and codes of a later version', () => {
    const bytes = new TextEncoder().encode(
      JSON.stringify({ v: 1, seq: 1, sent: start, channels: [{ c: 'glucose' }], events: [] }),
    );
    assert.deepEqual(
      conformance([{ bytes: new Uint8Array([0xff]) }, { bytes }]).map(({ index, grade, code }) => [index, grade, code]),
      [
        [0, 'error', 'cbor-invalid'],
        [1, 'warning', 'ignored'],
      ],
    );
  });
});

describe('deviceModels', () => {
  it('names each model once', () => {
    const names = deviceModels.map(({ model }) => model);
    assert.deepEqual(names, [...new Set(names)]);
  });
});
