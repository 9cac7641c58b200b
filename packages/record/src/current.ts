import type { HeldResource } from '@munan/fhir';
import { type Kysely, sql } from '@munan/runtime';
import type { Stored } from './fhir-record.ts';
import { stored, storedOf } from './stored-row.ts';
import type { RecordTables } from './tables.ts';

/** So many are asked for in one statement. */
const atOnce = 200;

/** The newest versions of these, deletions too, by `Type/id`. */
export async function currentOf(
  open: Kysely<RecordTables>,
  resources: readonly HeldResource[],
): Promise<ReadonlyMap<string, Stored>> {
  const found = new Map<string, Stored>();
  for (let from = 0; from < resources.length; from += atOnce) {
    const names = resources
      .slice(from, from + atOnce)
      .map(({ resourceType, id = '' }) => sql`(${resourceType}, ${id})`);
    const rows = await open
      .selectFrom('resource as r')
      .innerJoin('resource_version as v', (join) =>
        join.onRef('v.key', '=', 'r.key').onRef('v.version', '=', 'r.version'),
      )
      .select(stored)
      .where(sql<boolean>`(r.type, r.id) in (values ${sql.join(names)})`)
      .execute();
    for (const row of rows) found.set(`${row.type}/${row.id}`, storedOf(row));
  }
  return found;
}
