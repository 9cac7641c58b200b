import type { ColumnTypes, Kysely, Migration } from '@munan/runtime';
import { closeVersions } from './only-grows.ts';
import { createExportTable } from './operations/export-tables.ts';
import { reindexWithin } from './reindex.ts';
import { createSubscriptionTables } from './subscriptions/tables.ts';
import { createHistoryIndex, createResourceTables, recreateIndexTables } from './tables.ts';

/** Its tables were made anew by a later step, which works from whatever there was. */
async function replaced(): Promise<void> {}

/** Canonical units, the words beside codes, and everything that rows stored before lacked. */
async function indexAnew(query: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await recreateIndexTables(query, types);
  await reindexWithin(query, types.bigint === 'integer' ? 'sqlite' : 'postgresql');
}

export const recordMigrations: readonly Migration[] = [
  { name: 'record-1-resources', up: createResourceTables },
  { name: 'record-2-search-index', up: replaced },
  { name: 'record-3-history-index', up: createHistoryIndex },
  { name: 'record-4-composite-index', up: replaced },
  { name: 'record-5-canonical-index', up: indexAnew },
  { name: 'record-6-subscriptions', up: createSubscriptionTables },
  { name: 'record-7-exports', up: createExportTable },
  { name: 'record-8-only-grows', up: closeVersions },
];
