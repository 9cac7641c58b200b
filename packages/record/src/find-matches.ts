import type { Kysely } from '@munan/runtime';
import { sql } from '@munan/runtime';
import { allOf, type Condition } from './compare-sql.ts';
import { type CursorValue, readCursor, writeCursor } from './cursor.ts';
import type { Stored } from './fhir-record.ts';
import { oneByOne } from './filter-sql.ts';
import { type Asked, conditionsOf, type Driver, driversOf, fewRows, keysOf, sizesOf } from './search-sql.ts';
import { afterCursor, compareRows, type Order, ordersOf } from './sort-sql.ts';
import { type StoredRow, stored, storedOf } from './stored-row.ts';
import type { RecordTables } from './tables.ts';

export interface Matches {
  rows: Stored[];
  /** Undefined where it was not wanted, or where counting is not cheap and was not asked for. */
  total: number | undefined;
  next?: string;
}

interface Row {
  key: number;
  version: number;
  values: CursorValue[];
}

export async function findMatches(open: Kysely<RecordTables>, asked: Asked, counting: boolean): Promise<Matches> {
  const { request } = asked;
  const orders = ordersOf(request.sort);
  const after = request.cursor === undefined ? undefined : readCursor(request.cursor, orders);
  const drivers = driversOf(asked);
  const few = await fewOf(open, asked, orders, drivers);
  if (few) return pageOfFew(open, asked, orders, { few, after, counting });
  const { count } = request;
  const start = orders.length === 1 ? drivers.find(({ ordered }) => ordered) : undefined;
  const rows = count === 0 ? [] : await rowsOf(open, asked, start, orders, { after, limit: count + 1 });
  const more = rows.length > count;
  const page = rows.slice(0, count);
  const last = page.at(-1);
  const whole = !after && !more && count > 0;
  return {
    rows: await versionsOf(open, page),
    total: counting ? await totalOf(open, asked, whole ? page.length : undefined) : undefined,
    ...(more && last && { next: writeCursor(last.values) }),
  };
}

/** All that match, in no order, where some start leaves few; undefined where none does. */
async function fewOf(
  open: Kysely<RecordTables>,
  asked: Asked,
  orders: readonly Order[],
  drivers: readonly Driver[],
): Promise<Row[] | undefined> {
  const { filters } = asked.request;
  const from = async (driver: Driver | undefined): Promise<Row[]> => {
    const conditions = conditionsOf(asked, driver);
    const all = { after: undefined, limit: fewRows + 1 };
    if (!driver) return fetch(open.selectFrom('resource as r'), conditions, orders, all, false);
    const select = open.selectFrom(keysOf(driver).as('d')).crossJoin('resource as r');
    return fetch(select, allOf([sql<boolean>`r.key = d.key`, conditions]), orders, all, false);
  };
  if (filters.some((filter) => filter.type === 'token' && filter.parameter === '_id' && !filter.not)) {
    return from(undefined);
  }
  const [first] = drivers;
  if (first?.surely) {
    const rows = await from(first);
    if (rows.length <= fewRows) return rows;
  }
  const sizes = await sizesOf(open, drivers);
  const smallest = sizes.indexOf(Math.min(...sizes));
  return smallest >= 0 && (sizes[smallest] as number) <= fewRows ? from(drivers[smallest]) : undefined;
}

async function pageOfFew(
  open: Kysely<RecordTables>,
  { request }: Asked,
  orders: readonly Order[],
  { few, after, counting }: { few: readonly Row[]; after: readonly CursorValue[] | undefined; counting: boolean },
): Promise<Matches> {
  const { count } = request;
  const sorted = few.toSorted((a, b) => compareRows(orders, a.values, b.values));
  const rest = after ? sorted.filter(({ values }) => compareRows(orders, values, after) > 0) : sorted;
  const page = rest.slice(0, count);
  const last = page.at(-1);
  const total = counting && (request.total !== 'none' || count === 0) ? few.length : undefined;
  return {
    rows: await versionsOf(open, page),
    total,
    ...(rest.length > count && last && { next: writeCursor(last.values) }),
  };
}

interface Wanted {
  after: readonly CursorValue[] | undefined;
  limit: number;
}

/** Along the order of the search, which ends as soon as the page is full. */
async function rowsOf(
  open: Kysely<RecordTables>,
  asked: Asked,
  start: Driver | undefined,
  orders: readonly Order[],
  { after, limit }: Wanted,
): Promise<Row[]> {
  const found: Row[] = [];
  let behind = after;
  for (;;) {
    const wanted = { after: behind, limit: limit - found.length };
    const some = orders[0]?.walk
      ? await alongSort(open, asked, orders, wanted)
      : await alongKeys(open, asked, start, orders, wanted);
    // One resource may stand several times in an index under the same value; then it stands there next to itself.
    for (const row of some) if (found.at(-1)?.key !== row.key) found.push(row);
    if (some.length < wanted.limit || found.length >= limit) return found;
    behind = some.at(-1)?.values;
  }
}

/** In the order of columns of the resource itself, or of the keys as one index has them. */
async function alongKeys(
  open: Kysely<RecordTables>,
  asked: Asked,
  driver: Driver | undefined,
  orders: readonly Order[],
  wanted: Wanted,
): Promise<Row[]> {
  const conditions = conditionsOf(asked, driver);
  if (!driver) return fetch(open.selectFrom('resource as r'), conditions, orders, wanted);
  const from = open.selectFrom(sql<{ key: number }>`${sql.table(driver.table)}`.as('x')).crossJoin('resource as r');
  const byKey: Order = { value: sql`x.key`, descending: false, kind: 'integer', nullable: false };
  return fetch(from, allOf([driver.condition, sql<boolean>`r.key = x.key`, conditions]), [byKey], wanted);
}

/** Along the index of the first parameter of the order, and behind its end what has no value of it. */
async function alongSort(
  open: Kysely<RecordTables>,
  asked: Asked,
  orders: readonly Order[],
  { after, limit }: Wanted,
): Promise<Row[]> {
  const [first, ...others] = orders as [Order, ...Order[]];
  const { table, column, parameter } = first.walk as NonNullable<Order['walk']>;
  const conditions = conditionsOf(asked, undefined);
  const rows: Row[] = [];
  if (after === undefined || after[0] !== null) {
    const own = sql.ref(`w.${column}`);
    const earlier = sql<boolean>`exists (select 1 from ${sql.table(table)} as y where y.key = w.key and y.param = w.param and ${sql.ref(`y.${column}`)} ${sql.raw(first.descending ? '>' : '<')} ${own} ${oneByOne})`;
    const from = open.selectFrom(sql<{ key: number }>`${sql.table(table)}`.as('w')).crossJoin('resource as r');
    const where = [
      sql<boolean>`w.type = ${asked.request.type} and w.param = ${parameter} and r.key = w.key`,
      sql<boolean>`not ${earlier}`,
      conditions,
    ];
    const walked: Order[] = [
      { ...first, value: sql`${own}`, nullable: false },
      ...others.slice(0, -1),
      { ...(others.at(-1) as Order), value: sql`w.key` },
    ];
    rows.push(...(await fetch(from, allOf(where), walked, { after, limit })));
    if (rows.length >= limit) return rows;
  }
  const none = sql<boolean>`not exists (select 1 from ${sql.table(table)} as y where y.key = r.key and y.param = ${parameter})`;
  const rest = await fetch(open.selectFrom('resource as r'), allOf([none, conditions]), others, {
    after: after?.[0] === null ? after.slice(1) : undefined,
    limit: limit - rows.length,
  });
  return [...rows, ...rest.map((row) => ({ ...row, values: [null, ...row.values] }))];
}

/** A select from `resource as r`, and from what leads to it. */
type From = Pick<ReturnType<typeof selectResources>, 'select'>;
function selectResources(open: Kysely<RecordTables>) {
  return open.selectFrom('resource as r');
}

async function fetch(
  from: From,
  where: Condition,
  orders: readonly Order[],
  { after, limit }: Wanted,
  sorted = true,
): Promise<Row[]> {
  let select = from
    .select(['r.key', 'r.version'])
    .select(orders.map(({ value }, at) => value.as(`order${at}`)))
    .where(after ? allOf([where, afterCursor(orders, after)]) : where)
    .limit(limit);
  for (const { value, descending, nullable } of sorted ? orders : []) {
    if (nullable) select = select.orderBy(sql`(${value} is null)`);
    select = select.orderBy(value, descending ? 'desc' : 'asc');
  }
  const rows = (await select.execute()) as ({ key: number; version: number } & Record<string, CursorValue>)[];
  return rows.map((row) => ({
    key: row.key,
    version: row.version,
    values: orders.map((_, at) => row[`order${at}`] ?? null),
  }));
}

/** The text of these versions; a version never changes, so that it may be read after the search. */
async function versionsOf(open: Kysely<RecordTables>, rows: readonly Row[]): Promise<Stored[]> {
  if (rows.length === 0) return [];
  const found: (StoredRow & { key: number })[] = await open
    .selectFrom('resource_version as v')
    .innerJoin('resource as r', 'r.key', 'v.key')
    .select([...stored, 'v.key'])
    .where(
      'v.key',
      'in',
      rows.map(({ key }) => key),
    )
    .where('v.version', 'in', [...new Set(rows.map(({ version }) => version))])
    .execute();
  const byName = new Map(found.map((row) => [`${row.key}/${row.version}`, row]));
  return rows.map(({ key, version }) => storedOf(byName.get(`${key}/${version}`) as StoredRow));
}

async function totalOf(
  open: Kysely<RecordTables>,
  asked: Asked,
  found: number | undefined,
): Promise<number | undefined> {
  const { total, count } = asked.request;
  const wanted = total === 'accurate' || count === 0;
  if (total === 'none' && !wanted) return undefined;
  if (found !== undefined) return found;
  return wanted ? counted(open.selectFrom('resource as r'), conditionsOf(asked, undefined, false)) : undefined;
}

async function counted(from: From, where: Condition): Promise<number> {
  const row = await from.select(sql<number>`count(*)`.as('total')).where(where).executeTakeFirstOrThrow();
  return Number(row.total);
}
