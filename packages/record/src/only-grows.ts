import { type ColumnTypes, type Kysely, sql } from '@munan/runtime';

/**
 * [의료법 시행규칙 제15조] medical records are kept ten years, nursing records five, and nothing here is destroyed before:
 * the database itself refuses to change or remove a version, also to a hand at the database.
 */
export async function closeVersions(query: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  if (types.bigint === 'integer') {
    for (const change of ['update', 'delete'] as const) {
      await sql`create trigger ${sql.raw(`resource_version_no_${change}`)} before ${sql.raw(change)} on resource_version
        begin select raise(abort, 'the record only grows'); end`.execute(query);
    }
    return;
  }
  await sql`create function record_only_grows() returns trigger language plpgsql as
    $body$ begin raise exception 'the record only grows'; end $body$`.execute(query);
  await sql`create trigger resource_version_only_grows before update or delete or truncate on resource_version
    for each statement execute function record_only_grows()`.execute(query);
}
