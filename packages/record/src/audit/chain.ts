import type { OpenQuery } from '../fhir-record.ts';
import { type AuditEntry, type AuditRow, beginningHash, rowOf } from './entry.ts';
import { peopleHash } from './people.ts';
import type { AuditTables } from './tables.ts';

export interface Head {
  seq: number;
  hash: string;
}

/** Values of one statement stay below what SQLite takes (32,766). */
const rowsAtOnce = 500;
const membersAtOnce = 5000;

export async function headOf(query: OpenQuery): Promise<Head> {
  const row = await query
    .withTables<AuditTables>()
    .selectFrom('audit_event')
    .select(['seq', 'hash'])
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row ?? { seq: 0, hash: beginningHash };
}

/**
 * Puts entries behind the last row, in the caller's transaction. Transactions of a house follow one another, on
 * PostgreSQL too, and a database is one server's: what is read here as the last row stays the last until the commit.
 * @param known sets of people that are on disk for certain
 * @returns hashes of the sets written
 */
export async function appendToChain(
  query: OpenQuery,
  entries: readonly AuditEntry[],
  now: number,
  known: ReadonlySet<string> = new Set(),
): Promise<Set<string>> {
  const open = query.withTables<AuditTables>();
  let behind = await headOf(query);
  const sets = new Map<string, readonly string[]>();
  const rows: AuditRow[] = [];
  for (const entry of entries) {
    const people = peopleHash(entry.people ?? []);
    if (people !== '' && !known.has(people)) sets.set(people, entry.people ?? []);
    const row = rowOf(entry, people, behind, now);
    rows.push(row);
    behind = row;
  }
  const members = [...sets].flatMap(([people, persons]) => [...new Set(persons)].map((person) => ({ people, person })));
  for (let at = 0; at < members.length; at += membersAtOnce)
    await open
      .insertInto('audit_people')
      .values(members.slice(at, at + membersAtOnce))
      .onConflict((conflict) => conflict.columns(['people', 'person']).doNothing())
      .execute();
  for (let at = 0; at < rows.length; at += rowsAtOnce)
    await open
      .insertInto('audit_event')
      .values(rows.slice(at, at + rowsAtOnce))
      .execute();
  return new Set(sets.keys());
}
