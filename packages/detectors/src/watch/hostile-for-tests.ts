import assert from 'node:assert/strict';
import type { DeviceEvent, Finding, Packet, Reading } from '@munan/flow';
import fc from 'fast-check';
import { hourMs, minuteMs, secondMs } from '../detector.ts';
import { momentOf } from '../local-time.ts';
import { firstDay } from '../rhythm/days-example.ts';
import { createWatch, restore, serialise, type WatchState } from './state.ts';
import { stepPacket, tick } from './watch.ts';
import { packetsOfWeeks, weekSettings } from './weeks-example.ts';

/**
 * A day and a half of a made-up person, with something hostile in forty minutes of it: first a well day, then pauses of breathing in
 * the night and a fever with a fast pulse. What is found of these must not change.
 */
const packets = packetsOfWeeks({ days: 2, turns: { 1: { dips: true, pulse: 48, celsius: 2.2 } } });
const at = (day: number, hour: number) => momentOf({ day: firstDay + day, minuteOfDay: hour * 60 }, weekSettings);
export const hostileFrom = at(0, 23);
export const hostileTo = hostileFrom + 40 * minuteMs;
const end = at(1, 8);
const before = packets.filter(({ sent }) => sent <= hostileFrom);
const after = packets.filter(({ sent }) => sent > hostileFrom && sent <= end);

function begun(): string {
  const state = createWatch('p1');
  for (const packet of before) stepPacket(state, packet, weekSettings);
  return serialise(state);
}
const atHostile = begun();

export interface Lived {
  findings: Finding[];
  /** The largest that her state was as text, bytes; packets that wait for a missing one would be part of it. */
  most: number;
  state: WatchState;
}
/** Lives on from the evening; `change` says what comes in place of a packet. Each of them is judged when the packet was. */
export function live(change: (packet: Packet, index: number) => readonly Packet[], toMs = hostileTo): Lived {
  let state = restore(atHostile);
  const findings: Finding[] = [];
  let most = 0;
  after.forEach((packet, index) => {
    const changed = packet.sent <= toMs ? change(packet, index) : [packet];
    for (const one of changed)
      for (const finding of stepPacket(state, one, weekSettings).findings) findings.push(finding);
    if (index % 40 === 39) {
      const text = serialise(state);
      most = Math.max(most, text.length);
      state = restore(text);
    }
  });
  for (let i = 1; i <= 3; i++) findings.push(...tick(state, end + i * minuteMs, weekSettings));
  return { findings, most, state };
}
/** The same without anything hostile. */
export const plainly = live((packet) => [packet]);

/** A finding as what it says. */
export const said = (findings: readonly Finding[]) =>
  findings
    .map(({ id, reason, priority, live: isLive }) => `${id} ${JSON.stringify(reason)} ${priority} ${isLive}`)
    .sort();

type Body = Exclude<Reading['channel'], 'acceleration'>;
export const bodyChannels: readonly Body[] = ['spo2', 'pulse', 'temperature', 'activity', 'steps'];
const run = (value: number, count: number) => new Float64Array(count).fill(value);
/** Values that no sensor honestly gives; 65,535 is what an overrun says, 255 and 127 what "no finger" does. */
export const noValues = [
  Number.NaN,
  Number.POSITIVE_INFINITY,
  Number.NEGATIVE_INFINITY,
  1e308,
  -1e308,
  -1,
  -273.15,
  255,
  65_535,
  4_294_967_295,
] as const;

/** Readings without information: their values, their periods, their quality or their times are none. */
export function readingsOfNothing(t: number): Record<string, Reading[]> {
  const each = (of: (channel: Body) => Reading) => bodyChannels.map(of);
  const frightening: Record<Body, number> = { spo2: 74, pulse: 160, temperature: 40.1, activity: 0, steps: 0 };
  const plausible = (channel: Body, count = 30) => run(frightening[channel], count);
  const vital = (of: (channel: 'spo2' | 'pulse' | 'temperature') => Reading) =>
    (['spo2', 'pulse', 'temperature'] as const).map(of);
  return {
    ...Object.fromEntries(
      noValues
        .filter((value) => !(value >= 0 && value < 300))
        .map((value) => [`${value}`, each((channel) => ({ channel, t, dt: 1000, values: run(value, 60) }))]),
    ),
    'a saturation of 0, of 255 and of 127': [0, 255, 127].map((value) => ({
      channel: 'spo2',
      t,
      dt: 1000,
      values: run(value, 60),
    })),
    'a pulse of 0': [{ channel: 'pulse', t, dt: 1000, values: run(0, 60) }],
    'no values at all': each((channel) => ({ channel, t, dt: 1000, values: new Float64Array() })),
    'periods of 0': each((channel) => ({ channel, t, dt: 0, values: plausible(channel) })),
    'periods below 0': each((channel) => ({ channel, t, dt: -1000, values: plausible(channel) })),
    'a quality of nothing': vital((channel) => ({
      channel,
      t,
      dt: 1000,
      values: plausible(channel),
      quality: run(0, 30),
    })),
    'a quality of NaN': vital((channel) => ({
      channel,
      t,
      dt: 1000,
      values: plausible(channel),
      quality: run(Number.NaN, 30),
    })),
    'a quality too short': vital((channel) => ({
      channel,
      t,
      dt: 1000,
      values: plausible(channel),
      quality: new Float64Array(),
    })),
    'moments of 1970': each((channel) => ({ channel, t: 0, dt: 1000, values: plausible(channel) })),
    'moments before 1970': each((channel) => ({ channel, t: -8.64e15, dt: 1000, values: plausible(channel) })),
    'moments and periods of NaN and infinity': each((channel) => ({
      channel,
      t,
      dt: 1000,
      values: plausible(channel),
    })).flatMap((reading) => [
      { ...reading, t: Number.NaN },
      { ...reading, t: Number.POSITIVE_INFINITY },
      { ...reading, dt: Number.NaN },
      { ...reading, dt: Number.POSITIVE_INFINITY },
    ]),
    'twenty thousand empty samples in a minute': each((channel) => ({
      channel,
      t,
      dt: 3,
      values: run(Number.NaN, 20_000),
    })),
  };
}
/** Moments that no clock has: with most of them the whole packet cannot be judged live. */
export function readingsOfNoTime(t: number): Record<string, Reading> {
  const values = run(74, 30);
  return {
    'a moment of 1e300': { channel: 'activity', t: 1e300, dt: 1000, values: run(0, 30) },
    'a moment of -1e300': { channel: 'steps', t: -1e300, dt: minuteMs, values: run(0, 30) },
    'a moment in ten years': { channel: 'pulse', t: t + 10 * 365 * 24 * hourMs, dt: 1000, values: run(160, 30) },
    'a period of 1e300': { channel: 'activity', t, dt: 1e300, values: run(0, 30) },
    'moments of last year': { channel: 'spo2', t: t - 365 * 24 * hourMs, dt: 1000, values },
    'a period of a year': { channel: 'temperature', t, dt: 365 * 24 * hourMs, values: run(40, 30) },
  };
}
/** Events that tell of nothing: no fall can be in them. */
export function eventsOfNothing(t: number): Record<string, DeviceEvent[]> {
  const shaken = (value: number, dt: number): Reading => ({
    channel: 'acceleration',
    t: t - 10 * secondMs,
    dt,
    values: run(value, 3000),
  });
  const fall = (readings: Reading[], moment = t): DeviceEvent => ({ code: 'fall-suspected', t: moment, readings });
  return {
    'falls without acceleration': Array.from({ length: 200 }, (_, i) => fall([], t - i)),
    'falls of NaN': [fall([shaken(Number.NaN, 20)])],
    'falls of infinity': [fall([shaken(Number.POSITIVE_INFINITY, 20)])],
    'falls of 1e308': [fall([shaken(1e308, 20)])],
    'falls of nothing but 0': [fall([shaken(0, 20)])],
    'falls of gravity alone': [
      fall([{ ...shaken(0, 20), values: run(0, 3000).map((_, i) => (i % 3 === 2 ? 1000 : 0)) }]),
    ],
    'falls of two samples': [fall([{ ...shaken(0, 20), values: Float64Array.of(0, 0, 9000, 0, 0, 100) }])],
    'falls with a period of 0 or NaN': [fall([shaken(900, 0)]), fall([shaken(900, Number.NaN)])],
    'falls of other channels': [fall([{ channel: 'spo2', t, dt: 1000, values: run(70, 60) }])],
    'falls and presses at no time': [fall([], Number.NaN), { code: 'button', t: Number.NaN, readings: [] }],
    'answers that say nothing': Array.from({ length: 200 }, (_, i) => ({
      code: 'reply',
      t: t - i,
      readings: [],
      answer: i % 2 ? 'ok' : 'unclear',
      command: '__proto__',
    })),
  };
}

const isNothing = (value: number) => !(value >= 0 && value < 300);
const junk = fc.record({
  channel: fc.constantFrom(...bodyChannels),
  value: fc.constantFrom(...noValues.filter(isNothing)),
  count: fc.integer({ min: 0, max: 200 }),
  dt: fc.constantFrom(0.001, 1, 20, 1000, 5000, -1, 0),
  behindMs: fc.constantFrom(0, 1, 29_999, 14 * minuteMs, hourMs, 1e12),
});
type Junk = typeof junk extends fc.Arbitrary<infer T> ? T : never;
/** Which packets of the stretch have what beside their good readings. */
export const junkAnywhere = fc.dictionary(fc.nat(79).map(String), fc.array(junk, { maxLength: 6 }), { maxKeys: 30 });
export function changesNothing(where: Record<string, Junk[]>): void {
  const { findings } = live((packet, index) => {
    const own = (Object.hasOwn(where, index) ? where[index]! : []).map(({ channel, value, count, dt, behindMs }) => {
      const t = packet.sent - minuteMs - behindMs;
      // What is told of a later time than its packet's would make the packet late.
      const most = dt > 0 ? Math.floor(minuteMs / dt) : count;
      return { channel, t, dt, values: run(value, Math.min(count, most)) };
    });
    return [{ ...packet, readings: [...own, ...packet.readings] }];
  });
  assert.deepEqual(said(findings), said(plainly.findings));
}
