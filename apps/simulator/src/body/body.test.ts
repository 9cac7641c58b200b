import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { town } from '../town/town.ts';
import { Body } from './body.ts';
import { episode } from './episode.ts';

const minuteMs = 60_000;
const from = Date.UTC(2026, 0, 1);
const aTime = fc.integer({ min: from, max: Date.UTC(2027, 11, 31) });
const aResident = fc.constantFrom(...town.people);

test('Body of a well person stays within what needs no alarm, at any moment of two years', () => {
  fc.assert(
    fc.property(aResident, aTime, (resident, t) => {
      const body = new Body(resident.body);
      const pulse = body.pulse(t);
      const spo2 = body.spo2(t);
      const temperature = body.temperature(t);
      assert.ok(pulse >= 51 && pulse <= 110, `pulse ${pulse}`);
      assert.ok(temperature >= 35.9 && temperature <= 37.5, `temperature ${temperature}`);
      const lowest = resident.spo2Scale2 ? 87 : 92;
      assert.ok(Number.isNaN(spo2) || (spo2 >= lowest && spo2 <= 100), `spo2 ${spo2}`);
      for (const kind of ['ear', 'wrist'] as const) {
        const activity = body.activity(kind, t);
        assert.ok(Number.isInteger(activity) && activity >= 0 && activity <= 2500, `activity ${activity}`);
        const battery = body.findBattery(kind, t);
        assert.ok(battery !== undefined && battery >= 20 && battery <= 100, `battery ${battery}`);
      }
      const steps = body.steps(t);
      assert.ok(Number.isInteger(steps) && steps >= 0 && steps <= 150, `steps ${steps}`);
    }),
    { numRuns: 3000 },
  );
});

test('Body tells the same minute the same way, whatever was asked before', () => {
  fc.assert(
    fc.property(aResident, aTime, aTime, (resident, t, other) => {
      const asked = new Body(resident.body);
      asked.pulse(other);
      asked.activity('ear', other);
      const fresh = new Body(resident.body);
      assert.equal(asked.pulse(t), fresh.pulse(t));
      assert.ok(Object.is(asked.spo2(t), fresh.spo2(t)));
      assert.equal(asked.activity('ear', t), fresh.activity('ear', t));
    }),
    { numRuns: 300 },
  );
});

test('Body lives: sleeps at night, walks by day, is never without movement for four hours, takes each device off once a day', () => {
  for (const resident of town.people) {
    const body = new Body(resident.body);
    let asleep = 0;
    let steps = 0;
    let still = 0;
    let longestStill = 0;
    let unwornRuns = 0;
    const days = 5;
    for (let t = from; t < from + days * 86_400_000; t += minuteMs) {
      if (body.doing(t) === 'asleep') asleep++;
      steps += body.steps(t);
      still = body.activity('ear', t) + body.activity('wrist', t) > 20 ? 0 : still + 1;
      longestStill = Math.max(longestStill, still);
      if (!body.worn('ear', t) && body.worn('ear', t - minuteMs)) unwornRuns++;
      assert.ok(body.worn('ear', t) || body.worn('wrist', t), 'one of the devices watches');
    }
    const hoursAsleep = asleep / 60 / days;
    assert.ok(hoursAsleep > 5 && hoursAsleep < 11, `${resident.id} sleeps ${hoursAsleep} h`);
    assert.ok(steps / days > 500 && steps / days < 12_000, `${resident.id} walks ${steps / days} steps`);
    assert.ok(longestStill < 240, `${resident.id} lay ${longestStill} min without moving`);
    assert.equal(unwornRuns, days);
  }
});

test('Body.spo2 drops over minutes in a desaturation and is back when it is over', () => {
  const [resident] = town.people;
  const body = new Body(resident!.body);
  const at = from + 4 * 3_600_000;
  const drop = episode('desaturation', resident!.id, at, 'ok');
  const before = body.spo2(at - 1000);
  body.add(drop, at);
  const lowest = Math.min(
    ...Array.from({ length: 1000 }, (_, s) => body.spo2(at + s * 1000)).filter((v) => !Number.isNaN(v)),
  );
  assert.ok(lowest <= 86 && lowest >= 80, `lowest ${lowest}`);
  assert.ok(Math.abs(body.spo2(at + 60_000) - before) <= 5, 'no jump in the first minute');
  assert.ok(body.spo2(drop.until + 1000) >= 94);
});

test('Body lies still after a fall with no answer, and is asked in vain; one who answers ok moves again soon', () => {
  const [resident, other] = town.people;
  const at = from + 4 * 3_600_000;
  const helpless = new Body(resident!.body);
  helpless.add(episode('fall', resident!.id, at, 'none'), at);
  assert.ok(helpless.activity('ear', at) >= 900, 'the blow itself is counted');
  for (let minute = 2; minute < 7; minute++) {
    assert.ok(helpless.activity('ear', at + minute * minuteMs) <= 2);
    assert.equal(helpless.steps(at + minute * minuteMs), 0);
  }
  assert.equal(helpless.answer(at + 30_000).answer, 'none');
  assert.equal(helpless.answer(at + 20 * minuteMs).answer, 'ok');
  const fine = new Body(other!.body);
  fine.add(episode('fall', other!.id, at, 'ok'), at);
  assert.equal(fine.answer(at + 30_000).answer, 'ok');
  const later = [3, 4, 5, 6].map((minute) => fine.activity('ear', at + minute * minuteMs));
  assert.ok(later.filter((counts) => counts >= 600).length >= 2, `${later}`);
});

test('Body.temperature of an ear device left on the table falls to the room, and the device is not worn', () => {
  const [resident] = town.people;
  const body = new Body(resident!.body);
  const at = from + 4 * 3_600_000;
  body.add(episode('left-on-table', resident!.id, at, 'none', 'ear'), at);
  assert.ok(!body.worn('ear', at + minuteMs));
  assert.ok(body.worn('wrist', at + minuteMs));
  assert.ok(body.temperature(at + 20 * minuteMs) < 25);
  assert.equal(body.answer(at + minuteMs).answer, 'none');
});

test('Body.findBattery runs out in a battery episode and is back after it', () => {
  const [resident] = town.people;
  const body = new Body(resident!.body);
  const at = from + 4 * 3_600_000;
  const empty = episode('battery', resident!.id, at, 'ok', 'wrist');
  body.add(empty, at);
  assert.ok(body.findBattery('wrist', at)! <= 9);
  assert.equal(body.findBattery('wrist', at + 6 * minuteMs), undefined);
  assert.notEqual(body.findBattery('ear', at + 6 * minuteMs), undefined);
  assert.notEqual(body.findBattery('wrist', empty.until), undefined);
});

test('Body.add forgets what is over for an hour', () => {
  const [resident] = town.people;
  const body = new Body(resident!.body);
  body.add(episode('button', resident!.id, from, 'help'), from);
  body.add(episode('fever', resident!.id, from + 5 * 3_600_000, 'ok'), from + 5 * 3_600_000);
  assert.deepEqual(
    body.episodes.map(({ kind }) => kind),
    ['fever'],
  );
});
