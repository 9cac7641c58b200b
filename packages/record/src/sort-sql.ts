import type { Sort } from '@munan/fhir';
import { sql } from '@munan/runtime';
import { allOf, anyOf, type Condition, never, type Sql } from './compare-sql.ts';
import type { CursorKind, CursorValue } from './cursor.ts';
import type { RecordTables } from './tables.ts';

/** One step of the order of a search. */
export interface Order {
  /** On `resource as r`. */
  value: Sql<CursorValue>;
  descending: boolean;
  kind: CursorKind;
  /** Resources without a value come last in either direction. */
  nullable: boolean;
  /** The index table that has the values in their order, and its column. */
  walk?: { table: keyof RecordTables; column: string; parameter: string };
}

const columns = {
  token: { table: 'index_token', column: 'code', kind: 'text' },
  reference: { table: 'index_reference', column: 'target_id', kind: 'text' },
  date: { table: 'index_date', column: 'low', kind: 'integer' },
  string: { table: 'index_string', column: 'start', kind: 'text' },
  uri: { table: 'index_string', column: 'start', kind: 'text' },
  quantity: { table: 'index_quantity', column: 'canonical_low', kind: 'number' },
  number: { table: 'index_quantity', column: 'canonical_low', kind: 'number' },
} as const;

/** [FHIR R4 search.html#sort] of several values the one that comes first in the order counts. */
export function ordersOf(sort: readonly Sort[]): Order[] {
  const orders = sort.map(({ parameter, type, descending }): Order => {
    if (parameter === '_id') return { value: sql`r.id`, descending, kind: 'text', nullable: false };
    if (parameter === '_lastUpdated')
      return { value: sql`r.last_updated`, descending, kind: 'integer', nullable: false };
    const { table, column, kind } = columns[type];
    const first = sql.raw(descending ? 'max' : 'min');
    const value = sql<CursorValue>`(select ${first}(${sql.ref(`s.${column}`)}) from ${sql.table(table)} as s where s.key = r.key and s.param = ${parameter})`;
    return { value, descending, kind, nullable: true, walk: { table, column, parameter } };
  });
  // The key makes the order whole, so that a page begins exactly where the one before ended.
  const descending = sort.at(-1)?.descending ?? false;
  return [...orders, { value: sql`r.key`, descending, kind: 'integer', nullable: false }];
}

/** Rows after the row with these values, in this order. */
export function afterCursor(orders: readonly Order[], values: readonly CursorValue[]): Condition {
  const steps = orders.map((order, at) => {
    const same = orders.slice(0, at).map((before, index) => sameAs(before, values[index] ?? null));
    return allOf([...same, beyond(order, values[at] ?? null)]);
  });
  const [first] = orders;
  const value = values[0] ?? null;
  // Said once more for the whole, so that an index can begin there.
  const bound =
    first && value !== null && !first.nullable
      ? [first.descending ? sql<boolean>`${first.value} <= ${value}` : sql<boolean>`${first.value} >= ${value}`]
      : [];
  return allOf([...bound, anyOf(steps)]);
}

function sameAs({ value }: Order, wanted: CursorValue): Condition {
  return wanted === null ? sql<boolean>`${value} is null` : sql<boolean>`${value} = ${wanted}`;
}

function beyond({ value, descending, nullable }: Order, wanted: CursorValue): Condition {
  if (wanted === null) return never;
  const further = descending ? sql<boolean>`${value} < ${wanted}` : sql<boolean>`${value} > ${wanted}`;
  return nullable ? anyOf([further, sql<boolean>`${value} is null`]) : further;
}

/** The same order for rows that are here already; text by its bytes, as both engines compare it. */
export function compareRows(orders: readonly Order[], a: readonly CursorValue[], b: readonly CursorValue[]): number {
  for (const [at, { descending }] of orders.entries()) {
    const [one, other] = [a[at] ?? null, b[at] ?? null];
    if (one === other) continue;
    if (one === null || other === null) return one === null ? 1 : -1;
    const order =
      typeof one === 'number' ? one - Number(other) : Buffer.compare(Buffer.from(one), Buffer.from(String(other)));
    if (order !== 0) return descending ? -order : order;
  }
  return 0;
}
