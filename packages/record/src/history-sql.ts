import { type Kysely, sql } from '@munan/runtime';
import { readCursor, writeCursor } from './cursor.ts';
import type { HistoryWanted, Page } from './fhir-record.ts';
import { stored, storedOf } from './stored-row.ts';
import type { RecordTables } from './tables.ts';

/** Versions, newest first: by time, then by the order of creation, then by version. */
export async function findHistory(
  open: Kysely<RecordTables>,
  { type, id, count = 50, since, cursor, filter }: HistoryWanted,
): Promise<Page> {
  let versions = open.selectFrom('resource_version as v').innerJoin('resource as r', 'r.key', 'v.key');
  if (type) versions = versions.where('r.type', '=', type);
  if (id !== undefined) versions = versions.where('r.id', '=', id);
  if (since !== undefined) versions = versions.where('v.last_updated', '>=', since);
  if (filter) {
    // What is about several people is shown in these lists only to those who see everybody.
    const seen = [...filter.patients, ...(filter.withoutPatient ? [''] : [])];
    versions = seen.length > 0 ? versions.where('r.patients', 'in', seen) : versions.where(sql<boolean>`1 = 0`);
  }
  let page = versions;
  if (cursor !== undefined) {
    const [at, key, version] = readCursor(cursor, 3);
    page = page.where(
      sql<boolean>`(v.last_updated < ${at} or (v.last_updated = ${at} and (v.key < ${key} or (v.key = ${key} and v.version < ${version}))))`,
    );
  }
  const rows = await page
    .select([...stored, 'v.key as at_key'])
    .orderBy('v.last_updated', 'desc')
    .orderBy('v.key', 'desc')
    .orderBy('v.version', 'desc')
    .limit(count + 1)
    .execute();
  const { total } = await versions.select(open.fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
  const shown = rows.slice(0, count);
  const last = shown.at(-1);
  return {
    rows: shown.map(storedOf),
    total: Number(total),
    ...(rows.length > count && last && { next: writeCursor([last.last_updated, last.at_key, last.version]) }),
  };
}
