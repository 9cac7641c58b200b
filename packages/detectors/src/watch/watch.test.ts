import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding, Packet } from '@munan/flow';
import { hourMs, minuteMs, secondMs } from '../detector.ts';
import { dawn, fallEvent, minutesOf, packetOf, settings } from './packets-example.ts';
import { present } from './present.ts';
import { createWatch, restore, serialise } from './state.ts';
import { nextDue, stepPacket, tick } from './watch.ts';

function feed(packets: Packet[], state = createWatch('p1'), given = settings) {
  const findings: Finding[] = [];
  const late: number[] = [];
  for (const packet of packets) {
    const said = stepPacket(state, packet, given);
    findings.push(...said.findings);
    if (said.late) late.push(packet.seq);
  }
  return { state, findings, late };
}
const codes = (findings: Finding[]) => findings.map(({ reason, phase }) => `${reason.code} ${phase}`);
const well = { spo2: 97, pulse: 70, temperature: 36.6, activity: 400 };
const lowFrom = (start: number) => (i: number) => ({ ...well, spo2: i >= start ? 82 : 97 });

test('stepPacket says nothing of a well day', () => {
  assert.deepEqual(codes(feed(minutesOf('wrist', 600, () => well)).findings), []);
});

test('stepPacket raises sustained low oxygen as high, with evidence around it, and ends it when it is back', () => {
  const low = (i: number) => ({ ...well, spo2: i >= 20 && i < 40 ? 82 : 97 });
  const { findings } = feed(minutesOf('wrist', 60, low));
  const oxygen = findings.filter(({ detector }) => detector === 'low-oxygen');
  assert.deepEqual(codes(oxygen), ['low-oxygen began', 'low-oxygen ended']);
  const began = oxygen[0]!;
  assert.equal(began.priority, 'high');
  assert.equal(began.live, true);
  assert.equal(began.since, dawn + 20 * minuteMs);
  assert.equal(began.id, `low-oxygen/p1/${began.since}/wrist/began`);
  assert.ok(began.evidence[0]!.from < began.since && began.evidence[0]!.to > began.at);
  assert.deepEqual(began.evidence[0]!.limits, [90, 85]);
  assert.equal(began.reason.params?.limit, 85);
});

test('stepPacket judges a packet that does not wait for anything at once, in the call that brings it', () => {
  const packets = minutesOf('wrist', 24, lowFrom(20));
  const state = createWatch('p1');
  const all = packets.map((packet) => stepPacket(state, packet, settings).findings);
  const first = all.findIndex((findings) => findings.length > 0);
  assert.equal(first, 20, 'one minute below 85 % is in the packet that completes it');
});

test('stepPacket announces a fall, a button and a cry for help at once, even while its device waits for a missing packet', () => {
  const state = createWatch('p1');
  const packets = minutesOf('ear', 3, () => ({ activity: 300 }));
  feed(packets, state);
  const at = dawn + 10 * minuteMs;
  const events = [
    fallEvent(at),
    { code: 'button' as const, t: at + 1000, readings: [] },
    { code: 'reply' as const, t: at + 2000, readings: [], answer: 'help' as const },
    { code: 'reply' as const, t: at + 3000, readings: [], answer: 'ok' as const },
  ];
  const { findings, late } = stepPacket(state, packetOf('ear', 9, at, { events }), settings);
  assert.deepEqual(codes(findings), ['fall began', 'button began', 'asked-for-help began']);
  assert.ok(findings.every(({ priority, live }) => priority === 'high' && live));
  assert.equal(late, false);
  assert.equal(findings[0]!.reason.params?.movedAfter, false);
});

test('stepPacket holds what follows a missing packet for 30 s, then judges it; the missing one is late', () => {
  const state = createWatch('p1');
  const packets = minutesOf('wrist', 30, lowFrom(20));
  const missing = packets[19]!;
  feed(packets.slice(0, 19), state);
  tick(state, missing.received + 40 * secondMs, settings);
  const held = stepPacket(state, packets[20]!, settings);
  assert.deepEqual(codes(held.findings), [], 'waits');
  assert.equal(nextDue(state, settings), packets[20]!.received + 30 * secondMs);
  assert.deepEqual(tick(state, packets[20]!.received + 29 * secondMs, settings), []);
  const released = tick(state, packets[20]!.received + 30 * secondMs, settings);
  assert.deepEqual(codes(released), ['low-oxygen began']);
  const late = stepPacket(state, { ...missing, received: packets[20]!.received + 50 * secondMs }, settings);
  assert.deepEqual([late.late, late.findings.length], [true, 0]);
  const again = stepPacket(state, missing, settings);
  assert.deepEqual([again.late, again.findings.length], [false, 0], 'now it is a repeat');
});

test('stepPacket lets the missing packet that comes within 30 s go first', () => {
  const packets = minutesOf('wrist', 40, lowFrom(20));
  const swapped = packets.map((packet) => ({ ...packet }));
  [swapped[20], swapped[21]] = [packets[21]!, { ...packets[20]!, received: packets[21]!.received + 20 * secondMs }];
  const straight = feed(packets);
  const mixed = feed(swapped);
  assert.deepEqual(new Set(mixed.findings.map(({ id }) => id)), new Set(straight.findings.map(({ id }) => id)));
  assert.deepEqual(mixed.late, []);
});

test('stepPacket raises nothing live from what is two days old, and calls it late', () => {
  const packets = minutesOf('wrist', 60, (i) => ({
    ...lowFrom(20)(i),
    events: i === 30 ? [fallEvent(dawn + 30 * minuteMs)] : [],
  }));
  const old = packets.map((packet) => ({ ...packet, received: packet.received + 48 * hourMs }));
  const { findings, late } = feed(old);
  assert.equal(late.length, 60);
  assert.ok(findings.length > 0, 'the fall is in the history');
  const live = findings.filter((finding) => finding.live);
  assert.deepEqual(
    live.map(({ reason }) => reason.code),
    ['data-late'],
    'only that the device sends old data is of now',
  );
});

test('stepPacket judges live again after a backlog of late packets, without waiting for anything', () => {
  const old = minutesOf('wrist', 60, () => well).map((packet) => ({ ...packet, received: dawn + 48 * hourMs }));
  const { state } = feed(old);
  const { findings, late } = feed(
    minutesOf('wrist', 10, () => ({ ...well, spo2: 80 }), dawn + 48 * hourMs, 60),
    state,
  );
  assert.deepEqual(late, []);
  assert.deepEqual(codes(findings).slice(0, 1), ['low-oxygen began']);
});

test('stepPacket goes on with a device that began to count its packets anew', () => {
  const { state } = feed(minutesOf('wrist', 30, () => well, dawn, 500));
  const { findings, late } = feed(minutesOf('wrist', 30, lowFrom(5), dawn + 30 * minuteMs, 0), state);
  assert.deepEqual(late, []);
  assert.ok(codes(findings).includes('low-oxygen began'));
});

test('stepPacket does not judge live what a clock far ahead speaks of, and is not poisoned by it', () => {
  const { state } = feed(minutesOf('wrist', 30, () => well));
  const ahead = packetOf('wrist', 30, dawn + 900 * hourMs, { ...well, spo2: 80 });
  const said = stepPacket(state, { ...ahead, received: dawn + 31 * minuteMs }, settings);
  assert.deepEqual([said.late, said.findings.length], [true, 0]);
  const { findings } = feed(minutesOf('wrist', 20, lowFrom(0), dawn + 31 * minuteMs, 31), state);
  assert.ok(codes(findings).includes('low-oxygen began'));
});

test('stepPacket tells movement after a fall, with a lower priority, and stays silent while she lies still', () => {
  const at = dawn + 10 * minuteMs;
  const day = (activity: (i: number) => number) =>
    minutesOf('ear', 40, (i) => ({ activity: activity(i), events: i === 10 ? [fallEvent(at + 20_000)] : [] }));
  const still = feed(day((i) => (i < 11 ? 500 : 0)));
  assert.deepEqual(codes(still.findings), ['fall began']);
  const up = feed(day((i) => (i < 11 ? 500 : i < 14 ? 3 : 900)));
  assert.deepEqual(codes(up.findings), ['fall began', 'fall changed']);
  const [fell, moved] = up.findings;
  assert.equal(moved!.episode, fell!.episode);
  assert.deepEqual([moved!.priority, moved!.reason.params?.movedAfter], ['low', true]);
  assert.equal(moved!.at, dawn + 16 * minuteMs);
});

test('serialise keeps a whole state, waiting packets and missing samples included, in less than 16 KiB', () => {
  const packets = minutesOf('wrist', 60, lowFrom(50));
  const { state } = feed([...packets.slice(0, 55), ...packets.slice(56, 57)]);
  state.devices.wrist!.order.held[0]!.readings[0]!.values[3] = Number.NaN;
  const copy = restore(serialise(state));
  assert.equal(serialise(copy), serialise(state));
  assert.deepEqual(copy.devices.wrist!.order.held[0]!.readings, state.devices.wrist!.order.held[0]!.readings);
  assert.ok(serialise(state).length < 16 * 1024, `${serialise(state).length} bytes`);
  assert.throws(() => restore('{"version":7}'), /expected version 1/);
});

test('present shows fresh, stale and never heard apart, and the score as partial', () => {
  const { state } = feed(minutesOf('wrist', 10, () => ({ spo2: 97, pulse: 70 })));
  const now = dawn + 10 * minuteMs;
  const fresh = present(state, now, settings);
  const of = (channel: string) => fresh.channels.find((shown) => shown.channel === channel)!;
  assert.deepEqual([of('spo2').freshness, of('temperature').freshness], ['live', 'none']);
  assert.deepEqual([fresh.news2?.least, fresh.news2?.most], [0, 14]);
  assert.ok(fresh.news2?.missing.includes('temperatureCel'));
  assert.deepEqual(fresh.silence, [{ kind: 'never-seen', device: 'ear', since: now }]);
  assert.equal(fresh.lastContact, now);
  const later = present(state, now + hourMs, settings);
  assert.equal(later.channels[0]!.freshness, 'stale');
  assert.equal(later.news2, undefined);
  assert.deepEqual(
    later.silence.map(({ kind }) => kind),
    ['never-seen', 'no-contact'],
  );
});

test('present does not show as live what a device says that nobody wears', () => {
  const { state } = feed(minutesOf('wrist', 10, (i) => ({ spo2: 97, pulse: 70, worn: i < 9 })));
  const shown = present(state, dawn + 10 * minuteMs, settings);
  assert.equal(shown.channels.find(({ channel }) => channel === 'spo2')!.freshness, 'stale');
  assert.ok(shown.silence.some(({ kind }) => kind === 'not-worn'));
});

test('stepPacket puts both devices into the same minutes, however many minutes their packets hold, up to a quarter of an hour', () => {
  for (const length of [1, 2, 5, 10, 15]) {
    const together = (packets: Packet[], shiftMinutes: number) =>
      Array.from({ length: Math.ceil(packets.length / length) }, (_, i) => {
        const group = packets.slice(i === 0 ? 0 : i * length - shiftMinutes, (i + 1) * length - shiftMinutes);
        const last = group.at(-1);
        return last ? [{ ...last, seq: i, readings: group.flatMap(({ readings }) => readings) }] : [];
      }).flat();
    const ear = minutesOf('ear', 240, () => ({ activity: 5 }));
    const wrist = minutesOf('wrist', 240, () => ({ pulse: 70 }));
    const packets = [...together(ear, 0), ...together(wrist, length >> 1)];
    const state = createWatch('p1');
    let seen = 0;
    let whole = 0;
    for (const packet of packets.sort((a, b) => a.received - b.received)) {
      const { closed } = state.minutes;
      stepPacket(state, packet, settings);
      for (const { minute, moves, medians } of state.minutes.slots) {
        if (minute <= closed || minute > state.minutes.closed) continue;
        seen++;
        if (moves.length > 0 && medians.pulse) whole++;
      }
    }
    assert.ok(seen > 200, `${seen} minutes closed, ${length} a packet`);
    assert.ok(whole > seen - length, `${whole} of ${seen} with both, ${length} a packet`);
  }
});

test('stepPacket raises live what many minutes together show, however many minutes a packet holds', () => {
  const still = minutesOf('wrist', 25 * 60, (i) => ({
    activity: i < 30 ? 100 : 0,
    pulse: i >= 60 && i < 90 ? 118 : 70,
  }));
  for (const length of [1, 5, 10, 15]) {
    const state = createWatch('p1');
    const live: string[] = [];
    for (let at = 0; at < still.length; at += length) {
      const group = still.slice(at, at + length);
      const packet = { ...group.at(-1)!, seq: at / length, readings: group.flatMap(({ readings }) => readings) };
      for (const finding of stepPacket(state, packet, settings).findings)
        if (finding.live) live.push(`${finding.reason.code} ${finding.phase} ${finding.priority}`);
    }
    for (const one of ['fast-pulse began low', 'no-movement began low', 'no-movement changed high'])
      assert.ok(live.includes(one), `${one}, ${length} min a packet, among ${live}`);
  }
});

test('stepPacket calls a button and a fall of a clock years ahead as of their arrival, and goes on judging', () => {
  const years = dawn + 10 * 365 * 24 * hourMs;
  const events = [{ code: 'button' as const, t: years, readings: [] }, fallEvent(years)];
  const { state, findings, late } = feed([packetOf('wrist', 0, dawn, { ...well, events })]);
  assert.deepEqual(late, []);
  assert.deepEqual(codes(findings), ['button began', 'fall began']);
  for (const { live, at, since, evidence } of findings) {
    assert.ok(live && at <= dawn + 2 * minuteMs && since <= at, String(at));
    assert.ok(evidence.every(({ from, to }) => Math.abs(from - dawn) < hourMs && Math.abs(to - dawn) < hourMs));
  }
  const after = feed(minutesOf('wrist', 30, lowFrom(5), dawn + minuteMs, 1), state);
  assert.ok(codes(after.findings).includes('low-oxygen began'));
});

test('stepPacket draws the range of people like her beside a finding that comes before anything is learned of her', () => {
  const [packet] = minutesOf('wrist', 1, () => well);
  const spo2 = {
    channel: 'spo2' as const,
    t: dawn,
    dt: 1000,
    values: Float64Array.from({ length: 600 }, (_, i) => 80 + (i % 3)),
  };
  const { findings } = feed([
    { ...packet!, received: dawn + 600_000, sent: dawn + 600_000, readings: [spo2] },
    ...minutesOf('wrist', 2, () => well, dawn + 600_000, 1),
  ]);
  const low = findings.find(({ detector }) => detector === 'low-oxygen')!;
  assert.ok((low.evidence[0]!.usual?.length ?? 0) > 0);
});
