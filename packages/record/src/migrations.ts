import type { ColumnTypes, Kysely, Migration } from '@munan/runtime';
import { addCompositeRows } from './composite-rows.ts';
import {
  compositeColumns,
  createHistoryIndex,
  createIndexTable,
  createIndexTables,
  createResourceTables,
  type RecordTables,
} from './tables.ts';

/** What was stored before is found by composite parameters and by the identifiers of its references too. */
async function createCompositeIndex(query: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await createIndexTable(query, types, 'index_composite', compositeColumns);
  const open = query.withTables<RecordTables>();
  let after = 0;
  for (;;) {
    const rows = await open
      .selectFrom('resource as r')
      .innerJoin('resource_version as v', (join) =>
        join.onRef('v.key', '=', 'r.key').onRef('v.version', '=', 'r.version'),
      )
      .select(['r.key', 'v.json'])
      .where('r.deleted', '=', 0)
      .where('r.key', '>', after)
      .orderBy('r.key')
      .limit(500)
      .execute();
    await addCompositeRows(open, rows);
    const last = rows.at(-1);
    if (!last) return;
    after = last.key;
  }
}

export const recordMigrations: readonly Migration[] = [
  { name: 'record-1-resources', up: createResourceTables },
  { name: 'record-2-search-index', up: createIndexTables },
  { name: 'record-3-history-index', up: createHistoryIndex },
  { name: 'record-4-composite-index', up: createCompositeIndex },
];
