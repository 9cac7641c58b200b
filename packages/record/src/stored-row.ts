import type { HeldType } from '@munan/fhir';
import type { Stored } from './fhir-record.ts';

/** Columns of one version; tables are `resource as r` and `resource_version as v`. */
export const stored = ['r.type', 'r.id', 'v.version', 'v.last_updated', 'v.deleted', 'r.patients', 'v.json'] as const;

export interface StoredRow {
  type: string;
  id: string;
  version: number;
  last_updated: number;
  deleted: number;
  patients: string;
  json: string;
}

export function storedOf(row: StoredRow): Stored {
  return {
    type: row.type as HeldType,
    id: row.id,
    version: row.version,
    lastUpdated: row.last_updated,
    deleted: row.deleted === 1,
    patients: row.patients === '' ? [] : row.patients.split(' '),
    text: row.json,
  };
}
