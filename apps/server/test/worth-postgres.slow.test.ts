import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ManualClock, type PostgresForTests, startPostgresForTests } from '@munan/runtime';
import type { House } from '../src/house.ts';
import { newFolder, openTestHouse, personOf } from './house-for-tests.ts';

const hour = 3_600_000;

describe('outcomes and drills on PostgreSQL', () => {
  const { folder, remove } = newFolder();
  const clock = new ManualClock();
  let postgres: PostgresForTests;
  let house: House;
  let url: string;
  const open = async () => {
    house = await openTestHouse(folder, clock, url);
    await house.start();
  };

  before(async () => {
    postgres = await startPostgresForTests();
    url = await postgres.newDatabase();
    await open();
    await house.enrol([personOf('p1')]);
    await house.addDevice('ear-1', 'ear', 'p1', clock.now());
  });
  after(async () => {
    await house.close();
    await postgres.stop();
    remove();
  });

  it('outcomes.rates() and outcomes.labels() count as on SQLite', async () => {
    const began = clock.now();
    for (const [index, verdict] of (['true', 'false', 'false', 'unclear'] as const).entries()) {
      clock.advance(12 * hour);
      const at = clock.now();
      const finding = (detector: string) => ({
        ...{ id: `${detector}/${index}`, episode: `${detector}/${index}`, subject: 'p1', detector, version: 1 },
        ...({ phase: 'began', family: 'safety', priority: 'high', reason: { code: detector }, confidence: 1 } as const),
        ...{ since: at, at, live: true, evidence: [{ channel: 'x', device: 'ear-1', from: at, to: at, values: {} }] },
      });
      await house.response.take([finding('fall'), finding('button')]);
      const [alert] = await house.response.list({ status: 'open', subject: 'p1' });
      const outcome = { verdict, code: 'other' };
      const closed = await house.response.command(alert!.id, { command: 'close', outcome }, { id: 'op', name: 'op' });
      assert.ok('history' in closed, JSON.stringify(closed));
    }
    const { total, byRule, byModel, byFirmware, causes, days } = await house.outcomes.rates(clock.now(), 28);
    assert.deepEqual([total.closed, total.true, total.false, total.unclear], [4, 1, 2, 1]);
    assert.equal(total.falsePerPersonDay, 2 / days);
    assert.deepEqual(
      byRule.map(({ key, closed }) => [key, closed]),
      [
        ['button/button', 4],
        ['fall/fall', 4],
      ],
    );
    assert.deepEqual(
      [byModel[0]?.key, byFirmware[0]?.key, causes],
      ['ear', 'ear unknown', [{ code: 'other', count: 2 }]],
    );
    const labels = await Array.fromAsync(house.outcomes.labels(began, clock.now() + 1));
    assert.equal(labels.flat().length, 8);
    assert.deepEqual(await Array.fromAsync(house.outcomes.labels(0, began)), []);
  });

  it('a drill goes on after a restart, ends, and its messages are counted', async () => {
    const { id } = await house.drills.start({ name: '훈련', alerts: 4, minutes: 4 }, 'boss');
    await house.close();
    clock.advance(2 * hour);
    await open();
    for (let round = 0; round < 6; round++) {
      clock.advance(10 * 60_000);
      await house.drills.settled();
      await house.response.settled();
    }
    await house.drills.end(id);
    const found = await house.drills.find(id);
    assert.deepEqual([found?.drill.raised, found?.drill.open], [4, 0]);
    const counts = await house.response.messageCounts(found!.alerts.map((alert) => alert.id));
    assert.equal(counts.outside, 0);
    assert.ok([...counts.byAlert.values()].some((count) => count > 0));
  });
});
