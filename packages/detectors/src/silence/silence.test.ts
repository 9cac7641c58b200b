import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding, Packet } from '@munan/flow';
import { hourMs, minuteMs } from '../detector.ts';
import { dawn, type Minute, minutesOf, packetOf, settings } from '../watch/packets-example.ts';
import { present } from '../watch/present.ts';
import { createWatch } from '../watch/state.ts';
import { nextDue, stepPacket, tick } from '../watch/watch.ts';

function feed(packets: Packet[], state = createWatch('p1')) {
  return { state, findings: packets.flatMap((packet) => stepPacket(state, packet, settings).findings) };
}
const lines = (findings: Finding[]) =>
  findings.map(({ reason, phase, priority }) => `${reason.code} ${phase} ${priority}`);
const minutes = (count: number, at: (i: number) => Minute) => minutesOf('wrist', count, at);

test('silence says no contact after ten minutes, low, medium after six hours, and ends it with any packet', () => {
  const { state } = feed(minutes(5, () => ({ pulse: 70 })));
  const last = dawn + 5 * minuteMs;
  assert.equal(nextDue(state, settings), last + 10 * minuteMs);
  assert.deepEqual(tick(state, last + 10 * minuteMs - 1, settings), []);
  const [lost] = tick(state, last + 10 * minuteMs, settings);
  assert.deepEqual(lines([lost!]), ['no-contact began low']);
  assert.deepEqual(lost!.reason.params, { device: 'wrist', minutes: 10 });
  assert.deepEqual(tick(state, last + hourMs, settings), [], 'once');
  assert.deepEqual(lines(tick(state, last + 6 * hourMs, settings)), ['no-contact changed medium']);
  assert.equal(nextDue(state, settings), undefined);
  const back = packetOf('wrist', 5, last + 7 * hourMs, { pulse: 70 });
  assert.deepEqual(lines(stepPacket(state, back, settings).findings), ['no-contact ended medium']);
});

test('silence is not ended by a packet from before it that is read again after a restart', () => {
  const packets = minutes(5, () => ({ pulse: 70 }));
  const { state } = feed(packets);
  assert.deepEqual(lines(tick(state, dawn + 15 * minuteMs, settings)), ['no-contact began low']);
  assert.deepEqual(feed(packets, state).findings, []);
  const back = packetOf('wrist', 5, dawn + 20 * minuteMs, { pulse: 70 });
  assert.deepEqual(lines(stepPacket(state, back, settings).findings), ['no-contact ended low']);
});

test('silence found only when the next packet comes is the same finding that a tick would have given', () => {
  const ticked = feed(minutes(5, () => ({ pulse: 70 })));
  const back = packetOf('wrist', 5, dawn + hourMs, { pulse: 70 });
  const first = tick(ticked.state, dawn + 30 * minuteMs, settings);
  const unticked = feed(minutes(5, () => ({ pulse: 70 })));
  const both = stepPacket(unticked.state, back, settings).findings;
  assert.deepEqual(lines(both), ['no-contact began low', 'no-contact ended low']);
  assert.deepEqual(both[0], first[0]);
});

test('silence names the battery when contact is lost at five per cent or less', () => {
  const { state, findings } = feed(minutes(40, (i) => ({ pulse: 70, battery: Math.max(3, 43 - i) })));
  assert.deepEqual(lines(findings), ['battery began low']);
  assert.equal(findings[0]!.reason.params?.percent, 15);
  const [lost] = tick(state, dawn + 50 * minuteMs, settings);
  assert.deepEqual(lines([lost!]), ['battery began low']);
  assert.deepEqual(lost!.reason.params, { device: 'wrist', percent: 4 });
  const shown = present(state, dawn + 50 * minuteMs, settings).silence.filter(({ device }) => device === 'wrist');
  assert.deepEqual(
    shown.map(({ kind }) => kind),
    ['battery'],
  );
});

test('silence ends the low battery when it is charged', () => {
  const { findings } = feed(minutes(30, (i) => ({ battery: i < 10 ? 12 : 12 + 2 * (i - 10) })));
  assert.deepEqual(lines(findings), ['battery began low', 'battery ended low']);
});

test('silence says not worn after half an hour, and ends it when it is worn again', () => {
  assert.deepEqual(lines(feed(minutes(60, (i) => ({ worn: i < 20 || i > 40 }))).findings), []);
  assert.deepEqual(lines(feed(minutes(80, (i) => ({ worn: i < 20 || i > 55 }))).findings), [
    'not-worn began low',
    'not-worn ended low',
  ]);
});

test('silence lets a device that is charging lie for four hours', () => {
  const charging = (i: number) => ({ worn: i < 10, battery: i < 10 ? 30 : Math.min(100, 30 + (i - 10)) });
  assert.deepEqual(lines(feed(minutes(200, charging)).findings), []);
  assert.deepEqual(lines(feed(minutes(260, charging)).findings), ['not-worn began low']);
});

test('silence says that a sensor is stuck when saturation and pulse repeat bit for bit for an hour, and judges them no more', () => {
  const stuck = (value: number) => (packet: Packet) => ({
    ...packet,
    readings: packet.readings.map((reading) => ({
      ...reading,
      values: reading.values.map(() => (reading.channel === 'spo2' ? value : 140)),
    })),
  });
  const packets = minutes(150, () => ({ spo2: 95, pulse: 80 })).map((packet, i) =>
    i < 60 ? packet : stuck(95)(packet),
  );
  const { state, findings } = feed(packets);
  const said = lines(findings).filter((line) => line.startsWith('stuck'));
  assert.deepEqual(said, ['stuck-sensor began low']);
  assert.equal(present(state, dawn + 150 * minuteMs, settings).channels[0]!.freshness, 'stale');
  const dead = minutesOf('wrist', 30, () => ({ spo2: 95, pulse: 80 }), dawn + 150 * minuteMs, 150).map(stuck(95));
  assert.deepEqual(lines(feed(dead, state).findings), []);
  const alive = minutesOf('wrist', 5, () => ({ spo2: 95, pulse: 80 }), dawn + 180 * minuteMs, 180);
  assert.ok(lines(feed(alive, state).findings).includes('stuck-sensor ended low'));
});

test('silence does not call a device silent for the time in which the server did not listen', () => {
  const { state } = feed(minutes(5, () => ({ pulse: 70 })));
  const again = { ...settings, listeningSince: dawn + 3 * hourMs };
  assert.deepEqual(tick(state, dawn + 3 * hourMs, again), []);
  assert.equal(nextDue(state, again), dawn + 3 * hourMs + 10 * minuteMs);
  assert.deepEqual(lines(tick(state, dawn + 3 * hourMs + 10 * minuteMs, again)), ['no-contact began low']);
});

test('silence of a device that is not assigned any more is nobody’s', () => {
  const { state } = feed(minutes(5, () => ({ pulse: 70 })));
  const without = { ...settings, devices: [] };
  assert.equal(nextDue(state, without), undefined);
  assert.deepEqual(tick(state, dawn + 9 * hourMs, without), []);
});
