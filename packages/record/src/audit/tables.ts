import { type ColumnTypes, type Kysely, sql } from '@munan/runtime';
import { type AuditRow, hashedColumns } from './entry.ts';

export type AuditTables = {
  audit_event: AuditRow;
  /** One row a member of a set of people; `people` is the set's hash. */
  audit_people: { people: string; person: string };
};

export const auditColumns = [...hashedColumns, 'prev', 'hash'] as const satisfies readonly (keyof AuditRow)[];

const numbers: ReadonlySet<string> = new Set(['at', 'outcome', 'times']);

export async function createAuditTables(query: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  // Compared byte by byte on either engine: sets are read in the order in which they were hashed.
  const text = types.bigint === 'integer' ? sql`text` : sql`text collate "C"`;
  let table = query.schema.createTable('audit_event').addColumn('seq', types.bigint, (column) => column.primaryKey());
  for (const name of auditColumns.slice(1))
    table = table.addColumn(name, numbers.has(name) ? types.bigint : text, (column) => column.notNull());
  await table.execute();
  await query.schema.createIndex('audit_event_at').on('audit_event').columns(['at', 'seq']).execute();
  await query.schema.createIndex('audit_event_user').on('audit_event').columns(['user_id', 'seq']).execute();
  await query.schema.createIndex('audit_event_people').on('audit_event').columns(['people', 'seq']).execute();
  await query.schema
    .createTable('audit_people')
    .addColumn('people', text, (column) => column.notNull())
    .addColumn('person', text, (column) => column.notNull())
    .addPrimaryKeyConstraint('audit_people_key', ['people', 'person'])
    .execute();
  await query.schema.createIndex('audit_people_person').on('audit_people').columns(['person', 'people']).execute();
  for (const name of auditTableNames) await closeTable(query, types, name);
}

export const auditTableNames = ['audit_event', 'audit_people'] as const;
export type AuditTable = (typeof auditTableNames)[number];

/** [개인정보의 안전성 확보조치 기준 제8조] the trail is kept from change and loss, also by a hand at the database. */
export async function closeTable(query: Kysely<unknown>, types: ColumnTypes, table: AuditTable): Promise<void> {
  const only = sql.raw(`${table}_only_grows`);
  const name = sql.raw(table);
  if (types.bigint === 'integer') {
    for (const change of ['update', 'delete'] as const)
      await sql`create trigger ${sql.raw(`${table}_no_${change}`)} before ${sql.raw(change)} on ${name}
        begin select raise(abort, 'the audit trail only grows'); end`.execute(query);
    return;
  }
  await sql`create or replace function audit_only_grows() returns trigger language plpgsql as
    $body$ begin raise exception 'the audit trail only grows'; end $body$`.execute(query);
  await sql`create trigger ${only} before update or delete or truncate on ${name}
    for each statement execute function audit_only_grows()`.execute(query);
}

/** For the archive alone, which closes it again in the same transaction. */
export async function openTable(query: Kysely<unknown>, types: ColumnTypes, table: AuditTable): Promise<void> {
  if (types.bigint === 'integer') {
    for (const change of ['update', 'delete'])
      await sql`drop trigger ${sql.raw(`${table}_no_${change}`)}`.execute(query);
    return;
  }
  await sql`drop trigger ${sql.raw(`${table}_only_grows`)} on ${sql.raw(table)}`.execute(query);
}
