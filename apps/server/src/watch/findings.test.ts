import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { it } from 'node:test';
import type { Finding } from '@munan/flow';
import { ManualClock, openDatabase } from '@munan/runtime';
import { findingMigrations, openFindings } from './findings.ts';

const findingOf = (id: string, more: Partial<Finding> = {}): Finding => ({
  ...{ id, episode: id, subject: 'p', detector: 'fall', version: 1, phase: 'began', family: 'safety' },
  ...{ priority: 'high', reason: { code: 'fall' }, confidence: 1, since: 0, at: 0, live: true, evidence: [] },
  ...more,
});

it('findings.unraised are those that must have an alert and have none, after half a minute and for six hours', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'munan-findings-'));
  const database = await openDatabase(`sqlite:${join(folder, 'x.sqlite')}`);
  await database.migrate([
    ...findingMigrations,
    {
      name: 'taken',
      up: async (query) =>
        query.schema
          .createTable('alert_taken')
          .addColumn('id', 'text', (id) => id.primaryKey())
          .execute(),
    },
  ]);
  const clock = new ManualClock();
  const findings = openFindings(database, clock);
  await findings.keep([
    findingOf('taken'),
    findingOf('late', { live: false }),
    findingOf('held', { held: { threshold: 2 } }),
    findingOf('over', { phase: 'ended' }),
    findingOf('forgotten'),
    findingOf('graver', { phase: 'changed' }),
  ]);
  await database.query
    .withTables<{ alert_taken: { id: string } }>()
    .insertInto('alert_taken')
    .values({ id: 'taken' })
    .execute();
  const unraised = async () => (await findings.unraised(10)).map(({ id }) => id);
  assert.deepEqual(await unraised(), [], 'they are on their way');
  clock.advance(31_000);
  assert.deepEqual((await unraised()).sort(), ['forgotten', 'graver']);
  assert.equal((await findings.unraised(1)).length, 1);
  clock.advance(6 * 3_600_000);
  assert.deepEqual(await unraised(), []);
  await database.close();
  rmSync(folder, { recursive: true });
});
