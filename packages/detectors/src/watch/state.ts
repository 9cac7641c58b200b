import type { Channel, Packet } from '@munan/flow';
import { type ButtonState, button } from '../button/button.ts';
import { type FallState, fall } from '../fall/fall.ts';
import { type HalfMinuteState, type MedianChannel, startHalfMinutes } from '../half-minutes.ts';
import { lowOxygen } from '../low-oxygen/low-oxygen.ts';
import { type MinutesState, type Moves, startMinutes } from '../minutes.ts';
import { type NoMovementState, noMovement } from '../no-movement/no-movement.ts';
import type { OxygenState } from '../oxygen/oxygen-minute.ts';
import { type PulseState, pulse, restingPulse } from '../pulse/pulse.ts';
import { score } from '../score/score.ts';
import { type SilenceState, startSilence } from '../silence/silence.ts';
import type { SustainedState } from '../sustained.ts';
import { type TemperatureState, temperature } from '../temperature/temperature.ts';
import { type LongState, startLong } from './minute-detectors.ts';
import { type OrderState, startOrder } from './order.ts';
import { type PackedDevices, packDevices, unpackDevices } from './packed-devices.ts';
import { packMinutes, unpackMinutes } from './packed-minutes.ts';

/** What is kept of one device: everything that its own readings alone decide. */
export interface DeviceState {
  order: OrderState;
  halves: Record<MedianChannel, HalfMinuteState>;
  lowOxygen: SustainedState;
  /** Of a device that has told of saturation. */
  oxygen?: OxygenState;
  temperature: TemperatureState;
  pulse: PulseState;
  silence: SilenceState;
  worn: boolean;
  /** Latest accepted value of each channel, as [moment, value]. */
  latest: Partial<Record<Channel, [number, number]>>;
}
/** What is kept of one person. Plain data; changed in place by `stepPacket` and `tick`. */
export interface WatchState {
  version: 1;
  subject: string;
  devices: Record<string, DeviceState>;
  minutes: MinutesState;
  restingPulse: SustainedState;
  noMovement: NoMovementState;
  score: SustainedState;
  fall: FallState;
  button: ButtonState;
  /** What is learned over days; absent while a stretch of history is judged, which is too short to learn from. */
  long?: LongState;
}

export function createWatch(subject: string): WatchState {
  return {
    version: 1,
    subject,
    devices: {},
    minutes: startMinutes(),
    restingPulse: restingPulse.start(),
    noMovement: noMovement.start(),
    score: score.start(),
    fall: fall.start(),
    button: button.start(),
    long: startLong(),
  };
}

/** Devices remembered of one person; beyond it the one that was silent longest and is not hers any more is forgotten. */
const mostDevices = 6;

/** Names come from outside: `constructor` must be a device like any other. */
export function findDevice(state: WatchState, device: string): DeviceState | undefined {
  return Object.hasOwn(state.devices, device) ? state.devices[device] : undefined;
}
export function deviceOf(state: WatchState, device: string, assigned: readonly { id: string }[]): DeviceState {
  const found = findDevice(state, device);
  if (found) return found;
  const names = Object.keys(state.devices);
  if (names.length >= mostDevices) {
    const strangers = names.filter((name) => !assigned.some(({ id }) => id === name));
    const heard = (name: string) => state.devices[name]!.silence.lastReceived ?? 0;
    const longest = strangers.sort((a, b) => heard(a) - heard(b))[0];
    if (longest !== undefined) delete state.devices[longest];
  }
  const fresh = startDevice();
  Object.defineProperty(state.devices, device, { value: fresh, enumerable: true, configurable: true, writable: true });
  return fresh;
}
function startDevice(): DeviceState {
  return {
    order: startOrder(),
    halves: { spo2: startHalfMinutes(), pulse: startHalfMinutes(), temperature: startHalfMinutes() },
    lowOxygen: lowOxygen.start(),
    temperature: temperature.start(),
    pulse: pulse.start(),
    silence: startSilence(),
    worn: true,
    latest: {},
  };
}

/** A string that `restore` turns back into the same state; under 16 KiB unless packets wait for a missing one. */
export function serialise(state: WatchState): string {
  const devices = packDevices(state.devices, startDevice);
  const written = { ...state, devices, minutes: packMinutes(state.minutes) };
  const waits = Object.values(state.devices).some(({ order }) => order.held.length > 0);
  // Only what waits holds typed arrays; asking at each value whether it is one would take five times as long.
  return waits
    ? JSON.stringify(written, (_, value) => (value instanceof Float64Array ? [...value] : value))
    : JSON.stringify(written);
}
/** @throws Error when the text is not a state of this version */
export function restore(json: string): WatchState {
  const state = JSON.parse(json) as WatchState;
  if (state?.version !== 1 || typeof state.subject !== 'string')
    throw new Error(`watch state: expected version 1, got ${JSON.stringify(state?.version)}`);
  state.long ??= startLong(); // stored before anything was learned over days
  const devices: WatchState['devices'] | PackedDevices = state.devices;
  // Until November 2026 they were written whole.
  if (Array.isArray(devices)) state.devices = unpackDevices(devices, startDevice);
  for (const device of Object.values(state.devices)) device.order.held = device.order.held.map(revived);
  state.minutes = unpackMinutes(state.minutes);
  for (const slot of state.minutes.slots) slot.moves = movesOf(slot.moves);
  return state;
}
/** As it was written until November 2026, by device: an object that is named by what it holds takes ten times the memory. */
function movesOf(moves: Moves | Record<string, { counts: number; steps: number }>): Moves {
  return Array.isArray(moves) ? moves : Object.entries(moves).map(([device, move]) => ({ device, ...move }));
}
function revived(packet: Packet): Packet {
  // JSON writes a missing sample (NaN) as null, which Float64Array.from reads as 0.
  const numbers = (values: ArrayLike<number | null>) => Float64Array.from(values, (value) => value ?? Number.NaN);
  return {
    ...packet,
    readings: packet.readings.map((reading) => ({
      ...reading,
      values: numbers(reading.values),
      ...(reading.quality ? { quality: numbers(reading.quality) } : {}),
    })),
  };
}
