import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { type Database, ManualClock, openDatabase, silentLog, sql } from '@munan/runtime';
import { openAudit } from './audit.ts';
import { notedBreaks } from './checkpoint.ts';
import { auditMigrations } from './migrations.ts';

describe('openAudit with a log of before', () => {
  const dataFolder = mkdtempSync(join(tmpdir(), 'munan-carry-'));
  after(() => rmSync(dataFolder, { recursive: true, force: true }));

  it('finds the trail whole after a crash that came right behind the commit that carried the log over', async () => {
    const database = await openDatabase(`sqlite:${join(dataFolder, 'munan.sqlite')}`);
    await database.migrate(auditMigrations);
    await sql`create table access_log (nonce text primary key, at integer, user_id text, user_name text, role text,
      origin text, subject text, action text)`.execute(database.query);
    await sql`insert into access_log values ('n1', 1, 'u', 'U', 'nurse', '10.0.0.1', 'p1', 'person')`.execute(
      database.query,
    );
    const options = { clock: new ManualClock(), log: silentLog, dataFolder, zoneOffsetMinutes: 540 };
    const killed: Database = {
      ...{ engine: database.engine, types: database.types, query: database.query },
      async transaction(work) {
        await database.transaction(work);
        throw new Error('killed');
      },
      append: (...all) => database.append(...all),
      migrate: (migrations) => database.migrate(migrations),
      close: () => database.close(),
    };
    await assert.rejects(openAudit({ ...options, database: killed }), /^Error: killed/);
    const audit = await openAudit({ ...options, database });
    const { ok, rows, problems } = await audit.verify();
    assert.deepEqual({ ok, rows, problems }, { ok: true, rows: 1, problems: [] });
    assert.deepEqual(notedBreaks(dataFolder), []);
    await audit.close();
    await database.close();
  });
});
