import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { sql } from 'kysely';
import pg from 'pg';
import { claimDatabase } from './claim.ts';
import { databaseContract, thingMigrations } from './contract-for-tests.ts';
import { openDatabase } from './open.ts';
import { type PostgresForTests, startPostgresForTests } from './postgres-for-tests.ts';

let postgres: PostgresForTests;

before(async () => {
  postgres = await startPostgresForTests();
});
after(() => postgres?.stop());

databaseContract('PostgreSQL', () => postgres.newDatabase());

describe('claimDatabase on PostgreSQL', () => {
  const ignore = () => {};

  it('refuses a second server, and lets it in when the first has gone', async () => {
    const url = await postgres.newDatabase();
    const other = await claimDatabase(await postgres.newDatabase(), ignore);
    const first = await claimDatabase(url, ignore);
    await assert.rejects(claimDatabase(url, ignore), /is in use by another Munan server; stop that one first/);
    await first.release();
    const second = await claimDatabase(url, ignore);
    await second.release();
    await other.release();
  });

  it('takes its claim again when its connection broke, and says when another was faster', async () => {
    const url = await postgres.newDatabase();
    const admin = new pg.Client(url);
    await admin.connect();
    const taken = Promise.withResolvers<Error>();
    const first = await claimDatabase(url, taken.resolve);
    const locks = `pg_locks where locktype = 'advisory'
      and database = (select oid from pg_database where datname = current_database())`;
    const breakIt = () => admin.query(`select pg_terminate_backend(pid) from ${locks} and granted`);
    const { rows } = await admin.query<{ pid: number }>(`select pid from ${locks} and granted`);
    await breakIt();
    const heldAnew = `select 1 from ${locks} and granted and pid <> ${rows[0]?.pid}`;
    while ((await admin.query(heldAnew)).rows.length === 0);
    await assert.rejects(claimDatabase(url, ignore), /in use by another/);
    // Now somebody else stands in line already when its connection breaks.
    const other = new pg.Client(url);
    await other.connect();
    const waiting = other.query(`select pg_advisory_lock(${0x6d756e616f})`);
    while ((await admin.query(`select 1 from ${locks} and not granted`)).rows.length === 0);
    await breakIt();
    await waiting;
    assert.match((await taken.promise).message, /in use by another/);
    await first.release();
    await other.end();
    await admin.end();
  });
});

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

  it('transaction() and append() fail when their connection breaks under them, and go on over another', async () => {
    const url = await postgres.newDatabase();
    const database = await openDatabase(url);
    await database.migrate(thingMigrations);
    const admin = new pg.Client(url);
    await admin.connect();
    const broken = async (pid: number | undefined) => {
      await admin.query('select pg_terminate_backend($1)', [pid]);
      while ((await admin.query('select 1 from pg_stat_activity where pid = $1', [pid])).rows.length > 0);
    };
    const pidOf = async (query: typeof database.query) =>
      (await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(query)).rows[0]?.pid;
    // Between two statements: nobody waits for an answer that could say it.
    await assert.rejects(
      database.transaction(async (query) => {
        await broken(await pidOf(query));
        await pidOf(query);
      }),
    );
    // While a statement runs.
    await assert.rejects(
      database.transaction(async (query) => {
        const pid = await pidOf(query);
        await Promise.all([sql`select pg_sleep(600)`.execute(query), broken(pid)]);
      }),
    );
    // While an append waits for its turn in the table.
    await admin.query(`select pg_advisory_lock(hashtext('munan append thing'))`);
    const refused = assert.rejects(database.append('thing', ['owner', 'seq'], [['one', 1]], ['owner', 'seq']));
    const waiting = `select pid from pg_locks where locktype = 'advisory' and not granted`;
    let pid: number | undefined;
    while (pid === undefined) pid = (await admin.query<{ pid: number }>(waiting)).rows[0]?.pid;
    await broken(pid);
    await refused;
    await admin.query('select pg_advisory_unlock_all()');
    assert.deepEqual(await database.append('thing', ['owner', 'seq'], [['one', 1]], ['owner', 'seq']), [true]);
    assert.ok(await database.transaction((query) => pidOf(query)));
    await admin.end();
    await database.close();
  });

  it('says in one line, without the password, that nobody answers', async () => {
    await assert.rejects(
      openDatabase('postgres://munan:secret@127.0.0.1:1/none'),
      /^Error: the database postgres:\/\/munan@127.0.0.1:1\/none cannot be opened: .*ECONNREFUSED/,
    );
  });
});
