import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rules } from '@munan/flow';
import { defaultRules } from '../rules.ts';
import { minutesOf, settings } from '../watch/packets-example.ts';
import { createWatch } from '../watch/state.ts';
import { stepPacket } from '../watch/watch.ts';

/** What is said of the temperatures of successive minutes, the device itself always claiming to be worn. */
function saidOf(celsius: (minute: number) => number, minutes: number, rules?: Rules): string[] {
  const state = createWatch('p1');
  const packets = minutesOf('ear', minutes, (i) => ({ temperature: Number(celsius(i).toFixed(2)), activity: 100 }));
  const findings = packets.flatMap(
    (packet) => stepPacket(state, packet, { ...settings, ...(rules ? { rules } : {}) }).findings,
  );
  return findings.map(({ reason, phase, priority }) => `${reason.code} ${phase} ${priority}`);
}
/** A sensor cooling from body to room as Newton has it, time constant 4 min. */
const cooling = (since: number, room: number) => (i: number) =>
  i < since ? 36.7 : room + (36.7 - room) * Math.exp(-(i - since) / 4);

test('temperature says fever after ten minutes at 38.1, and raises it at 39.1', () => {
  assert.deepEqual(
    saidOf((i) => (i < 20 ? 36.7 : 38), 60),
    [],
  );
  assert.deepEqual(
    saidOf((i) => (i < 20 ? 36.7 : 38.1), 28),
    [],
  );
  assert.deepEqual(
    saidOf((i) => (i < 20 ? 36.7 : 38.1), 60),
    ['fever began low'],
  );
  assert.deepEqual(
    saidOf((i) => (i < 20 ? 36.7 : i < 60 ? 38.4 : 39.1), 90),
    ['fever began low', 'fever changed medium'],
  );
  assert.deepEqual(
    saidOf((i) => (i >= 20 && i < 60 ? 38.4 : 36.9), 120),
    ['fever began low', 'fever ended low'],
  );
});

test('temperature says hypothermia of a body that cools as bodies do', () => {
  const slow = (i: number) => Math.max(34.4, 36.5 - i / 60);
  const said = saidOf(slow, 240);
  assert.deepEqual(said.slice(0, 1), ['hypothermia began medium']);
  assert.ok(!said.some((line) => line.startsWith('not-worn')));
});

test('temperature takes a sensor that cools to the room for not worn, never for hypothermia', () => {
  for (const room of [18, 24, 28, 31, 33.5]) {
    const said = saidOf(cooling(30, room), 120);
    assert.ok(!said.some((line) => line.startsWith('hypothermia')), `room ${room}: ${said}`);
    assert.deepEqual(said, ['not-worn began low'], `room ${room}`);
  }
});

test('temperature knows a sensor put back into the ear, also of a cold person', () => {
  const back = saidOf((i) => (i < 60 ? cooling(10, 24)(i) : 24 + 12.6 * (1 - Math.exp(-(i - 60) / 4))), 140);
  assert.deepEqual(back, ['not-worn began low', 'not-worn ended low']);
  const cold = saidOf((i) => 24 + 10.4 * (1 - Math.exp(-i / 4)), 90);
  assert.ok(cold.includes('hypothermia began medium'), `${cold}`);
});

test('temperature does not take a table that was never worn for anybody, in any weather', () => {
  for (const room of [22, 30.5, 32, 34.5]) {
    const said = saidOf(() => room, 120);
    assert.ok(!said.some((line) => line.startsWith('hypothermia')), `room ${room}`);
  }
  assert.deepEqual(
    saidOf(() => 43.5, 60).filter((line) => line.startsWith('fever')),
    [],
    'a device in the sun',
  );
});

test('temperature goes by the limits of the house: from 37.8, after twenty minutes', () => {
  const rules: Rules = {
    ...defaultRules,
    temperature: {
      feverFromCel: 37.8,
      highFeverFromCel: 38.5,
      feverMinutes: 20,
      hypothermiaToCel: 35.5,
      hypothermiaMinutes: 5,
    },
  };
  const at378 = (i: number) => (i < 20 ? 36.7 : 37.8);
  assert.deepEqual(saidOf(at378, 60), []);
  assert.deepEqual(saidOf(at378, 38, rules), []);
  assert.deepEqual(saidOf(at378, 60, rules), ['fever began low']);
  const at385 = (i: number) => (i < 20 ? 36.7 : 38.5);
  assert.deepEqual(saidOf(at385, 60), ['fever began low']);
  assert.deepEqual(saidOf(at385, 60, rules), ['fever began medium']);
  const at355 = (i: number) => Math.max(35.5, 36.5 - i / 60);
  assert.deepEqual(saidOf(at355, 90), []);
  assert.deepEqual(saidOf(at355, 90, rules), ['hypothermia began medium']);
});
