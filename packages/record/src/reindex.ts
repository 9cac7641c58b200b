import { type ExtractOptions, type HeldResource, type HeldType, isHeldType, parseJson } from '@munan/fhir';
import type { Database, Kysely } from '@munan/runtime';
import { type Indexed, indexResource, replaceIndex } from './index-rows.ts';
import type { RecordTables } from './tables.ts';

const rowsAtOnce = 200;
/** Dates without a zone were always read in Korea's. */
const defaultOptions: ExtractOptions = { zoneOffsetMinutes: 540 };

export interface ReindexOptions extends ExtractOptions {
  /** Goes on behind this key, as `onBatch` gave it. */
  after?: number;
  onBatch?(progress: { lastKey: number; done: number }): void;
}

/**
 * Makes the search index of every stored resource anew, in batches of a transaction each; reading and writing go on.
 * What ends it half way loses only the batch it was in, and it may be run again from there or from the beginning.
 * @returns how many resources were indexed
 */
export async function reindex(
  database: Database,
  { after = 0, onBatch, ...extract }: ReindexOptions = defaultOptions,
): Promise<number> {
  let done = 0;
  for (let from = after; ; ) {
    const batch = await database.transaction((query) =>
      reindexBatch(query.withTables<RecordTables>(), from, extract, database.engine, database.engine === 'postgresql'),
    );
    if (batch === undefined) return done;
    from = batch.lastKey;
    done += batch.rows;
    onBatch?.({ lastKey: from, done });
  }
}

/** The same in the transaction of a migration. */
export async function reindexWithin(
  query: Kysely<unknown>,
  engine: Database['engine'],
  extract: ExtractOptions = defaultOptions,
): Promise<void> {
  const open = query.withTables<RecordTables>();
  let from = 0;
  for (;;) {
    const batch = await reindexBatch(open, from, extract, engine, false);
    if (batch === undefined) return;
    from = batch.lastKey;
  }
}

async function reindexBatch(
  open: Kysely<RecordTables>,
  after: number,
  extract: ExtractOptions,
  engine: Database['engine'],
  /** SQLite lets only one write at a time as it is. */
  lock: boolean,
): Promise<{ lastKey: number; rows: number } | undefined> {
  let select = open
    .selectFrom('resource as r')
    .innerJoin('resource_version as v', (join) =>
      join.onRef('v.key', '=', 'r.key').onRef('v.version', '=', 'r.version'),
    )
    .select(['r.key', 'r.type', 'r.patients', 'v.json'])
    .where('r.deleted', '=', 0)
    .where('r.key', '>', after)
    .orderBy('r.key')
    .limit(rowsAtOnce);
  if (lock) select = select.forUpdate('r');
  const rows = await select.execute();
  const last = rows.at(-1);
  if (!last) return undefined;
  const found: { key: number; type: HeldType; isNew: boolean; indexed: Indexed }[] = [];
  for (const { key, type, json, patients } of rows) {
    if (!isHeldType(type)) continue;
    const indexed = indexResource(parseJson(json) as HeldResource, extract);
    found.push({ key, type, isNew: false, indexed });
    const about = indexed.patients.join(' ');
    if (about !== patients)
      await open.updateTable('resource').set({ patients: about }).where('key', '=', key).execute();
  }
  await replaceIndex(open, found, engine);
  return { lastKey: last.key, rows: rows.length };
}
