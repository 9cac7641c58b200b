import type { Kysely } from '@munan/runtime';
import { sql } from '@munan/runtime';
import { allOf, type Condition } from './compare-sql.ts';
import { type CursorValue, readCursor, writeCursor } from './cursor.ts';
import type { Stored } from './fhir-record.ts';
import { type Asked, conditionsOf, type Driver, driversOf, fewRows, keysOf, sizesOf } from './search-sql.ts';
import { afterCursor, type Order, ordersOf } from './sort-sql.ts';
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

/** How the rows are come by: from a start that leaves few, or along the order, which ends as soon as the page is full. */
type Way =
  | { from: 'few'; driver: Driver | undefined }
  | { from: 'order'; driver: Driver | undefined }
  | { from: 'sort' };

export async function findMatches(open: Kysely<RecordTables>, asked: Asked, counting: boolean): Promise<Matches> {
  const { request } = asked;
  const { count } = request;
  const orders = ordersOf(request.sort);
  const after = request.cursor === undefined ? undefined : readCursor(request.cursor, orders);
  const way = await wayOf(open, asked, orders);
  const rows = count === 0 ? [] : await rowsOf(open, asked, way, orders, { after, limit: count + 1 });
  const more = rows.length > count;
  const page = rows.slice(0, count);
  const last = page.at(-1);
  return {
    rows: await versionsOf(open, page),
    total: await totalOf(open, asked, way, { counting, whole: !after && !more && count > 0, found: page.length }),
    ...(more && last && { next: writeCursor(last.values) }),
  };
}

async function wayOf(open: Kysely<RecordTables>, asked: Asked, orders: readonly Order[]): Promise<Way> {
  const { request } = asked;
  const named = request.filters.some((filter) => filter.type === 'token' && filter.parameter === '_id' && !filter.not);
  if (named) return { from: 'few', driver: undefined };
  const drivers = driversOf(asked);
  const sizes = await sizesOf(open, drivers);
  const smallest = sizes.indexOf(Math.min(...sizes));
  if (smallest >= 0 && (sizes[smallest] as number) <= fewRows) return { from: 'few', driver: drivers[smallest] };
  if (orders[0]?.walk) return { from: 'sort' };
  return { from: 'order', driver: orders.length === 1 ? drivers.find(({ ordered }) => ordered) : undefined };
}

interface Wanted {
  after: readonly CursorValue[] | undefined;
  limit: number;
}

async function rowsOf(
  open: Kysely<RecordTables>,
  asked: Asked,
  way: Way,
  orders: readonly Order[],
  { after, limit }: Wanted,
): Promise<Row[]> {
  const found: Row[] = [];
  let behind = after;
  for (;;) {
    const wanted = limit - found.length;
    const some =
      way.from === 'sort'
        ? await alongSort(open, asked, orders, { after: behind, limit: wanted })
        : await plain(open, asked, way, orders, { after: behind, limit: wanted });
    // One resource may stand several times in an index under the same value; then it stands there next to itself.
    for (const row of some) if (found.at(-1)?.key !== row.key) found.push(row);
    if (some.length < wanted || found.length >= limit) return found;
    behind = some.at(-1)?.values;
  }
}

async function plain(
  open: Kysely<RecordTables>,
  asked: Asked,
  way: Exclude<Way, { from: 'sort' }>,
  orders: readonly Order[],
  wanted: Wanted,
): Promise<Row[]> {
  const { driver } = way;
  const conditions = conditionsOf(asked, driver);
  if (!driver) return fetch(open.selectFrom('resource as r'), conditions, orders, wanted);
  if (way.from === 'few') {
    const from = open.selectFrom(keysOf(driver).as('d')).crossJoin('resource as r');
    return fetch(from, allOf([sql<boolean>`r.key = d.key`, conditions]), orders, wanted);
  }
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
    const earlier = sql<boolean>`exists (select 1 from ${sql.table(table)} as y where y.key = w.key and y.param = w.param and ${sql.ref(`y.${column}`)} ${sql.raw(first.descending ? '>' : '<')} ${own})`;
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

async function fetch(from: From, where: Condition, orders: readonly Order[], { after, limit }: Wanted): Promise<Row[]> {
  let select = from
    .select(['r.key', 'r.version'])
    .select(orders.map(({ value }, at) => value.as(`order${at}`)))
    .where(after ? allOf([where, afterCursor(orders, after)]) : where)
    .limit(limit);
  for (const { value, descending, nullable } of orders) {
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
  way: Way,
  { counting, whole, found }: { counting: boolean; whole: boolean; found: number },
): Promise<number | undefined> {
  const { request } = asked;
  const wanted = request.total === 'accurate' || request.count === 0;
  if (!counting || (request.total === 'none' && !wanted)) return undefined;
  if (whole) return found;
  if (way.from === 'few') {
    const { driver } = way;
    const conditions = conditionsOf(asked, driver);
    return driver
      ? counted(
          open.selectFrom(keysOf(driver).as('d')).crossJoin('resource as r'),
          allOf([sql<boolean>`r.key = d.key`, conditions]),
        )
      : counted(open.selectFrom('resource as r'), conditions);
  }
  return wanted ? counted(open.selectFrom('resource as r'), conditionsOf(asked, undefined, false)) : undefined;
}

async function counted(from: From, where: Condition): Promise<number> {
  const row = await from.select(sql<number>`count(*)`.as('total')).where(where).executeTakeFirstOrThrow();
  return Number(row.total);
}
