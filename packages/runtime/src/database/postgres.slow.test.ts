import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { databaseContract, thingMigrations } from './contract-for-tests.ts';
import { openDatabase } from './open.ts';
import { type PostgresForTests, startPostgresForTests } from './postgres-for-tests.ts';

let postgres: PostgresForTests;

before(async () => {
  postgres = await startPostgresForTests();
});
after(() => postgres?.stop());

databaseContract('PostgreSQL', () => postgres.newDatabase());

describe('openDatabase on PostgreSQL', () => {
  it('migrate() by two processes at once applies each migration once', async () => {
    const url = await postgres.newDatabase();
    const [one, two] = await Promise.all([openDatabase(url), openDatabase(url)]);
    await Promise.all([one.migrate(thingMigrations), two.migrate(thingMigrations)]);
    await Promise.all([one.close(), two.close()]);
  });

  it('append() by two processes at once gives numbers that become visible in their order', async () => {
    const url = await postgres.newDatabase();
    const [one, two, reader] = await Promise.all([openDatabase(url), openDatabase(url), openDatabase(url)]);
    await one.migrate(thingMigrations);
    const query = reader.query.withTables<{ thing: { id: number } }>();
    let writing = true;
    const write = async (database: typeof one, owner: string) => {
      for (let seq = 0; seq < 60; seq += 1) {
        await database.append('thing', ['owner', 'seq'], [[owner, seq]], ['owner', 'seq']);
      }
    };
    const followed: number[] = [];
    const follow = async () => {
      for (let last = false; ; last = !writing) {
        const after = followed.at(-1) ?? 0;
        const rows = await query.selectFrom('thing').select('id').where('id', '>', after).orderBy('id').execute();
        followed.push(...rows.map(({ id }) => id));
        if (last) return;
      }
    };
    const following = follow();
    await Promise.all([write(one, 'one'), write(two, 'two')]);
    writing = false;
    await following;
    assert.equal(followed.length, 120);
    await Promise.all([one.close(), two.close(), reader.close()]);
  });

  it('says in one line, without the password, that nobody answers', async () => {
    await assert.rejects(
      openDatabase('postgres://munan:secret@127.0.0.1:1/none'),
      /^Error: the database postgres:\/\/munan@127.0.0.1:1\/none cannot be opened: .*ECONNREFUSED/,
    );
  });
});
