/**
 * Samples a second through the whole watch on one core, beside the ceiling of merely adding up the same arrays. A packet
 * is one minute: 60 SpO2, 60 pulse, one temperature, one activity; every person has her own state.
 */
import { createWatch, judgeFall, serialise, stepPacket, type WatchSettings, type WatchState } from '@munan/detectors';
import type { Packet } from '@munan/flow';

const minuteMs = 60_000;
const samplesAPacket = 122;
const settings: WatchSettings = {
  spo2Scale2: false,
  noMovementHours: { caution: 8, alarm: 12, danger: 24 },
  devices: [{ id: 'w', kind: 'test' }],
};

/** The same seed gives the same minutes. */
function noise(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state * 1_664_525 + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
function packetAt(seq: number, start: number, random: () => number): Packet {
  const t = start + seq * minuteMs;
  const run = (of: () => number) => Float64Array.from({ length: 60 }, of);
  return {
    device: 'w',
    subject: 'p',
    seq,
    sent: t + minuteMs,
    received: t + minuteMs,
    clockOffset: 0,
    battery: 80,
    worn: true,
    events: [],
    readings: [
      { channel: 'spo2', t, dt: 1000, values: run(() => Math.round(95 + 3 * random())) },
      { channel: 'pulse', t, dt: 1000, values: run(() => Math.round(68 + 10 * random())) },
      { channel: 'temperature', t, dt: minuteMs, values: Float64Array.of(36.4 + Math.round(4 * random()) / 10) },
      { channel: 'activity', t, dt: minuteMs, values: Float64Array.of(Math.round(300 * random())) },
    ],
  };
}

export interface DetectFigures {
  samplesPerSecond: number;
  packetsPerSecond: number;
  ceilingSamplesPerSecond: number;
  /** Watch over ceiling, 0..1. */
  ratio: number;
  findings: number;
  stateBytes: number;
  /** Suspected falls a second, each with 20 s of acceleration at 50 Hz, and the values that are in them. */
  fallsPerSecond: number;
  fallValuesPerSecond: number;
}

/** Suspected falls judged in a second: 20 s at 50 Hz of walking with one hard blow, so that the whole judge runs. */
function judgedFalls(seconds: number): number {
  const values = Float64Array.from({ length: 3000 }, (_, i) => {
    const at = Math.floor(i / 3) / 50 - 10;
    return [120, 90, 1000 + 250 * Math.sin(11 * at) + (Math.abs(at) < 0.06 ? 2500 : 0)][i % 3]!;
  });
  const readings = [{ channel: 'acceleration' as const, t: -10_000, dt: 20, values }];
  for (let i = 0; i < 200; i++) judgeFall(0, readings);
  let judged = 0;
  const began = performance.now();
  while (performance.now() - began < seconds * 1000) if (judgeFall(0, readings)) judged++;
  return judged / ((performance.now() - began) / 1000);
}

/** @param seconds how long to measure; @param people each with a state of her own */
export function run(seconds = 5, people = 1000): DetectFigures {
  const random = noise(7);
  const start = Date.UTC(2026, 10, 22);
  const minutes = 64;
  const packets = Array.from({ length: minutes }, (_, seq) => packetAt(seq, start, random));
  const watches: WatchState[] = Array.from({ length: people }, (_, i) => createWatch(`p${i}`));
  let findings = 0;
  let done = 0;
  const advance = (round: number) => {
    // The same arrays stand for later minutes: only the times move on.
    const packet = packets[round % minutes]!;
    const shift = Math.floor(round / minutes) * minutes * minuteMs;
    const moved: Packet = {
      ...packet,
      seq: round,
      sent: packet.sent + shift,
      received: packet.received + shift,
      readings: packet.readings.map((reading) => ({ ...reading, t: reading.t + shift })),
    };
    for (const watch of watches) findings += stepPacket(watch, moved, settings).findings.length;
    done += people;
  };
  let round = 0;
  for (; round < 20; round++) advance(round);
  done = 0;
  const began = performance.now();
  while (performance.now() - began < seconds * 1000) advance(round++);
  const elapsed = (performance.now() - began) / 1000;

  let total = 0;
  let summed = 0;
  const summing = performance.now();
  while (performance.now() - summing < 1000) {
    for (const packet of packets) {
      for (const { values } of packet.readings) for (let i = 0; i < values.length; i++) total += values[i]!;
    }
    summed += packets.length * samplesAPacket;
  }
  const ceiling = summed / ((performance.now() - summing) / 1000);
  if (!Number.isFinite(total)) throw new Error('the ceiling added up nothing');

  const fallsPerSecond = judgedFalls(1);
  const figures: DetectFigures = {
    samplesPerSecond: (done * samplesAPacket) / elapsed,
    packetsPerSecond: done / elapsed,
    ceilingSamplesPerSecond: ceiling,
    ratio: (done * samplesAPacket) / elapsed / ceiling,
    findings,
    stateBytes: serialise(watches[0]!).length,
    fallsPerSecond,
    fallValuesPerSecond: 3000 * fallsPerSecond,
  };
  const thousands = (value: number) => Math.round(value).toLocaleString('en');
  console.log(
    `watch     ${thousands(figures.samplesPerSecond)} samples/s (${thousands(figures.packetsPerSecond)} packets/s), one core`,
  );
  console.log(`summing   ${thousands(ceiling)} samples/s: the same arrays merely added up`);
  console.log(
    `falls     ${thousands(fallsPerSecond)} suspected falls/s (${thousands(figures.fallValuesPerSecond)} values/s), beside the watch`,
  );
  console.log(`ratio     ${figures.ratio.toFixed(3)}`);
  console.log(`state     ${thousands(figures.stateBytes)} bytes a person as JSON; findings ${findings}`);
  return figures;
}

if (import.meta.main) run();
