import { DatabaseSync } from 'node:sqlite';
import type { Database } from '@munan/runtime';
import type { AuditRow } from './entry.ts';
import { type AuditTables, auditColumns } from './tables.ts';
import type { ChainSource } from './verify.ts';

const pageRows = 2000;

/** Through an open database, in pages: what is appended meanwhile is read as well. */
export function databaseSource(database: Database): ChainSource {
  const open = database.query.withTables<AuditTables>();
  return {
    async *rows() {
      let after = Number.MIN_SAFE_INTEGER;
      for (;;) {
        const page = await open
          .selectFrom('audit_event')
          .select([...auditColumns])
          .where('seq', '>', after)
          .orderBy('seq')
          .limit(pageRows)
          .execute();
        yield* page;
        const last = page.at(-1);
        if (!last) return;
        after = last.seq;
      }
    },
    async *people() {
      let behind = { people: '', person: '' };
      for (;;) {
        const { people, person } = behind;
        const page = await open
          .selectFrom('audit_people')
          .select(['people', 'person'])
          .where(({ eb, or, and }) =>
            or([eb('people', '>', people), and([eb('people', '=', people), eb('person', '>', person)])]),
          )
          .orderBy('people')
          .orderBy('person')
          .limit(pageRows)
          .execute();
        yield* page;
        const last = page.at(-1);
        if (!last) return;
        behind = last;
      }
    },
  };
}

/**
 * The embedded database's file, read beside a server that may be running on it: nothing is written, and the whole walk
 * sees one state.
 */
export function sqliteFileSource(file: string): ChainSource & { close(): void } {
  const connection = new DatabaseSync(file, { readOnly: true });
  connection.exec('begin');
  const iterate = <Row>(sql: string) => connection.prepare(sql).iterate() as unknown as Iterable<Row>;
  return {
    rows: () => iterate<AuditRow>(`select ${auditColumns.join(', ')} from audit_event order by seq`),
    people: () => iterate<{ people: string; person: string }>('select * from audit_people order by people, person'),
    close: () => connection.close(),
  };
}
