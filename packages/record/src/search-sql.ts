import { type Filter, foldText, type Prefix, type SearchRequest, type Sort } from '@munan/fhir';
import { type Kysely, sql } from '@munan/runtime';
import { mainDateOf } from './index-rows.ts';
import { type RecordTables, startLength } from './tables.ts';

/** Whose resources may be seen; what may not be seen is neither returned nor counted. */
export interface AccessFilter {
  /** Ids of the patients. */
  patients: readonly string[];
  /** Whether resources that are about no patient may be seen too. */
  withoutPatient: boolean;
}

/** A piece of SQL with its values bound. */
type Sql<T> = ReturnType<typeof sql<T>>;
type Condition = Sql<boolean>;

/** How a search is run: where it starts and what else must hold. Rows are of `resource as r`. */
export interface SearchPlan {
  /** Condition on `index_patient as p`, when the search starts there. */
  patient?: Condition;
  conditions: Condition[];
  order: { value: Sql<number | string>; descending: boolean }[];
}

const never = sql<boolean>`1 = 0`;

function anyOf(conditions: readonly Condition[]): Condition {
  return conditions.length === 0 ? never : sql<boolean>`(${sql.join(conditions, sql` or `)})`;
}

function allOf(conditions: readonly Condition[]): Condition {
  return sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}

/**
 * [FHIR R4 search.html#prefix] the range of the search, [low, high), against that of the resource, in columns.
 * `closed`: the column `high` is the last value itself (quantities), not one past it (dates).
 */
function compare(alias: string, prefix: Prefix, low: number, high: number, closed: boolean): Condition {
  const from = sql.ref(`${alias}.low`);
  const to = sql.ref(`${alias}.high`);
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
function compareQuantity(value: { prefix: Prefix; low: number; high: number; value: number }): Condition {
  const { prefix, low, high, value: exact } = value;
  if (prefix === 'eq' || prefix === 'ne' || prefix === 'ap') return compare('x', prefix, low, high, true);
  const from = sql.ref('x.low');
  const to = sql.ref('x.high');
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
function indexCondition(filter: Exclude<Filter, { type: 'missing' }>): {
  table: keyof RecordTables;
  condition: Condition;
} {
  switch (filter.type) {
    case 'token':
      return {
        table: 'index_token',
        condition: anyOf(
          filter.values.map(({ system, code }) =>
            allOf([
              ...(code === undefined ? [] : [sql<boolean>`x.code = ${code}`]),
              ...(system === undefined ? [] : [sql<boolean>`x.system = ${system}`]),
            ]),
          ),
        ),
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
              compareQuantity(value),
              ...(value.system === undefined ? [] : [sql<boolean>`x.system = ${value.system}`]),
              ...(value.code === undefined
                ? []
                : value.system === undefined
                  ? [sql<boolean>`(x.code = ${value.code} or x.unit = ${value.code})`]
                  : [sql<boolean>`x.code = ${value.code}`]),
            ]),
          ),
        ),
      };
  }
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
function ownCondition(filter: Filter): Condition | undefined {
  if (filter.parameter === '_id' && filter.type === 'token') {
    const ids = anyOf(filter.values.map(({ system, code }) => (system ? never : sql<boolean>`r.id = ${code ?? ''}`)));
    return filter.not ? sql<boolean>`not ${ids}` : ids;
  }
  if (filter.parameter === '_lastUpdated' && filter.type === 'date') {
    const low = sql.ref('r.last_updated');
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
  string: 'index_string',
  uri: 'index_string',
  quantity: 'index_quantity',
} as const;

function exists(table: keyof RecordTables, type: string, parameter: string, condition: Condition): Condition {
  return sql<boolean>`exists (select 1 from ${sql.table(table)} as x where x.key = r.key and x.param = ${parameter} and x.type = ${type} and ${condition})`;
}

function among(table: keyof RecordTables, type: string, parameter: string, condition: Condition): Condition {
  return sql<boolean>`r.key in (select x.key from ${sql.table(table)} as x where x.type = ${type} and x.param = ${parameter} and ${condition})`;
}

/** The lower, the fewer rows it usually leaves: where a search without a patient starts. */
const selectivity: Record<Filter['type'], number> = {
  reference: 1,
  token: 2,
  string: 3,
  quantity: 4,
  date: 5,
  uri: 6,
  missing: 9,
};

export function planSearch(request: SearchRequest, access: AccessFilter | undefined): SearchPlan {
  const { type } = request;
  const conditions: Condition[] = [sql<boolean>`r.type = ${type}`, sql<boolean>`r.deleted = 0`];
  let rest = [...request.filters];
  const patient = startAtPatient(request, rest);
  if (patient) rest = rest.filter((filter) => !patient.covered.has(filter));

  const indexed: Exclude<Filter, { type: 'missing' }>[] = [];
  for (const filter of rest) {
    const own = ownCondition(filter);
    if (own) conditions.push(own);
    else if (filter.type === 'missing') {
      const any = exists(missingTables[filter.of], type, filter.parameter, sql<boolean>`1 = 1`);
      conditions.push(filter.missing ? sql<boolean>`not ${any}` : any);
    } else indexed.push(filter);
  }
  indexed.sort((a, b) => selectivity[a.type] - selectivity[b.type]);
  let started = patient !== undefined;
  for (const filter of indexed) {
    const { table, condition } = indexCondition(filter);
    if (filter.type === 'token' && filter.not) {
      conditions.push(sql<boolean>`not ${exists(table, type, filter.parameter, condition)}`);
    } else {
      conditions.push((started ? exists : among)(table, type, filter.parameter, condition));
      started = true;
    }
  }
  if (access) conditions.push(accessCondition(access));
  return {
    ...(patient && { patient: patient.condition }),
    conditions,
    order: orderOf(request, patient !== undefined),
  };
}

export function accessCondition({ patients, withoutPatient }: AccessFilter): Condition {
  const nobody = sql<boolean>`r.patients = ''`;
  if (patients.length === 0) return withoutPatient ? nobody : never;
  const about = sql<boolean>`a.key = r.key and a.code = ''`;
  const list = sql.join(patients);
  // Of what is about several people every one must be allowed, as in `passes`.
  const own = sql<boolean>`(exists (select 1 from index_patient as a where ${about} and a.patient in (${list})) and not exists (select 1 from index_patient as a where ${about} and a.patient not in (${list})))`;
  return withoutPatient ? anyOf([nobody, own]) : own;
}

/** One patient, and where it is asked for one code and the usual date: all in one range of one index. */
function startAtPatient(
  { type }: SearchRequest,
  filters: readonly Filter[],
): { condition: Condition; covered: Set<Filter> } | undefined {
  if (type === 'Patient') return undefined;
  const one = filters.find(
    (filter) =>
      filter.type === 'reference' &&
      (filter.parameter === 'patient' || filter.parameter === 'subject') &&
      filter.values.length === 1 &&
      filter.values[0]?.type === 'Patient',
  );
  if (one?.type !== 'reference') return undefined;
  // Where a type has both, `patient` and `subject` say the same of a patient; what has only one is in the index by it.
  const covered = new Set<Filter>([one]);
  const parts = [sql<boolean>`p.type = ${type}`, sql<boolean>`p.patient = ${one.values[0]?.id ?? ''}`];
  const code = filters.find(
    (filter) => filter.type === 'token' && filter.parameter === 'code' && !filter.not && filter.values.length === 1,
  );
  const value = code?.type === 'token' ? code.values[0] : undefined;
  if (code && value?.code) {
    covered.add(code);
    parts.push(sql<boolean>`p.code = ${value.code}`);
    if (value.system !== undefined) parts.push(sql<boolean>`p.system = ${value.system}`);
    else {
      // One code under two systems on one resource would give two rows: the first stands for both.
      parts.push(
        sql<boolean>`not exists (select 1 from index_patient as q where q.key = p.key and q.code = p.code and q.patient = p.patient and q.system < p.system)`,
      );
    }
  } else parts.push(sql<boolean>`p.code = ''`);
  const date = mainDateOf(type);
  for (const filter of filters) {
    if (filter.type !== 'date' || filter.parameter !== date) continue;
    covered.add(filter);
    parts.push(anyOf(filter.values.map(({ prefix, low, high }) => compare('p', prefix, low, high, false))));
  }
  return { condition: allOf(parts), covered };
}

/** What has no date comes last in either direction. */
const noDate = 9.1e15;

function orderOf({ type, sort }: SearchRequest, withPatient: boolean): SearchPlan['order'] {
  const order = sort.map(({ parameter, descending }: Sort) => {
    const missing = descending ? -noDate : noDate;
    let value: Sql<number | string>;
    if (parameter === '_id') value = sql`r.id`;
    else if (parameter === '_lastUpdated') value = sql`r.last_updated`;
    else if (withPatient && parameter === mainDateOf(type)) value = sql`coalesce(p.low, ${sql.lit(missing)})`;
    else {
      value = sql`coalesce((select min(s.low) from index_date as s where s.key = r.key and s.param = ${parameter}), ${sql.lit(missing)})`;
    }
    return { value, descending };
  });
  // The key makes the order whole, so that a page begins exactly where the one before ended.
  return [...order, { value: sql`r.key`, descending: sort.at(-1)?.descending ?? false }];
}

/** Rows after the row with these values, in this order. */
export function afterCursor(order: SearchPlan['order'], values: readonly (number | string)[]): Condition {
  return anyOf(
    order.map(({ value, descending }, at) =>
      allOf([
        ...order.slice(0, at).map((before, index) => sql<boolean>`${before.value} = ${values[index]}`),
        descending ? sql<boolean>`${value} < ${values[at]}` : sql<boolean>`${value} > ${values[at]}`,
      ]),
    ),
  );
}

export function fromPlan(query: Kysely<RecordTables>, { patient, conditions }: SearchPlan) {
  const where = allOf(patient ? [patient, ...conditions] : conditions);
  return patient
    ? query.selectFrom('index_patient as p').innerJoin('resource as r', 'r.key', 'p.key').where(where)
    : query.selectFrom('resource as r').where(where);
}
