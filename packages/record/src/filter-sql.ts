import { type Filter, foldText, type NumberWanted, type PartWanted, type Prefix, type TokenWanted } from '@munan/fhir';
import { sql } from '@munan/runtime';
import { type RecordTables, startLength } from './tables.ts';

/** Whose resources may be seen; what may not be seen is neither returned nor counted. */
export interface AccessFilter {
  /** Ids of the patients. */
  patients: readonly string[];
  /** Whether resources that are about no patient may be seen too. */
  withoutPatient: boolean;
}

/** A piece of SQL with its values bound. */
export type Sql<T> = ReturnType<typeof sql<T>>;
export type Condition = Sql<boolean>;

/** What stands in one index table, and in one condition on it. */
type IndexedFilter = Exclude<Filter, { type: 'missing' | 'chain' | 'has' }>;

export const never = sql<boolean>`1 = 0`;

export function anyOf(conditions: readonly Condition[]): Condition {
  return conditions.length === 0 ? never : sql<boolean>`(${sql.join(conditions, sql` or `)})`;
}

export function allOf(conditions: readonly Condition[]): Condition {
  return sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}

/** `x` -> x.low; `x.a`, a side of a composite value -> x.a_low. */
function rangeColumn(alias: string, end: 'low' | 'high'): Column {
  return sql.ref(alias.includes('.') ? `${alias}_${end}` : `${alias}.${end}`);
}

/**
 * [FHIR R4 search.html#prefix] the range of the search, [low, high), against that of the resource, in columns.
 * `closed`: the column `high` is the last value itself (quantities), not one past it (dates).
 */
export function compare(alias: string, prefix: Prefix, low: number, high: number, closed: boolean): Condition {
  const from = rangeColumn(alias, 'low');
  const to = rangeColumn(alias, 'high');
  const contains = closed
    ? sql<boolean>`(${from} >= ${low} and ${to} < ${high})`
    : sql<boolean>`(${from} >= ${low} and ${to} <= ${high})`;
  const below = sql<boolean>`${from} < ${low}`;
  const above = closed ? sql<boolean>`${to} >= ${high}` : sql<boolean>`${to} > ${high}`;
  switch (prefix) {
    case 'eq':
      return contains;
    case 'ne':
      return sql<boolean>`not ${contains}`;
    case 'lt':
      return below;
    case 'gt':
      return above;
    case 'le':
      return anyOf([below, contains]);
    case 'ge':
      return anyOf([above, contains]);
    case 'sa':
      return sql<boolean>`${from} >= ${high}`;
    case 'eb':
      return closed ? sql<boolean>`${to} < ${low}` : sql<boolean>`${to} <= ${low}`;
    case 'ap':
      return closed
        ? sql<boolean>`(${from} < ${high} and ${to} >= ${low})`
        : sql<boolean>`(${from} < ${high} and ${to} > ${low})`;
  }
}

/** Quantities compare by their number for the ordered prefixes; only eq, ne and ap use the implied precision. */
function compareQuantity(column: string, value: NumberWanted): Condition {
  const { prefix, low, high, value: exact } = value;
  if (prefix === 'eq' || prefix === 'ne' || prefix === 'ap') return compare(column, prefix, low, high, true);
  const from = rangeColumn(column, 'low');
  const to = rangeColumn(column, 'high');
  if (prefix === 'gt') return sql<boolean>`${to} > ${exact}`;
  if (prefix === 'lt') return sql<boolean>`${from} < ${exact}`;
  if (prefix === 'ge') return sql<boolean>`${to} >= ${exact}`;
  if (prefix === 'le') return sql<boolean>`${from} <= ${exact}`;
  return prefix === 'sa' ? sql<boolean>`${from} > ${exact}` : sql<boolean>`${to} < ${exact}`;
}

function like(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}

/** Table and condition (on alias x) of a filter over an index table. */
function indexCondition(filter: IndexedFilter): {
  table: keyof RecordTables;
  condition: Condition;
} {
  switch (filter.type) {
    case 'token':
      return {
        table: 'index_token',
        condition: anyOf(filter.values.map((value) => pairCondition(sql.ref('x.system'), sql.ref('x.code'), value))),
      };
    case 'reference':
      return {
        table: 'index_reference',
        condition: anyOf(
          filter.values.map(({ type, id }) =>
            type === undefined
              ? sql<boolean>`x.target_id = ${id}`
              : sql<boolean>`(x.target_id = ${id} and x.target_type = ${type})`,
          ),
        ),
      };
    case 'date':
      return {
        table: 'index_date',
        condition: anyOf(filter.values.map(({ prefix, low, high }) => compare('x', prefix, low, high, false))),
      };
    case 'string':
      return {
        table: 'index_string',
        condition: anyOf(filter.values.map((value) => stringCondition(filter.match, value))),
      };
    case 'uri':
      return {
        table: 'index_string',
        condition: anyOf(
          filter.values.map((uri) =>
            filter.below
              ? sql<boolean>`(x.exact = ${uri} or x.exact like ${`${like(uri.replace(/\/$/, ''))}/%`} escape '\\')`
              : sql<boolean>`(x.start = ${uri.slice(0, startLength)} and x.exact = ${uri})`,
          ),
        ),
      };
    case 'quantity':
      return {
        table: 'index_quantity',
        condition: anyOf(
          filter.values.map((value) =>
            allOf([
              compareQuantity('x', value),
              unitCondition(sql.ref('x.system'), sql.ref('x.code'), sql.ref('x.unit'), value),
            ]),
          ),
        ),
      };
    case 'number':
      return {
        table: 'index_quantity',
        condition: anyOf(filter.values.map((value) => compareQuantity('x', value))),
      };
    case 'composite':
      return {
        table: 'index_composite',
        condition: anyOf(
          filter.values.map(([first, second]) => allOf([partCondition('a', first), partCondition('b', second)])),
        ),
      };
  }
}

/** [FHIR R4 search.html#combining] a part of a composite value, in the columns that begin with `side`. */
function partCondition(side: 'a' | 'b', part: PartWanted): Condition {
  const column = (name: string) => sql.ref(`x.${side}_${name}`);
  if (part.type === 'token') return pairCondition(column('system'), column('code'), part.value);
  if (part.type === 'reference') {
    const { type, id } = part.value;
    return pairCondition(column('system'), column('code'), { code: id, ...(type !== undefined && { system: type }) });
  }
  if (part.type === 'string') {
    const start = foldText(part.value).slice(0, startLength);
    return sql<boolean>`(${column('text')} >= ${start} and ${column('text')} < ${`${start}\u{10ffff}`})`;
  }
  if (part.type === 'date') {
    const { prefix, low, high } = part.value;
    return compare(`x.${side}`, prefix, low, high, false);
  }
  return allOf([
    compareQuantity(`x.${side}`, part.value),
    unitCondition(column('system'), column('code'), column('unit'), part.value),
  ]);
}

type Column = ReturnType<typeof sql.ref>;

function pairCondition(system: Column, code: Column, wanted: TokenWanted): Condition {
  const parts = [
    ...(wanted.code === undefined ? [] : [sql<boolean>`${code} = ${wanted.code}`]),
    ...(wanted.system === undefined ? [] : [sql<boolean>`${system} = ${wanted.system}`]),
  ];
  // A resource that has no such part has no row, so that any row will do.
  return parts.length === 0 ? sql<boolean>`1 = 1` : allOf(parts);
}

function unitCondition(
  system: Column,
  code: Column,
  unit: Column,
  wanted: { system?: string; code?: string },
): Condition {
  if (wanted.system !== undefined) return pairCondition(system, code, wanted);
  if (wanted.code === undefined) return sql<boolean>`1 = 1`;
  // [FHIR R4 search.html#quantity] without a system, the code or the unit as people write it.
  return sql<boolean>`(${code} = ${wanted.code} or ${unit} = ${wanted.code})`;
}

function stringCondition(match: 'starts' | 'contains' | 'exact', value: string): Condition {
  const folded = foldText(value);
  if (match === 'exact') {
    return sql<boolean>`(x.start = ${folded.slice(0, startLength)} and x.exact = ${value})`;
  }
  // `like` of SQLite takes no notice of case, but what is compared is folded on both sides.
  if (match === 'contains') return sql<boolean>`x.folded like ${`%${like(folded)}%`} escape '\\'`;
  const start = folded.slice(0, startLength);
  const range = sql<boolean>`(x.start >= ${start} and x.start < ${`${start}\u{10ffff}`})`;
  return folded.length <= startLength
    ? range
    : sql<boolean>`(${range} and x.folded like ${`${like(folded)}%`} escape '\\')`;
}

/** Conditions on columns of `resource` itself. */
function ownCondition(filter: Filter, of: string): Condition | undefined {
  if (filter.parameter === '_id' && filter.type === 'token') {
    const id = sql.ref(`${of}.id`);
    const ids = anyOf(filter.values.map(({ system, code }) => (system ? never : sql<boolean>`${id} = ${code ?? ''}`)));
    return filter.not ? sql<boolean>`not ${ids}` : ids;
  }
  if (filter.parameter === '_lastUpdated' && filter.type === 'date') {
    const low = sql.ref(`${of}.last_updated`);
    // A moment of one millisecond: [t, t + 1).
    return anyOf(filter.values.map((value) => compareMoment(low, value.prefix, value.low, value.high)));
  }
  return undefined;
}

function compareMoment(at: Sql<unknown>, prefix: Prefix, low: number, high: number): Condition {
  if (prefix === 'lt' || prefix === 'eb') return sql<boolean>`${at} < ${low}`;
  if (prefix === 'gt' || prefix === 'sa') return sql<boolean>`${at} >= ${high}`;
  if (prefix === 'le') return sql<boolean>`${at} < ${high}`;
  if (prefix === 'ge') return sql<boolean>`${at} >= ${low}`;
  const within = sql<boolean>`(${at} >= ${low} and ${at} < ${high})`;
  return prefix === 'ne' ? sql<boolean>`not ${within}` : within;
}

const missingTables = {
  token: 'index_token',
  reference: 'index_reference',
  date: 'index_date',
  number: 'index_quantity',
  string: 'index_string',
  uri: 'index_string',
  quantity: 'index_quantity',
  composite: 'index_composite',
} as const;

interface Place {
  type: string;
  /** Alias of `resource`. */
  of: string;
}

function exists(table: keyof RecordTables, { type, of }: Place, parameter: string, condition: Condition): Condition {
  return sql<boolean>`exists (select 1 from ${sql.table(table)} as x where x.key = ${sql.ref(`${of}.key`)} and x.param = ${parameter} and x.type = ${type} and ${condition})`;
}

function among(table: keyof RecordTables, { type, of }: Place, parameter: string, condition: Condition): Condition {
  return sql<boolean>`${sql.ref(`${of}.key`)} in (select x.key from ${sql.table(table)} as x where x.type = ${type} and x.param = ${parameter} and ${condition})`;
}

/** The lower, the fewer rows it usually leaves: where a search without a patient starts. */
const selectivity: Record<Filter['type'], number> = {
  reference: 1,
  composite: 1,
  token: 2,
  chain: 2,
  has: 2,
  string: 3,
  quantity: 4,
  number: 4,
  date: 5,
  uri: 6,
  missing: 9,
};

/**
 * What resources of a type must meet. `started`: fewer rows were chosen already, so each is looked at by itself;
 * otherwise the first condition chooses them by its index.
 */
export function filterConditions(
  place: Place,
  filters: readonly Filter[],
  access: AccessFilter | undefined,
  started = false,
): Condition[] {
  const conditions: Condition[] = [];
  let chosen = started;
  for (const filter of filters.toSorted((a, b) => selectivity[a.type] - selectivity[b.type])) {
    const own = ownCondition(filter, place.of);
    if (own) conditions.push(own);
    else if (filter.type === 'missing') {
      const any = exists(missingTables[filter.of], place, filter.parameter, sql<boolean>`1 = 1`);
      conditions.push(filter.missing ? sql<boolean>`not ${any}` : any);
    } else if (filter.type === 'chain') {
      const pointed = anyOf(filter.targets.map((target) => pointsTo(place, target, access)));
      conditions.push((chosen ? exists : among)('index_reference', place, filter.parameter, pointed));
      chosen = true;
    } else if (filter.type === 'has') conditions.push(isPointedTo(place, filter, access));
    else {
      const { table, condition } = indexCondition(filter);
      if (filter.type === 'token' && filter.not) {
        conditions.push(sql<boolean>`not ${exists(table, place, filter.parameter, condition)}`);
      } else {
        conditions.push((chosen ? exists : among)(table, place, filter.parameter, condition));
        chosen = true;
      }
    }
  }
  return conditions;
}

/** What stands at the other end must be there, may be seen and meets the filter; aliases r, r1, r2, … */
function otherEnd({ of }: Place, type: string, filter: Filter, access: AccessFilter | undefined): [string, Condition] {
  const other = of === 'r' ? 'r1' : `r${Number(of.slice(1)) + 1}`;
  const column = (name: string) => sql.ref(`${other}.${name}`);
  return [
    other,
    allOf([
      sql<boolean>`${column('type')} = ${type}`,
      sql<boolean>`${column('deleted')} = 0`,
      ...filterConditions({ type, of: other }, [filter], access),
      ...(access ? [accessCondition(access, other)] : []),
    ]),
  ];
}

/** [FHIR R4 search.html#chaining] on a row x of index_reference. */
function pointsTo(
  place: Place,
  { type, filter }: { type: string; filter: Filter },
  access: AccessFilter | undefined,
): Condition {
  const [other, condition] = otherEnd(place, type, filter, access);
  return sql<boolean>`(x.target_type = ${type} and x.target_id in (select ${sql.ref(`${other}.id`)} from resource as ${sql.ref(other)} where ${condition}))`;
}

/** [FHIR R4 search.html#has] */
function isPointedTo(
  place: Place,
  { parameter, source, filter }: Extract<Filter, { type: 'has' }>,
  access: AccessFilter | undefined,
): Condition {
  const [other, condition] = otherEnd(place, source, filter, access);
  return sql<boolean>`${sql.ref(`${place.of}.id`)} in (select x.target_id from index_reference as x inner join resource as ${sql.ref(other)} on ${sql.ref(`${other}.key`)} = x.key where x.type = ${source} and x.param = ${parameter} and x.target_type = ${place.type} and ${condition})`;
}

export function accessCondition({ patients, withoutPatient }: AccessFilter, of = 'r'): Condition {
  const nobody = sql<boolean>`${sql.ref(`${of}.patients`)} = ''`;
  if (patients.length === 0) return withoutPatient ? nobody : never;
  const about = sql<boolean>`a.key = ${sql.ref(`${of}.key`)} and a.code = ''`;
  const list = sql.join(patients);
  // Of what is about several people every one must be allowed, as in `passes`.
  const own = sql<boolean>`(exists (select 1 from index_patient as a where ${about} and a.patient in (${list})) and not exists (select 1 from index_patient as a where ${about} and a.patient not in (${list})))`;
  return withoutPatient ? anyOf([nobody, own]) : own;
}
