import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding, Packet, Reading } from '@munan/flow';
import fc from 'fast-check';
import { judgeHistory } from './history.ts';
import {
  changesNothing,
  eventsOfNothing,
  hostileFrom,
  hostileTo,
  junkAnywhere,
  live,
  plainly,
  readingsOfNoTime,
  readingsOfNothing,
  said,
} from './hostile-for-tests.ts';
import { createWatch, serialise } from './state.ts';
import { stepPacket } from './watch.ts';
import { weekSettings } from './weeks-example.ts';

const mostBytes = 16 * 1024;
const codeOf = ({ reason, phase }: Finding) => `${reason.code} ${phase}`;
const plainCodes = new Set(plainly.findings.map(codeOf));
/** Of a body or of what was done; what a device's silence says may differ where a device tells nothing. */
const ofHer = (findings: readonly Finding[]) => findings.filter(({ family }) => family !== 'silence');
/** Raised, and of a kind that without the hostile stretch is not: when the true ones begin may differ where data are missing. */
const falseOnes = (findings: readonly Finding[]) =>
  said(ofHer(findings).filter((finding) => finding.live && !plainCodes.has(codeOf(finding))));

test('the made evening and morning of these tests raise findings of the body, live', () => {
  const codes = new Set(plainly.findings.filter((finding) => finding.live).map(({ reason }) => reason.code));
  for (const code of ['fever', 'fast-pulse']) assert.ok(codes.has(code), `${code} among ${[...codes]}`);
});

test('readings without information, each kind a minute, beside good ones, change no finding', () => {
  const { findings, most } = live((packet, index) => {
    const kinds = Object.values(readingsOfNothing(packet.sent - 60_000));
    return [{ ...packet, readings: [...kinds[index % kinds.length]!, ...packet.readings] }];
  });
  assert.deepEqual(said(findings), said(plainly.findings));
  assert.ok(most < mostBytes, `${most} bytes`);
});

test('events without information, each kind a minute, change no finding', () => {
  const { findings, most } = live((packet, index) => {
    const kinds = Object.values(eventsOfNothing(packet.sent));
    return [{ ...packet, events: kinds[index % kinds.length]! }];
  });
  assert.deepEqual(said(findings), said(plainly.findings));
  assert.ok(most < mostBytes, `${most} bytes`);
});

/** What comes in place of good packets, and what it may lead to: nothing of her body that was not there without it. */
const instead: Record<string, (packet: Packet, index: number) => Packet[]> = {
  ...Object.fromEntries(
    Object.keys(readingsOfNoTime(0)).map((name) => [
      name,
      (packet: Packet) => [
        { ...packet, readings: [...packet.readings, readingsOfNoTime(packet.sent - 60_000)[name]!] },
      ],
    ]),
  ),
  'packets with nothing in them': (packet) => [{ ...packet, readings: [] }],
  'readings of nothing instead of good ones': (packet) => [
    { ...packet, readings: Object.values(readingsOfNothing(packet.sent - 60_000)).flat() },
  ],
  'a device that is put on and off each second': (packet, index) =>
    Array.from({ length: 60 }, (_, i) => ({
      ...packet,
      // Numbers and moments of their own, between those of the minutes.
      seq: 1_000_000 + 60 * (index >> 1) + i,
      sent: packet.sent - 60_000 + 1000 * i,
      worn: i % 2 === 0,
      readings: [],
    })),
  'the same packet with the same number and other content': (packet) => [
    packet,
    ...[74, 40, 0].map((value) => ({
      ...packet,
      readings: [
        { channel: 'spo2', t: packet.sent - 60_000, dt: 1000, values: new Float64Array(60).fill(value) } as Reading,
      ],
    })),
  ],
  'every reading three times in its packet': (packet) => [
    {
      ...packet,
      readings: [...packet.readings, ...packet.readings, ...packet.readings].filter(
        ({ channel }, i) => channel !== 'activity' || i < 3,
      ),
    },
  ],
  'a number as large as there is': (packet, index) =>
    index === 7 ? [{ ...packet, seq: Number.MAX_SAFE_INTEGER, readings: [] }, packet] : [packet],
  'devices with names of the language': (packet) => [
    packet,
    ...['__proto__', 'constructor', 'toString', '', '\u0000'].map((device) => ({
      ...packet,
      device,
      readings: [{ channel: 'spo2', t: packet.sent - 60_000, dt: 1000, values: new Float64Array(60) } as Reading],
    })),
  ],
  'clocks that are off by an hour, each packet by another sign': (packet, index) => [
    {
      ...packet,
      readings: packet.readings.map((reading) => ({ ...reading, t: reading.t + (index % 2 ? 1 : -1) * 3_600_000 })),
    },
  ],
};
for (const [name, change] of Object.entries(instead))
  test(`${name}, for forty minutes: nothing false, no crash, a state of its size`, () => {
    const { findings, most } = live(change);
    assert.deepEqual(falseOnes(findings), []);
    assert.ok(most < mostBytes, `${most} bytes`);
  });

test('a repeat with other content and a device of that name change nothing at all', () => {
  for (const name of [
    'the same packet with the same number and other content',
    'every reading three times in its packet',
  ])
    assert.deepEqual(said(live(instead[name]!).findings), said(plainly.findings), name);
});

test('a sensor stuck at 97 % and 70 per minute until the next day is said to be stuck, and nothing is said of her saturation or pulse', () => {
  const stuck = (packet: Packet): Packet => ({
    ...packet,
    readings: packet.readings.map((reading) => {
      const value = reading.channel === 'spo2' ? 97 : reading.channel === 'pulse' ? 70 : undefined;
      return value === undefined ? reading : { ...reading, values: reading.values.map(() => value) };
    }),
  });
  const { findings, most } = live((packet) => [stuck(packet)], Number.POSITIVE_INFINITY);
  assert.ok(findings.some(({ reason }) => reason.code === 'stuck-sensor'));
  const ofThese = ofHer(findings).filter(({ evidence }) =>
    evidence.some(({ channel }) => channel === 'spo2' || channel === 'pulse'),
  );
  assert.deepEqual(
    ofThese.map(({ id }) => id),
    [],
  );
  assert.ok(most < mostBytes, `${most} bytes`);
});

test('a device whose first packets are hostile begins with nothing', () => {
  for (const readings of [
    ...Object.values(readingsOfNothing(hostileFrom)),
    ...Object.values(readingsOfNoTime(hostileFrom)).map((one) => [one]),
  ]) {
    const state = createWatch('p1');
    const findings: Finding[] = [];
    const base = { subject: 'p1', clockOffset: 0, events: [], worn: true };
    for (let i = 0; i < 40; i++) {
      const sent = hostileFrom + i * 60_000;
      const packet: Packet = { ...base, device: 'wrist', seq: i, sent, received: sent, readings };
      findings.push(...stepPacket(state, packet, weekSettings).findings);
    }
    assert.deepEqual(
      ofHer(findings).map(({ id }) => id),
      [],
    );
    assert.ok(serialise(state).length < mostBytes);
  }
});

test('judgeHistory of hostile packets ends, and finds nothing of her', () => {
  const base = { device: 'wrist', subject: 'p1', clockOffset: 0, worn: true };
  for (const given of [readingsOfNothing(hostileFrom), readingsOfNoTime(hostileFrom)]) {
    const packets = Object.values<Reading | Reading[]>(given).map((readings, seq): Packet => {
      const events = Object.values(eventsOfNothing(hostileFrom)).flat();
      return { ...base, seq, sent: hostileFrom, received: hostileTo, readings: [readings].flat(), events };
    });
    assert.deepEqual(
      ofHer(judgeHistory('p1', packets, weekSettings)).map(({ id }) => id),
      [],
    );
  }
});

test('anything without information, anywhere, changes no finding', () => {
  fc.assert(fc.property(junkAnywhere, changesNothing), { numRuns: 5 });
});

test('a device that was just taken off, and tells of 1970 as well, is not said to be unworn since then', () => {
  const { findings } = live((packet) => {
    const old: Reading = { channel: 'steps', t: 0, dt: 1000, values: new Float64Array(5) };
    return [{ ...packet, worn: packet.device !== 'wrist', readings: [old, ...packet.readings] }];
  });
  const since = findings.filter(({ reason }) => reason.code === 'not-worn').map((finding) => finding.since);
  assert.ok(since.length > 0, 'forty minutes unworn are said');
  for (const one of since) assert.ok(one >= hostileFrom - 60_000, new Date(one).toISOString());
});
