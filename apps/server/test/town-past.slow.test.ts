import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AlertList, PersonPage, WatchPage } from '@munan/flow';
import { ManualClock } from '@munan/runtime';
import { findSeeded, seedTown } from '../src/demonstration.ts';
import { seedPastWeeks } from '../src/demonstration-past.ts';
import type { House } from '../src/house.ts';
import { bearer, newFolder, openTestHouse } from './house-for-tests.ts';

/** Ten in the morning in Korea. */
const now = Date.UTC(2026, 10, 22, 1);
/** With pauses of breathing at night; all five: past-packets.slow.test.ts. */
const person = 'p16';

describe('the past weeks of the demonstration town', () => {
  const { folder, remove } = newFolder();
  let house: House;
  const open = async () => {
    house = await openTestHouse(folder, new ManualClock(now));
    if (findSeeded(folder) === undefined) await seedTown(house);
    await house.start();
  };
  const reopen = async () => {
    await house.close();
    await open();
  };
  const seedPast = () => {
    const { devices, seededAt } = findSeeded(folder)!;
    return seedPastWeeks(
      house,
      devices.filter((one) => one.person === person),
      seededAt,
    );
  };
  before(async () => {
    await open();
    // Stopped before anything was made: her empty watch is on disk.
    await reopen();
    const known = await seedPast();
    assert.ok(known < now - 10 * 60_000 && known > now - 15 * 60_000);
  });
  after(async () => {
    await house.close();
    remove();
  });

  const ask = async <T>(url: string): Promise<T> => {
    const app = await house.openHttp();
    const authorization = await bearer(folder, 'operator', 'operator1', now);
    const answer = await app.inject({ method: 'GET', url, headers: { authorization } });
    await app.close();
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json<T>();
  };

  it('are on the page of a person: nights, rhythm, routine and a usual range that is her own', async () => {
    const page = await ask<WatchPage>(`/api/people/${person}/watch`);
    assert.ok(page.nights.length >= 7, `${page.nights.length} nights`);
    assert.ok(page.rhythm && page.rhythm.days >= 7 && page.rhythm.relativeAmplitude !== null);
    assert.ok(page.routine?.upAt && page.routine.bedAt);
    for (const channel of ['spo2', 'pulse', 'temperature', 'activity'] as const) {
      const ranges = page.usual.filter((range) => range.channel === channel);
      assert.ok(ranges.length > 0 && ranges.every(({ own }) => own > 0.5), channel);
    }
    assert.deepEqual([page.nights[0]!.apnoea.says, page.nights.at(-1)!.apnoea.says], ['unlikely', 'likely']);
  });

  it('are told on the page as soft findings of the past, and put nothing on the desk', async () => {
    const { findings } = await ask<PersonPage>(`/api/people/${person}`);
    assert.deepEqual(
      findings.map(({ reason, priority, live }) => [reason.code, priority, live]),
      [['sleep-apnoea-sign', 'low', false]],
    );
    assert.deepEqual((await ask<AlertList>('/api/alerts?status=open')).alerts, []);
  });

  it('are still there after a restart, and are not taken a second time', async () => {
    const before = await ask<WatchPage>(`/api/people/${person}/watch`);
    await reopen();
    const { nights, routine } = await ask<WatchPage>(`/api/people/${person}/watch`);
    assert.deepEqual({ nights, routine }, { nights: before.nights, routine: before.routine });
    await seedPast();
    assert.deepEqual((await ask<WatchPage>(`/api/people/${person}/watch`)).nights, before.nights);
    await assert.rejects(house.judgePast(person, []), /something was heard of p16 already/);
  });

  it('judgePast of somebody who is not enrolled throws, and one that is ended keeps nothing', async () => {
    await assert.rejects(house.judgePast('nobody', []), /no person nobody/);
    const ended = AbortSignal.abort();
    const packets = (function* () {
      const until = performance.now() + 20;
      let seq = 0;
      while (performance.now() < until)
        yield {
          ...{ device: 'wrist-01', subject: 'p01', seq: seq++, sent: now, received: now, clockOffset: 0 },
          ...{ readings: [], events: [] },
        };
    })();
    assert.deepEqual(await house.judgePast('p01', packets, ended), []);
    assert.deepEqual(Object.keys(house.keeper.stateOf('p01')!.devices), []);
  });
});
