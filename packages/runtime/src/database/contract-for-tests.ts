import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type Generated, sql } from 'kysely';
import type { Database, Migration } from './database.ts';
import { DatabaseError } from './database-error.ts';
import { identity } from './migrate.ts';
import { openDatabase } from './open.ts';

export type ThingTables = {
  thing: { id: Generated<number>; owner: string; seq: number; weight: number | null; bytes: Uint8Array | null };
  part: { thing: number };
};

export const thingMigrations: Migration[] = [
  {
    name: 'contract-1-thing',
    async up(query, types) {
      await query.schema
        .createTable('thing')
        .addColumn('id', identity(types))
        .addColumn('owner', 'text', (column) => column.notNull())
        .addColumn('seq', types.bigint, (column) => column.notNull())
        .addColumn('weight', types.double)
        .addColumn('bytes', types.bytes)
        .addUniqueConstraint('thing_key', ['owner', 'seq'])
        .execute();
    },
  },
  {
    name: 'contract-2-part',
    async up(query, types) {
      await query.schema
        .createTable('part')
        .addColumn('thing', types.bigint, (column) => column.notNull().references('thing.id'))
        .execute();
    },
  },
];

const columns = ['owner', 'seq', 'weight', 'bytes'];
const key = ['owner', 'seq'];

/** What every driver must do. `newUrl` gives the address of a fresh, empty database each time. */
export function databaseContract(name: string, newUrl: () => Promise<string>): void {
  describe(`openDatabase on ${name}`, () => {
    let url: string;
    let database: Database<ThingTables>;

    before(async () => {
      url = await newUrl();
      database = (await openDatabase(url)) as Database<ThingTables>;
      await database.migrate(thingMigrations);
    });
    after(() => database.close());

    const count = async (owner: string) =>
      (
        await database.query
          .selectFrom('thing')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('owner', '=', owner)
          .executeTakeFirstOrThrow()
      ).count;
    const add = (owner: string, seq: number) => database.query.insertInto('thing').values({ owner, seq }).execute();

    it('reads back what was written: text, whole numbers, doubles, bytes, null', async () => {
      const bytes = Uint8Array.of(0, 1, 255);
      const values = { owner: '김순이 "\'', seq: Number.MAX_SAFE_INTEGER, weight: 0.1, bytes };
      const { id } = await database.query.insertInto('thing').values(values).returning('id').executeTakeFirstOrThrow();
      const read = database.query.selectFrom('thing').selectAll().where('id', '=', id);
      assert.deepEqual(await read.executeTakeFirst(), { id, ...values });
      await database.query.updateTable('thing').set({ weight: null, bytes: null }).where('id', '=', id).execute();
      assert.deepEqual(await read.executeTakeFirst(), { id, ...values, weight: null, bytes: null });
    });

    it('refuses to read a whole number beyond 2^53 instead of rounding it', async () => {
      await sql`insert into thing (owner, seq) values ('beyond', 9007199254740993)`.execute(database.query);
      await assert.rejects(
        database.query.selectFrom('thing').selectAll().where('owner', '=', 'beyond').execute(),
        /too large to be represented as a JavaScript number: 9007199254740993/,
      );
      assert.equal(await count('beyond'), 1);
    });

    it('divides whole numbers as whole numbers and keeps the numeral of a number in text', async () => {
      const row = await sql<{ half: number }>`select ${sql.val(5)} / 2 as half`.execute(database.query);
      assert.deepEqual(row.rows, [{ half: 2 }]);
    });

    it('sums whole numbers to a number', async () => {
      await database.append('thing', columns, [['sum', 2, 0.5, null], ['sum', 3, 0.25, null]], key); // biome-ignore format: one line says it
      const row = await sql`select sum(seq) as s, sum(weight) as w from thing where owner = 'sum'`.execute(
        database.query,
      );
      assert.deepEqual(row.rows, [{ s: 5, w: 0.75 }]);
    });

    it('tells how many rows an update changed', async () => {
      await add('changed', 1);
      await add('changed', 2);
      const update = database.query.updateTable('thing').set({ weight: 1 }).where('owner', '=', 'changed');
      assert.equal((await update.executeTakeFirstOrThrow()).numUpdatedRows, 2n);
    });

    it('transaction() commits all', async () => {
      const read = await database.transaction(async (query) => {
        await query.insertInto('thing').values({ owner: 'all', seq: 1 }).execute();
        await query.insertInto('thing').values({ owner: 'all', seq: 2 }).execute();
        return query.selectFrom('thing').select('seq').where('owner', '=', 'all').orderBy('seq').execute();
      });
      assert.deepEqual(read, [{ seq: 1 }, { seq: 2 }]);
      assert.equal(await count('all'), 2);
    });

    it('transaction() takes all back when the work fails, and goes on afterwards', async () => {
      const failing = database.transaction(async (query) => {
        await query.insertInto('thing').values({ owner: 'nothing', seq: 1 }).execute();
        throw new Error('no');
      });
      await assert.rejects(failing, /^Error: no$/);
      assert.equal(await count('nothing'), 0);
      await add('nothing', 1);
      assert.equal(await count('nothing'), 1);
    });

    it('transaction() runs one after another: counting up from many at once loses nothing', async () => {
      await add('counter', 0);
      const increment = () =>
        database.transaction(async (query) => {
          const table = query.selectFrom('thing').select('seq').where('owner', '=', 'counter');
          const { seq } = await table.executeTakeFirstOrThrow();
          await query
            .updateTable('thing')
            .set({ seq: seq + 1 })
            .where('owner', '=', 'counter')
            .execute();
        });
      await Promise.all(Array.from({ length: 30 }, increment));
      const row = database.query.selectFrom('thing').select('seq').where('owner', '=', 'counter');
      assert.deepEqual(await row.execute(), [{ seq: 30 }]);
    });

    it('transaction() inside a transaction, and append() inside one, are errors', async () => {
      await assert.rejects(
        database.transaction(() => database.transaction(async () => {})),
        /a transaction is open here/,
      );
      await assert.rejects(
        database.transaction(() => database.append('thing', columns, [['inner', 1, null, null]], key)),
        /a transaction is open here/,
      );
      assert.equal(await count('inner'), 0);
    });

    it('a query outside does not see an open transaction', async () => {
      await database.transaction(async (query) => {
        await query.insertInto('thing').values({ owner: 'unseen', seq: 1 }).execute();
        assert.equal(await count('unseen'), 0);
      });
      assert.equal(await count('unseen'), 1);
    });

    it('append() says of each row whether it was stored', async () => {
      const rows = (seqs: number[]) => seqs.map((seq) => ['append', seq, seq / 4, Uint8Array.of(seq)]);
      assert.deepEqual(await database.append('thing', columns, rows([1, 2, 1]), key), [true, true, false]);
      assert.deepEqual(await database.append('thing', columns, rows([2, 3]), key), [false, true]);
      assert.deepEqual(await database.append('thing', columns, [], key), []);
      const stored = database.query
        .selectFrom('thing')
        .select(['seq', 'weight', 'bytes'])
        .where('owner', '=', 'append');
      assert.deepEqual(
        await stored.orderBy('id').execute(),
        [1, 2, 3].map((seq) => ({ seq, weight: seq / 4, bytes: Uint8Array.of(seq) })),
      );
    });

    it('append() of many rows numbers them in their order', async () => {
      const rows = Array.from({ length: 5000 }, (_, seq) => ['many', (seq * 7919) % 5000, null, null]);
      const stored = await database.append('thing', columns, rows, key);
      assert.equal(stored.filter(Boolean).length, 5000);
      const read = await database.query
        .selectFrom('thing')
        .select('seq')
        .where('owner', '=', 'many')
        .orderBy('id')
        .execute();
      assert.deepEqual(
        read.map(({ seq }) => seq),
        rows.map((row) => row[1]),
      );
    });

    it('append() of many callers at once: one that fails does not take the others with it', async () => {
      const calls = Array.from({ length: 20 }, (_, seq) =>
        database.append('thing', columns, [['callers', seq === 7 ? null : seq, null, null]], key),
      );
      const results = await Promise.allSettled(calls);
      assert.deepEqual(
        results.map((result) => (result.status === 'fulfilled' ? result.value : result.reason.constraint)),
        Array.from({ length: 20 }, (_, seq) => (seq === 7 ? 'not-null' : [true])),
      );
      assert.equal(await count('callers'), 19);
    });

    it('append() of one bad row among good ones stores none of them', async () => {
      const rows = [['none', 1, null, null], ['none', null, null, null]]; // biome-ignore format: one line says it
      await assert.rejects(database.append('thing', columns, rows, key), DatabaseError);
      assert.equal(await count('none'), 0);
      await assert.rejects(database.append('thing', columns, [['none', 1]], key), /a row of 2 values/);
    });

    it('a DatabaseError carries the message, the SQL and the constraint', async () => {
      await add('twice', 1);
      const isUnique = (error: unknown) =>
        error instanceof DatabaseError && error.constraint === 'unique' && /insert into "thing"/.test(error.sql);
      await assert.rejects(add('twice', 1), isUnique);
      const orphan = database.query.insertInto('part').values({ thing: -1 }).execute();
      await assert.rejects(orphan, (error: DatabaseError) => error.constraint === 'foreign-key');
      await assert.rejects(sql`select nonsense from nowhere`.execute(database.query), /nowhere.*; in: select nonsense/);
    });

    it('migrate() applies a migration once, takes back one that fails, and refuses two of one name', async () => {
      const fails: Migration = {
        name: 'contract-3-fails',
        async up(query) {
          await query.schema.createTable('half').addColumn('id', 'integer').execute();
          throw new Error('half way');
        },
      };
      await assert.rejects(database.migrate([...thingMigrations, fails]), /half way/);
      const works: Migration = {
        name: 'contract-3-fails',
        up: (query) => query.schema.createTable('half').addColumn('id', 'integer').execute(),
      };
      await database.migrate([...thingMigrations, works]);
      await database.migrate([...thingMigrations, works]);
      await assert.rejects(database.migrate([works, works]), /two migrations are called contract-3-fails/);
    });

    it('keeps everything over close() and a new openDatabase()', async () => {
      const ownUrl = await newUrl();
      const first = await openDatabase(ownUrl);
      await first.migrate(thingMigrations);
      await first.append('thing', columns, [['kept', 1, 1.5, Uint8Array.of(9)]], key);
      await first.close();
      await first.close();
      const second = (await openDatabase(ownUrl)) as Database<ThingTables>;
      await second.migrate(thingMigrations);
      const rows = await second.query.selectFrom('thing').selectAll().execute();
      assert.deepEqual(rows, [{ id: 1, owner: 'kept', seq: 1, weight: 1.5, bytes: Uint8Array.of(9) }]);
      await second.close();
      await assert.rejects(second.query.selectFrom('thing').selectAll().execute());
    });
  });
}
