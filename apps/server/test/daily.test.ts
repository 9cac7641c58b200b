import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Observation, validate } from '@munan/fhir';
import { dailyObservationId, type FhirRecord, resourceOf } from '@munan/record';
import { ManualClock } from '@munan/runtime';
import type { House } from '../src/house.ts';
import { newFolder, openTestHouse, personOf } from './house-for-tests.ts';
import { deliver, sentBy } from './packets-for-tests.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Midnight in Korea with which 2026-11-20 begins. */
const day = Date.UTC(2026, 10, 19, 15);

describe('DailySummaries', () => {
  const { folder, remove } = newFolder();
  const clock = new ManualClock(day + dayMs - 30 * minuteMs);
  let house: House;
  let seq = 0;

  const open = async () => {
    house = await openTestHouse(folder, clock);
    await house.start();
  };
  /** A packet with a sample each minute; it arrives now when not said. */
  const send = async (
    device: string,
    c: 'pulse' | 'spo2' | 'steps',
    from: number,
    x: (number | null)[],
    at?: number,
  ) => {
    seq += 1;
    const sent = from + x.length * minuteMs;
    const packet = { v: 1, seq, sent, battery: 80, worn: true, channels: [{ c, t: from, dt: minuteMs, x }] } as const;
    const arrival = { ...sentBy(device, packet as never), at: at ?? clock.now() };
    assert.deepEqual(await deliver(house, (to) => clock.moveTo(to), [arrival]), ['stored']);
  };
  const pass = async (to: number) => {
    clock.moveTo(to);
    await house.daily.settled();
  };
  const told = (record: FhirRecord, channel: 'pulse' | 'spo2' | 'steps', of = '2026-11-20') =>
    record.find('Observation', dailyObservationId({ patient: 'p1', channel, day: of }));
  const part = (observation: Observation, code: string) =>
    observation.component?.find((each) => each.code.coding?.some((coding) => coding.code === code))?.valueQuantity;

  before(async () => {
    await open();
    await house.enrol([personOf('p1')]);
    for (const [id, kind] of [
      ['ear-1', 'ear'],
      ['ear-2', 'ear'],
      ['wrist-1', 'wrist'],
    ] as const) {
      await house.addDevice(id, kind, 'p1', 0);
    }
  });
  after(async () => {
    await house?.close();
    remove();
  });

  it('tells a day after its midnight: one valid Observation a vital sign, of the day tier and its minutes', async () => {
    await send('ear-1', 'pulse', day + 10 * 60 * minuteMs, [60, 70, null, 80, 90]);
    await send('ear-2', 'pulse', day + 11 * 60 * minuteMs, [100]);
    await send('wrist-1', 'steps', day + 12 * 60 * minuteMs, [10, 0, 32]);
    await pass(day + dayMs - 1);
    assert.equal(await told(house.record, 'pulse'), undefined, 'the day is not over');
    await pass(day + dayMs + 30 * minuteMs);
    const stored = await told(house.record, 'pulse');
    assert.ok(stored);
    const pulse = resourceOf<Observation>(stored);
    validate(pulse);
    assert.equal(pulse.status, 'final');
    assert.deepEqual(pulse.effectivePeriod, {
      start: '2026-11-20T00:00:00+09:00',
      end: '2026-11-20T23:59:59.999+09:00',
    });
    const values = ['41924-2', '8883-1', '8873-2', 'count', 'minutes-measured', 'worn-share'].map(
      (code) => part(pulse, code)?.value,
    );
    assert.deepEqual(values, [80, 60, 100, 5, 5, 0.3]);
    assert.deepEqual(part(pulse, '41924-2')?.code, '/min');
    assert.equal(pulse.device?.reference, 'Device/ear-1');
    assert.deepEqual(pulse.extension, [
      { url: 'urn:munan:further-device', valueReference: { reference: 'Device/ear-2' } },
    ]);
    assert.equal(pulse.meta?.tag?.[0]?.code, 'HTEST');
    const steps = await told(house.record, 'steps');
    assert.ok(steps);
    assert.equal(resourceOf<Observation>(steps).valueQuantity?.value, 42);
    assert.equal(await told(house.record, 'spo2'), undefined, 'nothing was measured');
  });

  it('a late packet makes a new version of its day; what says nothing new makes none', async () => {
    const late = day + dayMs + 60 * minuteMs;
    await send('ear-1', 'pulse', day + 13 * 60 * minuteMs, [40], late);
    await pass(late + 10 * minuteMs);
    const pulse = await told(house.record, 'pulse');
    assert.equal(pulse?.version, 2);
    assert.equal(part(resourceOf<Observation>(pulse), '8883-1')?.value, 40);
    assert.equal((await told(house.record, 'steps'))?.version, 1);
    await send('ear-1', 'pulse', day + 14 * 60 * minuteMs, [null], late + 11 * minuteMs);
    await pass(late + 30 * minuteMs);
    assert.equal((await told(house.record, 'pulse'))?.version, 2);
  });

  it('what fell due while nobody was there is told at the next start', async () => {
    await send('ear-1', 'spo2', day + dayMs + 45 * minuteMs, [97, 95]);
    await house.close();
    clock.moveTo(day + 5 * dayMs);
    await open();
    await house.daily.settled();
    const spo2 = await told(house.record, 'spo2', '2026-11-21');
    assert.ok(spo2);
    assert.equal(part(resourceOf<Observation>(spo2), 'average')?.value, 96);
    assert.equal((await told(house.record, 'pulse'))?.version, 2, 'what was told stays as it is');
  });

  it('a day more than 31 days ago is told no more', async () => {
    await send('ear-1', 'spo2', day - 40 * dayMs, [97], day + 5 * dayMs + minuteMs);
    await pass(day + 5 * dayMs + 15 * minuteMs);
    assert.equal(await told(house.record, 'spo2', '2026-10-11'), undefined);
  });
});
