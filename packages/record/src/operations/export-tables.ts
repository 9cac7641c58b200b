import type { ColumnTypes, Kysely } from '@munan/runtime';

/** Waiting jobs are `running` too: what is running at a start was interrupted, and is begun anew. */
export type ExportStatus = 'running' | 'done' | 'failed' | 'cancelled' | 'expired';

/** One row an export; its files lie in a folder of its id. */
export interface ExportTable {
  id: string;
  /** Who asked, by the id of the house. */
  asker: string;
  /** Unix ms. */
  asked: number;
  /** The address that was asked. */
  address: string;
  /** Why, as the asker said; empty where nobody need say. */
  reason: string;
  /** JSON of ExportWanted: what is exported, and what the asker may see of each type. */
  wanted: string;
  status: ExportStatus;
  /** The moment of which it tells, Unix ms. */
  started: number | null;
  ended: number | null;
  /** JSON of its files. */
  files: string;
}

export type ExportTables = { fhir_export: ExportTable };

export async function createExportTable(query: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  await query.schema
    .createTable('fhir_export')
    .addColumn('id', 'text', (column) => column.primaryKey())
    .addColumn('asker', 'text', (column) => column.notNull())
    .addColumn('asked', types.bigint, (column) => column.notNull())
    .addColumn('address', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('wanted', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('started', types.bigint)
    .addColumn('ended', types.bigint)
    .addColumn('files', 'text', (column) => column.notNull())
    .execute();
  await query.schema.createIndex('fhir_export_status').on('fhir_export').columns(['status', 'asked']).execute();
}
