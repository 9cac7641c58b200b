import assert from 'node:assert/strict';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import { sql } from '@munan/runtime';
import { archiveTrail, verifyArchive } from './archive.ts';
import { type AuditForTests, entryOf, nurse, openAuditForTests } from './audit-for-tests.ts';
import { carryOldLog } from './carry-over.ts';
import { openAuditKey } from './checkpoint.ts';
import { auditTableNames, closeTable, openTable } from './tables.ts';

/** The same on both engines. */
export function auditContract(engine: string, newUrl: (folder: string) => Promise<string>): void {
  describe(`openAudit on ${engine}`, () => {
    let house: AuditForTests;
    before(async () => {
      house = await openAuditForTests(newUrl);
    });
    after(() => house?.remove());

    it('write puts many writers at once behind one another, each row once', async () => {
      await Promise.all(
        Array.from({ length: 40 }, (_, at) => house.audit.write([entryOf({ what: `series ${at}` }), entryOf()])),
      );
      const { records, total } = await house.audit.search({ limit: 200, ascending: true });
      assert.equal(total, 80);
      assert.deepEqual(
        records.map(({ seq }) => seq),
        Array.from({ length: 80 }, (_, at) => at + 1),
      );
      assert.equal(new Set(records.map(({ what }) => what)).size, 41);
      assert.ok((await house.audit.verify()).ok);
    });

    it('writeWithin is on disk with the transaction or not at all, and the chain goes on behind either', async () => {
      const { database, audit } = house;
      const before = (await audit.search({ limit: 0 })).total;
      const failed = database.transaction(async (query) => {
        await audit.writeWithin(query, [entryOf({ what: 'lost' })]);
        throw new Error('the data did not go');
      });
      await assert.rejects(failed, /did not go/);
      await Promise.all([
        database.transaction((query) => audit.writeWithin(query, [entryOf({ what: 'a' }), entryOf({ what: 'b' })])),
        audit.write([entryOf({ what: 'c' })]),
        database.transaction((query) => audit.writeWithin(query, [entryOf({ what: 'd' })])),
      ]);
      assert.equal((await audit.search({ limit: 0 })).total, before + 4);
      const verdict = await audit.verify();
      assert.deepEqual(verdict.problems, []);
      assert.equal(verdict.rows, before + 4);
    });

    it('search finds by patient, user, name, address, outcome and time, newest first, in pages', async () => {
      const { audit, clock } = house;
      const start = clock.now() + 1000;
      clock.moveTo(start);
      await audit.write([
        entryOf({ people: ['s1', 's2', 's1'], what: 'first' }),
        entryOf({
          people: ['s2'],
          who: { id: 'doc', name: '50%_의사', role: 'doctor' },
          origin: '10.9.9.9',
          outcome: 4,
        }),
        entryOf({ people: [], resource: 'Observation/o1/_history/2' }),
      ]);
      const since = [{ low: start }];
      const seqsOf = async (wanted: Parameters<typeof audit.search>[0]) =>
        (await audit.search({ dates: since, ...wanted })).records.map(({ what, user_id }) => what || user_id);
      assert.deepEqual(await seqsOf({ limit: 9, persons: ['s2'] }), ['doc', 'first']);
      assert.deepEqual(await seqsOf({ limit: 9, persons: ['s1'] }), ['first']);
      assert.deepEqual(await seqsOf({ limit: 9, userNames: ['50%_'] }), ['doc']);
      assert.deepEqual(await seqsOf({ limit: 9, userNames: ['5'] }), ['doc']);
      assert.deepEqual(await seqsOf({ limit: 9, userNames: ['%'] }), []);
      assert.deepEqual(await seqsOf({ limit: 9, origins: ['10.9.9.9'], outcomes: [4] }), ['doc']);
      assert.deepEqual(await seqsOf({ limit: 9, resources: ['Observation/o1'] }), ['nurse1']);
      assert.deepEqual(await seqsOf({ limit: 9, resources: ['Observation/o'] }), []);
      assert.deepEqual(await seqsOf({ limit: 9, users: [] }), []);
      const page = await audit.search({ dates: since, limit: 2 });
      assert.equal(page.total, 3);
      const rest = await audit.search({ dates: since, limit: 2, from: page.next as number });
      assert.deepEqual(
        rest.records.map(({ persons }) => persons),
        [['s1', 's2']],
      );
      assert.equal(rest.next, undefined);
    });

    it('review counts by kind, user and person, and what was done out of hours by those who have hours', async () => {
      const { audit, clock } = house;
      // 2026-12-01 23:00 in Korea.
      const late = Date.UTC(2026, 11, 1, 14);
      clock.moveTo(late);
      await audit.write([
        entryOf({ people: ['r1', 'r2'] }),
        entryOf({ people: ['r1'], interaction: 'update' }),
        entryOf({ people: ['r1'], who: { id: 'op', name: '관제', role: 'operator' } }),
        entryOf({ people: ['r2'], interaction: 'break-glass', reason: '쓰러짐', purpose: 'BTG' }),
        entryOf({ people: [], interaction: 'export', reason: '보고' }),
        entryOf({ people: [], interaction: 'login', outcome: 4 }),
        entryOf({ people: [], outcome: 4, times: 7 }),
      ]);
      const { counts, users, people } = await audit.review(late - 1, late + 1);
      assert.deepEqual(counts, {
        all: 13,
        views: 2,
        changes: 1,
        'out-of-hours': 12,
        'break-glass': 1,
        exports: 1,
        refusals: 7,
        'logins-refused': 1,
      });
      assert.deepEqual(
        users.map(({ id, events, people: seen, outOfHours, refusals }) => [id, events, seen, outOfHours, refusals]),
        [
          [nurse.id, 12, 2, 12, 8],
          ['op', 1, 1, 0, 0],
        ],
      );
      assert.deepEqual(people, [
        { id: 'r1', events: 3, users: 2 },
        { id: 'r2', events: 2, users: 1 },
      ]);
      const { total } = await audit.search({ limit: 0, dates: [{ low: late - 1, high: late + 1 }], outOfHours: true });
      assert.equal(total, 6, 'rows; the counts are of what happened');
    });

    it('carries the log of before over once, oldest first', async () => {
      const { database, audit } = house;
      const { total } = await audit.search({ limit: 0 });
      const table = database.query.withTables<{ access_log: Record<string, string | number | null> }>();
      let made = database.query.schema.createTable('access_log').addColumn('at', database.types.bigint);
      for (const name of ['nonce', 'user_id', 'user_name', 'role', 'origin', 'subject', 'action'] as const)
        made = made.addColumn(name, 'text');
      await made.execute();
      const old = { user_id: 'u', user_name: 'U', role: 'nurse', origin: '10.0.0.1', subject: 'p1', action: 'person' };
      await table
        .insertInto('access_log')
        .values([2, 1, 3].map((at) => ({ ...old, at, nonce: `n${at}` })))
        .execute();
      assert.equal(await carryOldLog(database, 9), 3);
      assert.equal(await carryOldLog(database, 9), 0);
      const { records } = await audit.search({ users: ['u'], limit: 9, ascending: true });
      assert.deepEqual(
        records.map(({ at }) => at),
        [1, 2, 3],
      );
      assert.equal((await audit.search({ limit: 0 })).total, total + 3);
      assert.ok((await audit.verify()).ok);
    });

    it('the tables cannot be changed or shortened, not even in the database', async () => {
      for (const table of auditTableNames) {
        const name = sql.raw(table);
        await assert.rejects(sql`update ${name} set people = 'x'`.execute(house.database.query), /only grows/);
        await assert.rejects(sql`delete from ${name}`.execute(house.database.query), /only grows/);
      }
    });

    it('text that a database cannot hold is stored as it can be, and verifies', async () => {
      await house.audit.write([
        entryOf({
          what: `a\0b\ud800c`,
          query: `'; drop table audit_event; -- %_"${'x'.repeat(9000)}`,
          people: ["p'1"],
        }),
      ]);
      const [last] = (await house.audit.search({ limit: 1 })).records;
      assert.equal(last?.what, 'ab\ufffdc');
      assert.deepEqual(last?.persons, ["p'1"]);
      assert.equal(last?.query.length, 2001);
      assert.ok((await house.audit.verify()).ok);
    });

    it('refused writes the first of a flood one by one and the rest as sums that lose none', async () => {
      const { audit, clock } = house;
      const start = clock.now() + 120_000;
      clock.moveTo(start);
      for (let at = 0; at < 500; at++)
        await audit.refused({ interaction: 'read', outcome: 4, client: 'token', origin: `10.1.0.${at % 200}` });
      for (let at = 0; at < 30; at++) await audit.refused(entryOf({ outcome: 4, note: 'role' }));
      await audit.close();
      await house.start();
      const { records } = await house.audit.search({ dates: [{ low: start }], outcomes: [4], limit: 500 });
      const sumOf = (user: string) =>
        records.filter(({ user_id }) => user_id === user).reduce((sum, { times }) => sum + times, 0);
      assert.equal(sumOf(''), 500);
      assert.equal(sumOf(nurse.id), 30);
      assert.ok(records.length < 100, `${records.length} rows`);
    });
  });

  describe(`verify on ${engine}`, () => {
    const cases: { name: string; damage: string[]; wanted: RegExp[]; restart?: true }[] = [
      { name: 'a changed row', damage: [`update audit_event set user_id = 'x' where seq = 7`], wanted: [/changed 7/] },
      {
        name: 'a changed number',
        damage: ['update audit_event set at = at + 1 where seq = 7'],
        wanted: [/changed 7/],
      },
      {
        name: 'a changed hash',
        damage: [`update audit_event set hash = '${'1'.repeat(64)}' where seq = 7`],
        wanted: [/changed 7/],
      },
      { name: 'a missing row', damage: ['delete from audit_event where seq = 7'], wanted: [/missing 7/] },
      { name: 'missing first rows', damage: ['delete from audit_event where seq < 4'], wanted: [/missing 1/] },
      {
        name: 'two rows in each other’s place',
        damage: [
          'update audit_event set seq = -7 where seq = 7',
          'update audit_event set seq = 7 where seq = 9',
          'update audit_event set seq = 9 where seq = -7',
        ],
        wanted: [/reordered 7/, /reordered 9/],
      },
      { name: 'a cut tail', damage: ['delete from audit_event where seq > 10'], wanted: [/truncated 11/] },
      { name: 'everything gone', damage: ['delete from audit_event'], wanted: [/truncated 1/] },
      {
        name: 'a person taken out of a set',
        damage: [`delete from audit_people where person = 'p3'`],
        wanted: [/people-changed/],
      },
      {
        name: 'a tail cut before a restart wrote on',
        damage: ['delete from audit_event where seq > 10'],
        wanted: [/broken-before/],
        restart: true,
      },
    ];
    for (const { name, damage, wanted, restart } of cases)
      it(`finds ${name}`, async () => {
        const house = await openAuditForTests(newUrl);
        try {
          for (let at = 0; at < 12; at++)
            await house.audit.write([entryOf({ what: `view ${at}`, people: ['p1', 'p2', `p${at}`] })]);
          await house.stop();
          const { database } = house;
          await database.transaction(async (query) => {
            for (const table of auditTableNames) await openTable(query, database.types, table);
            for (const statement of damage) await sql.raw(statement).execute(query);
            for (const table of auditTableNames) await closeTable(query, database.types, table);
          });
          if (restart) {
            await house.start();
            await house.audit.write([entryOf(), entryOf()]);
            await house.stop();
          }
          const { ok, problems } = await house.audit.verify();
          assert.equal(ok, false);
          const said = problems.map(({ kind, seq }) => `${kind} ${seq ?? ''}`);
          for (const each of wanted)
            assert.ok(
              said.some((one) => each.test(one)),
              `${each} in ${said.join('; ')}`,
            );
        } finally {
          await house.remove();
        }
      });

    it('archives what is old into a file of its own, and both parts verify; a changed file is found', async () => {
      const house = await openAuditForTests(newUrl);
      try {
        for (let at = 0; at < 5; at++)
          await house.audit.write([entryOf({ what: `old ${at}`, people: ['p1', `p${at}`] })]);
        const middle = house.clock.now() + 1;
        house.clock.moveTo(middle);
        for (let at = 0; at < 3; at++) await house.audit.write([entryOf({ what: `young ${at}` })]);
        await house.stop();
        const { database, dataFolder, clock } = house;
        const key = openAuditKey(dataFolder);
        const archive = (before: number) =>
          archiveTrail({
            ...{ database, dataFolder, key, before, now: clock.now(), who: nurse },
            fileOf: (first, last) => join(dataFolder, `archive-${first}-${last}.gz`),
          });
        assert.equal(await archive(middle - 1), undefined);
        const archived = await archive(middle);
        assert.deepEqual([archived?.first, archived?.last, archived?.rows], [1, 5, 5]);
        assert.deepEqual((await house.audit.verify()).problems, []);
        await house.start();
        await house.audit.write([entryOf()]);
        const { ok, first, rows } = await house.audit.verify();
        assert.deepEqual([ok, first, rows], [true, 6, 5]);
        await assert.rejects(sql`delete from audit_event`.execute(database.query), /only grows/);

        const file = archived?.file as string;
        assert.deepEqual(await verifyArchive(file, key).then((verdict) => [verdict.ok, verdict.rows]), [true, 5]);
        const text = gunzipSync(readFileSync(file)).toString();
        const kindsOf = async (changed: string) => {
          writeFileSync(file, gzipSync(changed));
          return (await verifyArchive(file, key)).problems.map(({ kind }) => kind);
        };
        assert.deepEqual(await kindsOf(text.replace('old 2', 'new 2')), ['changed']);
        assert.deepEqual(await kindsOf(text.replace('"p3"', '"p9"')), ['people-changed', 'people-changed']);
        assert.deepEqual(await kindsOf(text.trimEnd().split('\n').slice(0, -1).join('\n')), ['truncated']);
        assert.deepEqual(await kindsOf(text.replace('"last":5', '"last":4')), ['checkpoint-forged']);
      } finally {
        await house.remove();
      }
    });

    it('finds a chain that was written anew from a changed row on, and a checkpoint that is not ours', async () => {
      const house = await openAuditForTests(newUrl);
      try {
        for (let at = 0; at < 6; at++) await house.audit.write([entryOf({ what: `view ${at}` })]);
        await house.stop();
        const path = join(house.dataFolder, 'audit-checkpoint.json');
        const good = readFileSync(path, 'utf8');
        const { database } = house;
        await database.transaction(async (query) => {
          await openTable(query, database.types, 'audit_event');
          await sql`delete from audit_event where seq > 3`.execute(query);
          await house.audit.writeWithin(
            query,
            Array.from({ length: 5 }, () => entryOf({ what: 'nothing to see' })),
          );
          await closeTable(query, database.types, 'audit_event');
        });
        const kinds = async () => (await house.audit.verify()).problems.map(({ kind }) => kind);
        assert.deepEqual(await kinds(), ['rewritten']);
        writeFileSync(path, good.replace('"seq":6', '"seq":3'));
        assert.deepEqual(await kinds(), ['checkpoint-forged']);
        rmSync(path);
        assert.deepEqual(await kinds(), ['checkpoint-missing']);
      } finally {
        await house.remove();
      }
    });
  });
}
