import type { HeldResource } from '@munan/fhir';
import type { Kysely } from '@munan/runtime';
import type { Stored } from './fhir-record.ts';
import { stored, storedOf } from './stored-row.ts';
import type { RecordTables } from './tables.ts';

/** So many are asked for in one statement. */
const idsAtOnce = 200;

/** The newest versions of these, deletions too, by `Type/id`. */
export async function currentOf(
  open: Kysely<RecordTables>,
  resources: readonly HeldResource[],
): Promise<ReadonlyMap<string, Stored>> {
  const found = new Map<string, Stored>();
  for (const [type, some] of Map.groupBy(resources, ({ resourceType }) => resourceType)) {
    const ids = some.map(({ id = '' }) => id);
    for (let from = 0; from < ids.length; from += idsAtOnce) {
      const rows = await open
        .selectFrom('resource as r')
        .innerJoin('resource_version as v', (join) =>
          join.onRef('v.key', '=', 'r.key').onRef('v.version', '=', 'r.version'),
        )
        .select(stored)
        .where('r.type', '=', type)
        .where('r.id', 'in', ids.slice(from, from + idsAtOnce))
        .execute();
      for (const row of rows) found.set(`${type}/${row.id}`, storedOf(row));
    }
  }
  return found;
}
