import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'node:test';
import type { Family, PlanProblem, PlanStep, Plans } from '@munan/flow';
import { type Database, type Log, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import { OutOfDate } from '../versions.ts';
import { openPlans, PlansWrong, plansMigrations } from './plans.ts';

const step: PlanStep = { kind: 'operator-call', withinMs: 60_000 };
const everywhere = (plan: PlanStep[]): Plans => {
  const ofFamily = { high: plan, medium: plan, low: plan };
  return { safety: ofFamily, vital: ofFamily, silence: ofFamily, house: ofFamily };
};
const defaults = everywhere([step]);
const other = everywhere([{ ...step, withinMs: 120_000 }]);
/** A rule that these tests can break: nothing may take a whole day. */
const check = (plans: Plans): PlanProblem[] =>
  (Object.keys(plans) as Family[])
    .filter((family) => plans[family].high.some(({ withinMs }) => withinMs >= 86_400_000))
    .map((family) => ({ family, priority: 'high', code: 'no-deadline' }));

describe('openPlans', () => {
  const clock = new ManualClock(Date.UTC(2026, 10, 28));
  const folder = mkdtempSync(join(tmpdir(), 'munan-plans-'));
  let database: Database;
  let errors: object[];
  const log = { ...silentLog, error: (what: object) => void errors.push(what) } as Log;
  const open = () => openPlans({ database, clock, log, defaults, check });
  const rows = () => database.query.withTables<{ response_plans: Record<string, unknown> }>();

  before(async () => {
    database = await openDatabase(`sqlite:${join(folder, 'plans.sqlite')}`);
    await database.migrate(plansMigrations);
  });
  beforeEach(async () => {
    errors = [];
    await rows().deleteFrom('response_plans').execute();
  });
  after(async () => {
    await database.close();
    rmSync(folder, { recursive: true });
  });

  it('begins with the defaults as version 0, and keeps each change with who, when and why', async () => {
    const plans = await open();
    assert.deepEqual(plans.current, { version: 0, plans: defaults });
    const changed = await plans.change({ plans: other, note: '밤에는 더 오래', version: 0, by: 'm' });
    assert.deepEqual(changed, { version: 1, plans: other, note: '밤에는 더 오래', by: 'm', at: clock.now() });
    assert.deepEqual(plans.planFor('vital', 'low'), { steps: other.vital.low, version: 1 });
    const again = await open();
    assert.deepEqual(again.current, changed);
    assert.deepEqual(await again.find(1), changed);
    assert.deepEqual(await again.find(0), { version: 0, plans: defaults });
    assert.equal(await again.find(2), undefined);
    assert.deepEqual(await again.history(5), [{ version: 1, at: clock.now(), by: 'm', note: '밤에는 더 오래' }]);
  });

  it('refuses an old version and plans with problems, of changes at the same time all but one, and stays as it is', async () => {
    const plans = await open();
    const day = everywhere([{ ...step, withinMs: 86_400_000 }]);
    await assert.rejects(plans.change({ plans: day, note: 'n', version: 0, by: 'm' }), (error: PlansWrong) => {
      assert.ok(error instanceof PlansWrong);
      assert.equal(error.problems.length, 4);
      return true;
    });
    await assert.rejects(plans.change({ plans: other, note: 'n', version: 1, by: 'm' }), OutOfDate);
    const at = await Promise.allSettled(
      Array.from({ length: 6 }, (_, i) => plans.change({ plans: other, note: `n${i}`, version: 0, by: 'm' })),
    );
    assert.equal(at.filter(({ status }) => status === 'fulfilled').length, 1);
    assert.equal(plans.current.version, 1);
    assert.equal((await plans.history(9)).length, 1);
  });

  it('passes by what fits no longer, says so in the log, and counts on from it', async () => {
    const first = await open();
    await first.change({ plans: other, note: 'good', version: 0, by: 'm' });
    const stored = [
      JSON.stringify({ ...other, safety: { ...other.safety, high: [{ kind: 'carrier-pigeon', withinMs: 60_000 }] } }),
      '{"safety":',
      JSON.stringify(everywhere([{ ...step, withinMs: 86_400_000 }])),
    ];
    for (const [index, json] of stored.entries())
      await rows()
        .insertInto('response_plans')
        .values({ version: 2 + index, at: 1, by: 'm', note: 'old', json })
        .execute();
    const plans = await open();
    assert.equal(plans.current.version, 1);
    assert.deepEqual(plans.current.plans, other);
    assert.deepEqual(plans.unfit, [4, 3, 2]);
    assert.deepEqual(
      errors.map((error) => (error as { version: number }).version),
      [4, 3, 2],
    );
    assert.equal(await plans.find(3), undefined);
    await plans.change({ plans: defaults, note: 'mended', version: 1, by: 'm' });
    assert.equal(plans.current.version, 5);
    assert.deepEqual(plans.unfit, []);
    assert.equal((await open()).current.version, 5);
  });

  it('falls back to the defaults where nothing stored fits', async () => {
    await rows().insertInto('response_plans').values({ version: 1, at: 1, by: 'm', note: 'n', json: 'null' }).execute();
    const plans = await open();
    assert.deepEqual(plans.current, { version: 0, plans: defaults });
    assert.deepEqual(plans.unfit, [1]);
    assert.equal((await plans.change({ plans: other, note: 'n', version: 0, by: 'm' })).version, 2);
  });
});
