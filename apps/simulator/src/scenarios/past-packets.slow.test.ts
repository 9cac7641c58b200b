import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWatch, defaultNoMovementHours, overview, stepPacket, tick } from '@munan/detectors';
import type { OutgoingChannel } from '@munan/devices';
import type { Finding, Packet } from '@munan/flow';
import { Body } from '../body/body.ts';
import { measure, measurePast } from '../devices/measure.ts';
import { town } from '../town/town.ts';
import { pastPackets } from './past-packets.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const midnight = Date.UTC(2026, 10, 21, 15);

const readings = (channels: readonly OutgoingChannel[]): Packet['readings'] =>
  channels.map(({ c, t, dt, x }) => ({ channel: c, t, dt, values: Float64Array.from(x as ArrayLike<number>) }));

/** 18 days as they are seeded, the history as the devices send it, and then hours of the live stream. */
function weeksOf(resident: (typeof town.people)[number], seededAt: number, liveHours: number) {
  const body = new Body(resident.body, { kind: resident.course!, seededAt });
  const devices = town.devices.filter(({ person }) => person === resident.id);
  const settings = {
    ...{ spo2Scale2: resident.spo2Scale2, noMovementHours: defaultNoMovementHours, devices },
    listeningSince: seededAt,
  };
  const cut = Math.floor((seededAt - 12 * minuteMs) / minuteMs) * minuteMs;
  const state = createWatch(resident.id);
  const past: Finding[] = [];
  for (const packet of pastPackets(resident.id, body, devices, cut - 18 * dayMs, cut))
    past.push(...stepPacket(state, packet, settings).findings);
  const page = overview(state, seededAt, settings);

  const live: Finding[] = [];
  let seq = seededAt;
  const packetOf = (device: string, sent: number, channels: OutgoingChannel[]): Packet => ({
    ...{ device, subject: resident.id, seq: seq++, sent, received: sent, clockOffset: 0, events: [] },
    readings: readings(channels),
  });
  const began = seededAt + 10_000;
  const to = Math.floor(began / minuteMs) * minuteMs;
  for (const { id, kind } of devices) {
    for (let from = to - 7 * dayMs; from < cut; from += 12 * hourMs) {
      const late = packetOf(id, began, measurePast(body, kind, from, Math.min(cut, from + 12 * hourMs)));
      assert.equal(stepPacket(state, late, settings).late, true);
    }
    const last = stepPacket(state, packetOf(id, began, measurePast(body, kind, cut, to)), settings);
    assert.equal(last.late, false);
    live.push(...last.findings);
  }
  for (let now = to + minuteMs; now <= to + liveHours * hourMs; now += minuteMs) {
    for (const { id, kind } of devices) {
      const packet = packetOf(id, now, measure(body, kind, now - minuteMs, now));
      live.push(
        ...stepPacket(state, { ...packet, battery: body.findBattery(kind, now), worn: body.worn(kind, now) }, settings)
          .findings,
      );
    }
    live.push(...tick(state, now, settings));
  }
  return { past, page, live };
}

/** What is said of each; beside these only what nobody would be called for at once. */
const expected = {
  'up-at-night': 'up-at-night',
  'slowing-down': 'activity-decline',
  'pauses-of-breathing': 'sleep-apnoea-sign',
  'falling-ill': 'unusual-temperature',
  steady: undefined,
} as const;

for (const hour of [2, 10, 20])
  test(`pastPackets up to ${hour} h give each of the five the page of weeks, only soft findings, and a quiet live day after`, () => {
    const residents = town.people.filter(({ course }) => course !== undefined);
    assert.equal(residents.length, 5);
    for (const resident of residents) {
      const { past, page, live } = weeksOf(resident, midnight + hour * hourMs + 17_333, 6);
      const { id, course } = resident;
      assert.ok(page.nights.length >= 7 && page.rhythm && page.routine?.upAt && page.routine.bedAt, id);
      assert.ok(page.usual.length > 0 && page.usual.every(({ own }) => own > 0.5), id);
      const codes = past.map(({ reason }) => reason.code);
      assert.ok(past.every(({ priority }) => priority === 'low') && past.length <= 4, `${id}: ${codes}`);
      const wanted = expected[course!];
      if (wanted === undefined) assert.deepEqual(codes, [], id);
      else assert.ok(codes.includes(wanted), `${id}: ${codes}`);
      // Who falls ill is told to be ill, on whichever day it is sure.
      const told = live.map(({ reason, priority }) => `${reason.code} ${priority}`);
      if (course !== 'falling-ill') assert.deepEqual(told, [], id);
      else
        assert.ok(
          live.every(({ priority }) => priority !== 'high'),
          `${told}`,
        );
    }
  });
