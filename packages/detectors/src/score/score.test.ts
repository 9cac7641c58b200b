import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '@munan/flow';
import { type Minute, minutesOf, settings } from '../watch/packets-example.ts';
import { createWatch } from '../watch/state.ts';
import { stepPacket } from '../watch/watch.ts';
import { presentScoreAndNext } from './score.ts';

function saidOf(wrist: (i: number) => Minute, ear: (i: number) => Minute, own = settings): Finding[] {
  const state = createWatch('p1');
  const packets = [...minutesOf('wrist', 60, wrist), ...minutesOf('ear', 60, ear)];
  packets.sort((a, b) => a.received - b.received);
  return packets
    .flatMap((packet) => stepPacket(state, packet, own).findings)
    .filter(({ detector }) => detector === 'score');
}
const well = (i: number) => ({ temperature: i < 0 ? 0 : 36.7, activity: 100 });
const lines = (findings: Finding[]) =>
  findings.map(({ reason, priority, phase }) => `${reason.params?.least}-${reason.params?.most} ${phase} ${priority}`);

test('score says nothing of a score that might be high only because much is unknown', () => {
  assert.deepEqual(
    saidOf(() => ({ spo2: 97, pulse: 70 }), well),
    [],
  );
  assert.deepEqual(
    saidOf(() => ({ spo2: 94, pulse: 100 }), well),
    [],
  );
});

test('score says medium from 5 and high from 7, of what is certain, with the range and marked partial', () => {
  const [five] = saidOf((i) => ({ spo2: i < 20 ? 97 : 90, pulse: i < 20 ? 70 : 120 }), well);
  assert.deepEqual(lines([five!]), ['5-16 began medium']);
  assert.equal(five!.reason.params?.partial, true);
  // Urgent already: what may add 3 comes first, and of those what a phone call tells.
  assert.equal(five!.reason.params?.next, 'consciousness');
  assert.deepEqual(
    five!.evidence.map(({ channel, values }) => [channel, values.score]),
    [
      ['spo2', 3],
      ['pulse', 2],
      ['temperature', 0],
    ],
  );
  const ill = (i: number) => ({ temperature: i < 20 ? 36.7 : 39.3, activity: 100 });
  const seven = saidOf((i) => ({ spo2: i < 20 ? 97 : 90, pulse: i < 20 ? 70 : 120 }), ill);
  assert.ok(
    lines(seven).some((line) => line.startsWith('7-18') && line.endsWith('high')),
    `${lines(seven)}`,
  );
});

test('score says low of a single parameter that scores 3 for ten minutes, not for less', () => {
  assert.deepEqual(lines(saidOf((i) => ({ spo2: i < 20 ? 97 : 91, pulse: 70 }), well)), ['3-14 began low']);
  assert.deepEqual(lines(saidOf((i) => ({ spo2: i >= 20 && i < 26 ? 91 : 97, pulse: 70 }), well)), []);
});

test('score uses scale 2 where it was prescribed', () => {
  const scale2 = { ...settings, spo2Scale2: true };
  assert.deepEqual(
    saidOf(() => ({ spo2: 89, pulse: 70 }), well, scale2),
    [],
  );
});

test('score does not count a temperature of a sensor on the table', () => {
  const said = saidOf(
    (i) => ({ spo2: i < 20 ? 97 : 90, pulse: 70 }),
    () => ({ temperature: 24, activity: 0 }),
  );
  assert.deepEqual(lines(said), ['3-17 began low']);
});

test('presentScoreAndNext says what to measure next, and nothing of what is old', () => {
  const state = createWatch('p1');
  const packets = [
    ...minutesOf('wrist', 10, () => ({ spo2: 97, pulse: 70 })),
    ...minutesOf('ear', 10, () => ({ temperature: 36.7 })),
  ];
  packets.sort((a, b) => a.received - b.received);
  for (const packet of packets) stepPacket(state, packet, settings);
  const { newest } = state.minutes;
  const now = presentScoreAndNext(state.minutes, newest, settings);
  assert.deepEqual([now?.least, now?.most], [0, 11]);
  assert.deepEqual(now?.measureNext, ['consciousness', 'respirationPerMin', 'systolicMmHg', 'onOxygen']);
  assert.equal(presentScoreAndNext(state.minutes, newest + 11 * 60_000, settings), undefined);
  assert.equal(presentScoreAndNext(createWatch('p2').minutes, newest, settings), undefined);
});
