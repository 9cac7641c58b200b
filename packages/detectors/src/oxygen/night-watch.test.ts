import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { NightFigures, Packet, Reading } from '@munan/flow';
import { minuteMs, secondMs, type WatchSettings } from '../detector.ts';
import { settings as plain } from '../watch/packets-example.ts';
import { createWatch, restore, serialise } from '../watch/state.ts';
import { stepPacket } from '../watch/watch.ts';
import { presentNights } from './night.ts';
import { type Dip, samplesOf } from './signal-example.ts';

/** 22:00 in Korea. */
const start = Date.UTC(2026, 10, 22, 13);
const minutes = 9 * 60;
const settings: WatchSettings = {
  ...plain,
  devices: [
    { id: 'ring-a', kind: 'wrist' },
    { id: 'ring-b', kind: 'wrist' },
  ],
};
/** A dip of 5 % every three minutes. */
const dips: Dip[] = Array.from({ length: minutes / 3 - 1 }, (_, i) => ({
  fromS: 100 + i * 180,
  toS: 140 + i * 180,
  depthPercent: 5,
}));
const track = samplesOf({ seconds: minutes * 60, dtMs: 1000, baselinePercent: 96, dips, noisePercent: 0.2 });

/** Packets of one device for the minutes [from, to), a sample each `everyS` seconds. */
function packetsOf(device: string, from: number, to: number, everyS = 1): Packet[] {
  return Array.from({ length: to - from }, (_, i) => {
    const t = start + (from + i) * minuteMs;
    const values = track.slice((from + i) * 60, (from + i + 1) * 60).filter((_, s) => s % everyS === 0);
    const spo2: Reading = { channel: 'spo2', t, dt: everyS * 1000, values };
    const moved: Reading = { channel: 'activity', t, dt: minuteMs, values: Float64Array.of(i % 9 === 0 ? 30 : 0) };
    return {
      device,
      subject: 'p1',
      seq: i,
      sent: t + minuteMs,
      received: t + minuteMs,
      clockOffset: 0,
      worn: true,
      readings: [spo2, moved],
      events: [],
    };
  });
}
/** The morning after, so that the night is told. */
const morning = (device: string, seq: number): Packet[] =>
  Array.from({ length: 6 }, (_, i) => {
    const t = start + (14 * 60 + 5 + i) * minuteMs;
    const reading: Reading = { channel: 'activity', t, dt: minuteMs, values: Float64Array.of(800) };
    const at = { sent: t + minuteMs, received: t + minuteMs, clockOffset: 0 };
    return { device, subject: 'p1', seq: seq + i, ...at, worn: true, readings: [reading], events: [] };
  });
function nightOf(packets: Packet[], restartEvery = 0): NightFigures {
  let state = createWatch('p1');
  const inOrder = [...packets].sort(
    (a, b) => a.received - b.received || (a.device < b.device ? -1 : 1) || a.seq - b.seq,
  );
  inOrder.forEach((packet, index) => {
    stepPacket(state, packet, settings);
    if (restartEvery > 0 && index % restartEvery === 0) state = restore(serialise(state));
  });
  const [night] = presentNights(state.long?.oxygenNight, settings);
  assert.ok(night);
  return night;
}
const whole = [...packetsOf('ring-a', 0, minutes), ...morning('ring-a', minutes)];

test('a night through the watch has the desaturations that were made, an hour of recording and of sleep', () => {
  const night = nightOf(whole);
  assert.ok(Math.abs(night.odi3! - 20) < 0.5 && Math.abs(night.odi4! - 20) < 0.5, `${night.odi3}, ${night.odi4}`);
  assert.ok(Math.abs(night.odi3Asleep! - 20) < 0.8);
  assert.ok(Math.abs(night.recordedHours - 9) < 0.3);
});

test('a night is the same shuffled within 29 s, with restarts and repeats', () => {
  const jittered = whole.map((packet, i) => ({ ...packet, received: packet.received + ((i * 7919) % 29) * secondMs }));
  const repeated = jittered.map((packet) => ({ ...packet, received: packet.received + minuteMs }));
  assert.deepEqual(nightOf([...jittered, ...repeated], 37), nightOf(whole));
});

test('a night in which one device takes over from another loses a desaturation at most', () => {
  const half = minutes / 2;
  const handed = nightOf([
    ...packetsOf('ring-b', 0, half),
    ...packetsOf('ring-a', half, minutes),
    ...morning('ring-a', minutes),
  ]);
  const before = nightOf(whole);
  const events = ({ odi3, judgedHours }: NightFigures) => odi3! * judgedHours;
  assert.ok(Math.abs(events(handed) - events(before)) < 2.5, `${events(handed)} of ${events(before)}`);
  assert.ok(Math.abs(handed.recordedHours - before.recordedHours) < 0.2);
});

test('a night of two devices is that of the one that can show desaturations, whatever their names', () => {
  for (const [fast, slow] of [
    ['ring-a', 'ring-b'],
    ['ring-b', 'ring-a'],
  ] as const) {
    const both = nightOf([
      ...packetsOf(fast, 0, minutes),
      ...packetsOf(slow, 0, minutes, 60),
      ...morning(fast, minutes),
    ]);
    assert.deepEqual(both, nightOf(whole));
  }
});

test('a night told in backwards order, as a device sends its store, raises no figures of its own', () => {
  const state = createWatch('p1');
  const late = [...whole]
    .reverse()
    .map((packet, i) => ({ ...packet, received: start + 20 * 60 * minuteMs + i * 1000 }));
  const findings = late.flatMap((packet) => stepPacket(state, packet, settings).findings);
  assert.deepEqual(
    findings.filter(({ detector, live }) => detector === 'oxygen-night' && live),
    [],
  );
});
