import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createWatch, defaultNoMovementHours, stepPacket, tick } from '@munan/detectors';
import { decodePacket, encodePacket, toPacket } from '@munan/devices';
import type { Finding } from '@munan/flow';
import { Body } from '../body/body.ts';
import { type Episode, episode } from '../body/episode.ts';
import { measure, measureEvents } from '../devices/measure.ts';
import type { Resident } from '../town/resident.ts';
import { town } from '../town/town.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
/** Ten in the morning in Korea. */
const morning = Date.UTC(2026, 10, 22, 1);

/** What the server's watch says of a resident whose devices send a packet a minute. */
function watch(resident: Resident, from: number, to: number, happening: readonly Episode[] = []): Finding[] {
  const body = new Body(resident.body);
  for (const one of happening) body.add(one, one.from);
  const devices = town.devices.filter(({ person }) => person === resident.id);
  const settings = { spo2Scale2: resident.spo2Scale2, noMovementHours: defaultNoMovementHours, devices };
  const state = createWatch(resident.id);
  const findings: Finding[] = [];
  let seq = 1;
  for (let now = from + minuteMs; now <= to; now += minuteMs) {
    for (const { id, kind } of devices) {
      const battery = body.findBattery(kind, now);
      if (battery === undefined) continue;
      const bytes = encodePacket({
        v: 1,
        seq: seq++,
        sent: now,
        battery,
        worn: body.worn(kind, now),
        channels: measure(body, kind, now - minuteMs, now),
        events: kind === 'ear' ? measureEvents(body, now - minuteMs, now) : [],
      });
      const decoded = decodePacket(bytes, 'cbor');
      assert.ok(decoded.ok, decoded.ok ? '' : decoded.detail);
      const packet = toPacket(decoded.raw, { device: id, subject: resident.id, received: now, clockOffset: 0 });
      findings.push(...stepPacket(state, packet, settings).findings);
    }
    findings.push(...tick(state, now, settings));
  }
  return findings;
}

const told = (findings: readonly Finding[]) =>
  findings.map(({ phase, priority, reason }) => `${reason.code} ${phase} ${priority}`);

test('nobody in the town raises anything in a day on which nothing happens', () => {
  for (const [index, resident] of town.people.entries()) {
    // Eight people for each third of the day.
    const from = morning + (index % 3) * 8 * hourMs;
    assert.deepEqual(told(watch(resident, from, from + 8 * hourMs)), [], resident.id);
  }
});

const well = town.people.find(({ id }) => id === 'p04')!;
const breathless = town.people.find(({ id }) => id === 'p02')!;

for (const [kind, resident, answer, device, expected] of [
  ['fall', well, 'none', undefined, ['fall began high']],
  [
    'desaturation',
    well,
    'ok',
    undefined,
    ['low-oxygen began medium', 'low-oxygen changed high', 'low-oxygen ended high'],
  ],
  ['desaturation', breathless, 'ok', undefined, ['low-oxygen began high', 'low-oxygen ended high']],
  ['fever', well, 'ok', undefined, ['fever began low', 'fever changed medium', 'fever ended medium']],
  ['button', well, 'help', undefined, ['button began high']],
  ['left-on-table', well, 'none', 'ear', ['not-worn began low', 'not-worn ended low']],
  ['left-on-table', well, 'ok', 'wrist', ['not-worn began low', 'not-worn ended low']],
  ['battery', well, 'ok', 'wrist', ['battery began low', 'battery ended low']],
] as const) {
  test(`a ${kind}${device ? ` of the ${device} device` : ''} of ${resident.id} is found as what it is, and it ends`, () => {
    const at = morning + 30 * minuteMs;
    const findings = watch(resident, morning, at + 3 * hourMs, [episode(kind, resident.id, at, answer, device)]);
    const said = told(findings);
    let next = 0;
    for (const one of said) if (one === expected[next]) next++;
    assert.equal(next, expected.length, `${said}`);
    assert.ok(findings.every(({ live, at: when }) => live && when >= at));
  });
}

test('who fell and got up is seen to move again', () => {
  const at = morning + 30 * minuteMs;
  const findings = watch(well, morning, at + hourMs, [episode('fall', well.id, at, 'ok')]);
  assert.deepEqual(told(findings), ['fall began high', 'fall changed low']);
  const [, moved] = findings;
  assert.equal(moved!.reason.params!.movedAfter, true);
});
