import type { Clock, Database, Migration } from '@munan/runtime';

/** A document of the house of which every version is kept: who wrote it, when and why. Version 0 is a new house's and is not stored. */
export interface VersionEntry {
  version: number;
  at: number;
  by: string;
  note: string;
}
export type StoredVersion = VersionEntry & { json: string };
type VersionsTable = 'watch_rules' | 'response_plans';
type Tables = Record<VersionsTable, StoredVersion>;

/** Somebody changed the document meanwhile. */
export class OutOfDate extends Error {}

export function versionsMigration(name: string, table: VersionsTable): Migration {
  return {
    name,
    async up(query, types) {
      await query.schema
        .createTable(table)
        .addColumn('version', 'integer', (column) => column.primaryKey())
        .addColumn('at', types.bigint, (column) => column.notNull())
        .addColumn('by', 'text', (column) => column.notNull())
        .addColumn('note', 'text', (column) => column.notNull())
        .addColumn('json', 'text', (column) => column.notNull())
        .execute();
    },
  };
}

export type Versions = ReturnType<typeof openVersions>;

export function openVersions(database: Database, clock: Clock, table: VersionsTable) {
  const query = database.query.withTables<Tables>();
  let working: Promise<unknown> = Promise.resolve();
  return {
    /** The newest of all, or of those before `before`. */
    async findNewest(before?: number): Promise<StoredVersion | undefined> {
      let rows = query.selectFrom(table).selectAll().orderBy('version', 'desc').limit(1);
      if (before !== undefined) rows = rows.where('version', '<', before);
      return rows.executeTakeFirst();
    },
    async find(version: number): Promise<StoredVersion | undefined> {
      return query.selectFrom(table).selectAll().where('version', '=', version).executeTakeFirst();
    },
    /** The newest first, `most` of them, without what was in them. */
    async entries(most: number): Promise<VersionEntry[]> {
      return query
        .selectFrom(table)
        .select(['version', 'at', 'by', 'note'])
        .orderBy('version', 'desc')
        .limit(most)
        .execute();
    },
    async all(): Promise<StoredVersion[]> {
      return query.selectFrom(table).selectAll().orderBy('version', 'desc').execute();
    },
    async append(written: { version: number; by: string; note: string; document: unknown }): Promise<StoredVersion> {
      const { version, by, note, document } = written;
      const row = { version, at: clock.now(), by, note, json: JSON.stringify(document) };
      await query.insertInto(table).values(row).execute();
      return row;
    },
    /** One change after the other: of two who began at the same version the second is told. */
    inTurn<R>(change: () => Promise<R>): Promise<R> {
      const done = working.then(change);
      working = done.catch(() => {});
      return done;
    },
  };
}
