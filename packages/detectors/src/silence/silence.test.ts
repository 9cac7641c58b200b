import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding, Packet } from '@munan/flow';
import { hourMs, minuteMs } from '../detector.ts';
import { defaultRules } from '../rules.ts';
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
  assert.deepEqual(lost!.reason.params, { device: 'wrist', minutes: 10, act: 'call-her' });
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
  assert.deepEqual(lost!.reason.params, { device: 'wrist', percent: 4, act: 'charge' });
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

/** Both devices, a packet a minute each for `count` minutes. */
function both(count: number, at: (i: number) => Minute = () => ({ pulse: 70 })): Packet[] {
  const wrist = minutesOf('wrist', count, at);
  const inEar = minutesOf('ear', count, () => ({ temperature: 36.5, activity: 100 }));
  return [...wrist, ...inEar].sort((a, b) => a.received - b.received);
}

test('silence of all devices of a home at once is one finding about the home, and ends with the first that comes back', () => {
  const { state } = feed(both(30));
  const last = dawn + 30 * minuteMs;
  const [lost, ...more] = tick(state, last + 10 * minuteMs, settings);
  assert.deepEqual(more, []);
  assert.deepEqual(lines([lost!]), ['gateway-silent began low']);
  assert.deepEqual(lost!.reason.params, { device: '', minutes: 10, devices: 2, act: 'check-gateway' });
  assert.deepEqual(
    present(state, last + 10 * minuteMs, settings).silence.map(({ kind }) => kind),
    ['gateway', 'gateway'],
  );
  assert.deepEqual(lines(tick(state, last + 6 * hourMs, settings)), ['gateway-silent changed medium']);
  const back = packetOf('wrist', 30, last + 7 * hourMs, { pulse: 70 });
  const { findings } = feed([back], state);
  assert.deepEqual(lines(findings), ['gateway-silent ended medium']);
  // The other one has ten minutes to come back too before its silence is its own.
  assert.deepEqual(tick(state, back.received + 9 * minuteMs, settings), []);
  const alone = tick(state, back.received + 10 * minuteMs, settings);
  assert.ok(lines(alone).some((line) => line === 'gateway-silent began low' || line === 'no-contact began low'));
});

test('silence of one device, while the other is heard, is its own', () => {
  const packets = both(60).filter(({ device, received }) => device === 'ear' || received <= dawn + 30 * minuteMs);
  const { findings } = feed(packets);
  assert.deepEqual(lines(findings), ['no-contact began low']);
  assert.deepEqual(findings[0]!.reason.params, { device: 'wrist', minutes: 10, otherHeard: true, act: 'call-her' });
});

test('silence that follows on a bad sign is medium at once, and says which', () => {
  const { state, findings } = feed(minutes(40, (i) => ({ spo2: i < 20 ? 96 : 80, pulse: 80 })));
  assert.ok(lines(findings).some((line) => line.startsWith('low-oxygen')));
  const lost = tick(state, dawn + 50 * minuteMs, settings);
  assert.deepEqual(lines(lost), ['no-contact began medium']);
  assert.equal(lost[0]!.reason.params?.after, 'low-oxygen');
  assert.equal(lost[0]!.reason.params?.act, 'call-now');
});

test('silence of one sensor, of a device that is worn and heard, is said after three hours and ended by a value', () => {
  const at = (i: number): Minute => (i < 60 || i > 300 ? { spo2: 96, pulse: 70 } : { spo2: 96 });
  const { findings } = feed(minutes(320, at));
  assert.deepEqual(lines(findings), ['sensor-silent began low', 'sensor-silent ended low']);
  assert.equal(findings[0]!.reason.params?.channel, 'pulse');
  // Off the wrist, or out of contact, it is no sensor's fault.
  const unworn = (i: number): Minute => (i < 60 || i > 250 ? { spo2: 96, pulse: 70 } : { worn: false });
  assert.deepEqual(
    lines(feed(minutes(260, unworn)).findings).filter((line) => line.startsWith('sensor')),
    [],
  );
  const away = minutes(600, (i) => ({ spo2: 96, ...(i < 60 ? { pulse: 70 } : {}) })).filter(
    (_, i) => i < 60 || i >= 480,
  );
  assert.deepEqual(
    lines(feed(away).findings).filter((line) => line.startsWith('sensor')),
    [],
  );
});

test('silence says a temperature stuck when it is the same to the tenth for half a day, and judges it no more', () => {
  const { findings } = feed(minutesOf('ear', 800, () => ({ temperature: 38.4, activity: 50 })));
  const fever = lines(findings).filter((line) => line.startsWith('fever'));
  assert.deepEqual(fever, ['fever began low'], 'said before it was known to be stuck, and never cleared by it');
  assert.ok(lines(findings).includes('stuck-sensor began low'));
});

test('silence says that only old data comes, when for half an hour nothing of a device can be judged live', () => {
  const old = (count: number, behindMs: number) =>
    minutes(count, () => ({ pulse: 70 })).map((packet) => ({ ...packet, received: packet.received + behindMs }));
  assert.deepEqual(lines(feed(old(60, 2 * hourMs)).findings), ['data-late began low']);
  assert.deepEqual(lines(feed(old(20, 2 * hourMs)).findings), [], 'not yet half an hour');
  const [ahead] = feed(old(60, -2 * hourMs)).findings;
  assert.equal(ahead!.reason.params?.ahead, true);
  // A backlog that is sent beside what is new is no fault.
  const mixed = [...minutesOf('wrist', 60, () => ({ pulse: 70 }), dawn, 100), ...old(60, 2 * hourMs)];
  const now = minutesOf('wrist', 60, () => ({ pulse: 70 }), dawn + 2 * hourMs, 200);
  const sorted = [...mixed, ...now].sort((a, b) => a.received - b.received);
  assert.deepEqual(
    lines(feed(sorted).findings).filter((line) => line.startsWith('data-late')),
    [],
  );
});

test('silence says that a device which was taken off charges, while it waits for it', () => {
  const charging = (i: number) => ({ worn: i < 10, battery: i < 10 ? 30 : Math.min(100, 30 + (i - 10)) });
  const { state } = feed(minutes(60, charging));
  const kinds = present(state, dawn + 60 * minuteMs, settings).silence.filter(({ device }) => device === 'wrist');
  assert.deepEqual(
    kinds.map(({ kind }) => kind),
    ['charging'],
  );
});

test('silence is counted by the house’s rules', () => {
  const rules = { ...defaultRules, silence: { noContactMinutes: 25, notWornMinutes: 90, stuckMinutes: 60 } };
  const given = { ...settings, rules };
  const state = createWatch('p1');
  for (const packet of minutes(80, (i) => ({ worn: i < 5 })))
    assert.deepEqual(lines(stepPacket(state, packet, given).findings), []);
  assert.deepEqual(tick(state, dawn + 80 * minuteMs + 24 * minuteMs, given), []);
  assert.deepEqual(lines(tick(state, dawn + 80 * minuteMs + 25 * minuteMs, given)), ['no-contact began low']);
});
