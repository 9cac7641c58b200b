import assert from 'node:assert/strict';
import { test } from 'node:test';
import { minutesOf, settings } from './packets-example.ts';
import { createWatch, restore, serialise, type WatchState } from './state.ts';
import { stepPacket } from './watch.ts';

/** Both devices heard for forty minutes, an ear that was never in an ear, a battery that is low, and one packet missing. */
function lived(): WatchState {
  const state = createWatch('p1');
  const wrist = minutesOf('wrist', 40, (i) =>
    i === 38 ? undefined : { spo2: i % 9 < 2 ? 88 : 96, pulse: 70, activity: 40 + i, battery: 12 },
  );
  const ear = minutesOf('constructor', 40, (i) => ({ temperature: 24 + 0.1 * (i % 4), activity: 30 + i }));
  for (const packet of [...wrist, ...ear].sort((a, b) => a.received - b.received)) stepPacket(state, packet, settings);
  return state;
}

/** As a watch was written whole, before its devices and minutes were packed. */
function whole(state: WatchState): string {
  return JSON.stringify(state, (_, value) => (value instanceof Float64Array ? [...value] : value));
}
/** As it was written for some days in November 2026: minutes packed, with the figures of saturation by name. */
function halfPacked(state: WatchState): string {
  const { slots, closed, newest } = state.minutes;
  const devices = Object.keys(state.devices);
  const packed = slots.map(({ minute, handled, moves, medians, oxygen }) => [
    minute,
    handled ? 1 : 0,
    moves.flatMap(({ device, counts, steps }) => [devices.indexOf(device), counts, steps]),
    (['spo2', 'pulse', 'temperature'] as const).flatMap((channel, index) => {
      const median = medians[channel];
      return median ? [[index, devices.indexOf(median.device), ...median.values]] : [];
    }),
    ...(oxygen ? [[devices.indexOf(oxygen.device), oxygen.oxygen]] : []),
  ]);
  const written = { ...state, minutes: { devices, packed, closed, newest } };
  return JSON.stringify(written, (_, value) => (value instanceof Float64Array ? [...value] : value));
}

test('restore gives back what serialise was given, waiting packets and devices never heard in an ear among it', () => {
  const state = lived();
  assert.ok(state.devices.wrist!.order.held.length > 0, 'a packet waits for the missing one');
  assert.ok(
    state.minutes.slots.some(({ oxygen }) => oxygen),
    'a minute of saturation is open',
  );
  // What JSON does not say is not there, either.
  assert.deepEqual(JSON.parse(whole(restore(serialise(state)))), JSON.parse(whole(state)));
  assert.ok(restore(serialise(state)).devices.wrist!.order.held[0]!.readings[0]!.values instanceof Float64Array);
  assert.deepEqual(restore(serialise(restore(serialise(state)))), restore(serialise(state)));
});
test('restore reads a state that was written whole, and one whose minutes alone were packed', () => {
  const state = lived();
  assert.deepEqual(restore(whole(state)), restore(serialise(state)));
  assert.deepEqual(restore(halfPacked(state)), restore(serialise(state)));
});

test('serialise says of a device never heard no more than its name', () => {
  const state = createWatch('p1');
  stepPacket(state, minutesOf('ear', 1, () => ({ temperature: 36.6 }))[0]!, settings);
  const { devices } = JSON.parse(serialise(state)) as { devices: [string, Record<string, unknown>][] };
  assert.equal(devices[0]![0], 'ear');
  for (const key of ['pulse', 'lowOxygen', 'oxygen']) assert.equal(key in devices[0]![1], false, key);
});
