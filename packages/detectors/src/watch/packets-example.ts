import type { DeviceEvent, Packet, Reading } from '@munan/flow';
import { minuteMs, type WatchSettings } from '../detector.ts';

/** Made-up packets for the tests of this room: nothing in them was measured on anybody. */
export const dawn = Date.UTC(2026, 10, 22, 6);
export const settings: WatchSettings = {
  spo2Scale2: false,
  noMovementHours: { caution: 8, alarm: 12, danger: 24 },
  devices: [
    { id: 'ear', kind: 'ear' },
    { id: 'wrist', kind: 'wrist' },
  ],
};

export interface Minute {
  spo2?: number;
  pulse?: number;
  temperature?: number;
  activity?: number;
  worn?: boolean;
  battery?: number;
  events?: DeviceEvent[];
}
/** A value with a small wobble that depends on its moment only, so that nothing looks like a dead sensor. */
function wobble(value: number, t: number, size: number): number {
  return Math.round(value + size * Math.sin(t / 7000) + size * Math.sin(t / 2300));
}
function seconds(channel: 'spo2' | 'pulse', t: number, value: number, size: number): Reading {
  const values = Float64Array.from({ length: 60 }, (_, i) => wobble(value, t + i * 1000, size));
  return { channel, t, dt: 1000, values };
}
function once(channel: 'temperature' | 'activity', t: number, value: number): Reading {
  return { channel, t, dt: minuteMs, values: Float64Array.of(value) };
}
/** The packet of one minute from `t`, sent when it is over. */
export function packetOf(device: string, seq: number, t: number, minute: Minute): Packet {
  const readings: Reading[] = [];
  if (minute.spo2 !== undefined) readings.push(seconds('spo2', t, minute.spo2, 0.6));
  if (minute.pulse !== undefined) readings.push(seconds('pulse', t, minute.pulse, 2));
  if (minute.temperature !== undefined) readings.push(once('temperature', t, minute.temperature));
  if (minute.activity !== undefined) readings.push(once('activity', t, minute.activity));
  return {
    device,
    subject: 'p1',
    seq,
    sent: t + minuteMs,
    received: t + minuteMs,
    clockOffset: 0,
    battery: minute.battery,
    worn: minute.worn ?? true,
    readings,
    events: minute.events ?? [],
  };
}
/** One packet a minute from `from`; `at(i)` describes minute `i`, or leaves it out. */
export function minutesOf(
  device: string,
  count: number,
  at: (i: number) => Minute | undefined,
  from = dawn,
  firstSeq = 0,
): Packet[] {
  const packets: Packet[] = [];
  for (let i = 0; i < count; i++) {
    const minute = at(i);
    if (minute) packets.push(packetOf(device, firstSeq + i, from + i * minuteMs, minute));
  }
  return packets;
}

/** 20 s at 50 Hz around a made fall: walking, lightness, blow, then lying on the side. `moving`: gets up at once. */
export function fallReading(t: number, options: { turned?: boolean; moving?: boolean; axis?: number } = {}): Reading {
  const { turned = true, moving = false, axis = 0 } = options;
  const values = new Float64Array(3 * 1000);
  for (let i = 0; i < 1000; i++) {
    const s = i / 50 - 10;
    const walk = 180 * Math.sin(2 * Math.PI * 1.8 * s);
    let vector: [number, number, number];
    if (s < -0.6) vector = [60, 80, 1000 + walk];
    else if (s < -0.1) vector = [80, 60, 350];
    else if (s < 0.1) vector = [1800, 900, 4600];
    else if (s < 0.5) vector = [900, 500, 1300 + 600 * Math.sin(40 * s)];
    else {
      const stir = moving ? 400 * Math.sin(9 * s) : 6 * Math.sin(3 * s);
      vector = turned ? [985, 60 + stir, 120] : [60, 80 + stir, 995];
    }
    for (let k = 0; k < 3; k++) values[3 * i + ((k + axis) % 3)] = vector[k]!;
  }
  return { channel: 'acceleration', t: t - 10_000, dt: 20, values };
}
export function fallEvent(t: number, options?: Parameters<typeof fallReading>[1]): DeviceEvent {
  return { code: 'fall-suspected', t, readings: [fallReading(t, options)] };
}
