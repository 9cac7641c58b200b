import { type Kysely, sql } from '@munan/runtime';
import {
  type AccessFilter,
  limitCondition,
  limitFor,
  listedCondition,
  passes,
  versionPasses,
} from './access-filter.ts';
import { readCursor, writeCursor } from './cursor.ts';
import type { HistoryWanted, Page } from './fhir-record.ts';
import { stored, storedOf } from './stored-row.ts';
import type { RecordTables } from './tables.ts';

/** Of more versions than these no total is given. */
const mostCounted = 10_000;
const moment = { kind: 'integer', nullable: false } as const;

/** Versions, newest first: by time, then by the order of creation, then by version. */
export async function findHistory(
  open: Kysely<RecordTables>,
  { type, id, count = 50, since, cursor, filter }: HistoryWanted,
): Promise<Page> {
  let versions = open.selectFrom('resource_version as v').innerJoin('resource as r', 'r.key', 'v.key');
  if (type) versions = versions.where('r.type', '=', type);
  if (id !== undefined) versions = versions.where('r.id', '=', id);
  if (since !== undefined) versions = versions.where('v.last_updated', '>=', since);
  if (filter) versions = versions.where(type ? limitCondition(filter, type, 'r') : listedCondition(filter, 'r'));
  let page = versions;
  if (cursor !== undefined) {
    const [at, key, version] = readCursor(cursor, [moment, moment, moment]);
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
  // Counting all there ever was would cost seconds, once there is much.
  const few = versions.select('v.key').limit(mostCounted + 1);
  const counted = await open
    .selectFrom(few.as('few'))
    .select(open.fn.countAll<number>().as('total'))
    .executeTakeFirst();
  const total = Number(counted?.total ?? 0);
  const onPage = rows.slice(0, count);
  const last = onPage.at(-1);
  // A version of before may have been about somebody else, or have had another label: each is judged by itself.
  const lastTexts = filter ? await lastTextsOfDeleted(open, onPage) : new Map<number, string>();
  const shown = onPage
    .filter((row) => {
      const [version, lastText] = [storedOf(row), lastTexts.get(row.at_key)];
      const limit = filter && limitFor(filter, version.type, type);
      return versionPasses(version, limit) && (lastText === undefined || passes({ ...version, text: lastText }, limit));
    })
    .map(storedOf);
  // How many of the other pages are hidden is not known: then no total, rather than one that tells of them.
  const isExact = cursor === undefined && rows.length <= count;
  return {
    rows: shown,
    ...(total <= mostCounted &&
      (isExact || !filter || !hides(filter)) && { total: total - (onPage.length - shown.length) }),
    ...(rows.length > count && last && { next: writeCursor([last.last_updated, last.at_key, last.version]) }),
  };
}

/** Whether there may be versions that it hides. */
function hides({ patients, except = [], withoutPatient, withoutLabels = [], anyOf }: AccessFilter): boolean {
  return (
    patients !== undefined || except.length > 0 || !withoutPatient || withoutLabels.length > 0 || anyOf !== undefined
  );
}

/** What was deleted is found by its labels no more: the text that it had last says them, by the key. */
async function lastTextsOfDeleted(
  open: Kysely<RecordTables>,
  rows: readonly { at_key: number }[],
): Promise<Map<number, string>> {
  const keys = [...new Set(rows.map(({ at_key }) => at_key))];
  if (keys.length === 0) return new Map();
  const found = await open
    .selectFrom('resource as r')
    .innerJoin('resource_version as v', (join) => join.onRef('v.key', '=', 'r.key'))
    .select(['r.key', 'v.json'])
    .where('r.deleted', '=', 1)
    .where('r.key', 'in', keys)
    .where(sql<boolean>`v.version = r.version - 1`)
    .execute();
  return new Map(found.map(({ key, json }) => [key, json]));
}
