import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Rules } from '@munan/flow';
import { defaultRules } from '../rules.ts';
import { type Minute, minutesOf, settings } from '../watch/packets-example.ts';
import { createWatch } from '../watch/state.ts';
import { stepPacket } from '../watch/watch.ts';

function saidOf(at: (minute: number) => Minute, minutes = 40, rules: Rules = defaultRules): string[] {
  const state = createWatch('p1');
  const findings = minutesOf('wrist', minutes, at).flatMap(
    (packet) => stepPacket(state, packet, { ...settings, rules }).findings,
  );
  return findings
    .filter(({ detector }) => detector === 'pulse')
    .map(({ reason, phase, priority }) => `${reason.code} ${phase} ${priority}`);
}

test('pulse says fast from 131 for five minutes, whatever the person does, and ends it', () => {
  assert.deepEqual(
    saidOf((i) => ({ pulse: i >= 10 && i < 14 ? 140 : 70, activity: 900 })),
    [],
  );
  assert.deepEqual(
    saidOf((i) => ({ pulse: i >= 10 && i < 20 ? 140 : 70, activity: 900 })),
    ['fast-pulse began medium', 'fast-pulse ended medium'],
  );
});

test('pulse says slow up to 40 for five minutes', () => {
  assert.deepEqual(
    saidOf((i) => ({ pulse: i < 10 ? 60 : 38 })),
    ['slow-pulse began medium'],
  );
  assert.deepEqual(
    saidOf((i) => ({ pulse: i < 10 ? 60 : 46 })),
    [],
  );
});

test('restingPulse says 111 to 130 at rest for fifteen minutes, low; never while moving or when rest is unknown', () => {
  assert.deepEqual(
    saidOf((i) => ({ pulse: i < 10 ? 70 : 118, activity: 20 })),
    ['fast-pulse began low'],
  );
  assert.deepEqual(
    saidOf((i) => ({ pulse: i < 10 ? 70 : 118, activity: 800 })),
    [],
  );
  assert.deepEqual(
    saidOf((i) => ({ pulse: i < 10 ? 70 : 118 })),
    [],
  );
  assert.deepEqual(
    saidOf((i) => ({ pulse: i < 10 ? 70 : 118, activity: i % 12 === 0 ? 800 : 20 })),
    [],
  );
});

test('pulse and saturation of a wrist device are not judged while it says it is not worn', () => {
  assert.deepEqual(
    saidOf((i) => ({ pulse: 38, spo2: 70, worn: i < 0 })),
    [],
  );
});

test('pulse goes by the limits of the house', () => {
  const rules: Rules = {
    ...defaultRules,
    pulse: {
      fastFromPerMin: 125,
      fastMinutes: 8,
      slowToPerMin: 45,
      slowMinutes: 5,
      restingFromPerMin: 100,
      restingMinutes: 5,
    },
  };
  const from10 = (pulse: number, activity: number) => (i: number) => ({ pulse: i < 10 ? 70 : pulse, activity });
  assert.deepEqual(saidOf(from10(128, 900)), []);
  assert.deepEqual(saidOf(from10(128, 900), 40, rules), ['fast-pulse began medium']);
  assert.deepEqual(saidOf(from10(128, 900), 17, rules), []);
  assert.deepEqual(saidOf(from10(43, 20)), []);
  assert.deepEqual(saidOf(from10(43, 20), 40, rules), ['slow-pulse began medium']);
  assert.deepEqual(saidOf(from10(104, 20)), []);
  assert.deepEqual(saidOf(from10(104, 20), 40, rules), ['fast-pulse began low']);
});
