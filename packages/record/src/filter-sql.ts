import type { Filter } from '@munan/fhir';
import { sql } from '@munan/runtime';
import { type AccessFilter, limitCondition, limitOfType, type Reached } from './access-filter.ts';
import { allOf, always, anyOf, type Condition, compareMoment, never } from './compare-sql.ts';
import { indexCondition } from './index-condition.ts';
import type { RecordTables } from './tables.ts';

/** Conditions on columns of `resource` itself. */
export function ownCondition(filter: Filter, of: string): Condition | undefined {
  if (filter.parameter === '_id' && filter.type === 'token') {
    const id = sql.ref(`${of}.id`);
    const values = filter.values.filter(({ system }) => !system).map(({ code = '' }) => code);
    const ids = values.length === 0 ? never : sql<boolean>`${id} in (${sql.join(values)})`;
    return filter.not ? sql<boolean>`not ${ids}` : ids;
  }
  if (filter.parameter === '_lastUpdated' && filter.type === 'date') {
    // The sign keeps the index by time out of it: where that leaves few, the search starts there.
    const low = sql`+${sql.ref(`${of}.last_updated`)}`;
    return anyOf(filter.values.map((value) => compareMoment(low, value)));
  }
  return undefined;
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
  // A key is of one type. Said where the index by value holds the key too; elsewhere it would lead SQLite away from the
  // index by key, to a range of all that have such a value.
  const also = table === 'index_token' || table === 'index_reference' ? sql<boolean>`x.type = ${type} and` : sql``;
  return sql<boolean>`exists (select 1 from ${sql.table(table)} as x where x.key = ${sql.ref(`${of}.key`)} and x.param = ${parameter} and ${also} ${condition} ${oneByOne})`;
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
  in: 9,
  hierarchy: 9,
  missing: 9,
};

/** Keeps PostgreSQL from making the question about one row a table of all rows that answer it. */
export const oneByOne = sql`limit 1 offset 0`;

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
    else if (filter.type === 'in' || filter.type === 'hierarchy') {
      throw new Error(`the codes of ${filter.parameter} were not looked up`);
    } else if (filter.type === 'missing') {
      const any = exists(missingTables[filter.of], place, filter.parameter, always);
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
function otherEnd(
  { of }: Place,
  type: string,
  filter: Filter,
  access: AccessFilter | undefined,
  how: Reached,
): [string, Condition] {
  const other = of === 'r' ? 'r1' : `r${Number(of.slice(1)) + 1}`;
  const column = (name: string) => sql.ref(`${other}.${name}`);
  return [
    other,
    allOf([
      sql<boolean>`${column('type')} = ${type}`,
      sql<boolean>`${column('deleted')} = 0`,
      ...filterConditions({ type, of: other }, [filter], access),
      ...(access ? [limitCondition(limitOfType(access, type, how), type, other)] : []),
    ]),
  ];
}

/** [FHIR R4 search.html#chaining] on a row x of index_reference. */
function pointsTo(
  place: Place,
  { type, filter }: { type: string; filter: Filter },
  access: AccessFilter | undefined,
): Condition {
  const [other, condition] = otherEnd(place, type, filter, access, 'pointed-to');
  return sql<boolean>`(x.target_type = ${type} and x.target_id in (select ${sql.ref(`${other}.id`)} from resource as ${sql.ref(other)} where ${condition}))`;
}

/** One code of what is about a patient stands beside the patient in one index: no condition that leads further. */
export function codeOfPatient(
  { type }: { type: string },
  parameter: string,
  filter: Filter,
): { system?: string; code: string } | undefined {
  if (type !== 'Patient' || (parameter !== 'patient' && parameter !== 'subject')) return undefined;
  if (filter.type !== 'token' || filter.parameter !== 'code' || filter.not || filter.values.length !== 1)
    return undefined;
  const [{ system, code } = {}] = filter.values;
  return code ? { code, ...(system !== undefined && { system }) } : undefined;
}

/** [FHIR R4 search.html#has] */
function isPointedTo(
  place: Place,
  { parameter, source, filter }: Extract<Filter, { type: 'has' }>,
  access: AccessFilter | undefined,
): Condition {
  const [other, condition] = otherEnd(place, source, filter, access, 'pointing');
  const code = codeOfPatient(place, parameter, filter);
  if (code) {
    const limit = access ? limitCondition(limitOfType(access, source, 'pointing'), source, other) : always;
    return sql<boolean>`exists (select 1 from index_patient as p cross join resource as ${sql.ref(other)} where ${sql.ref(`${other}.key`)} = p.key and p.type = ${source} and p.patient = ${sql.ref(`${place.of}.id`)} and p.code = ${code.code} and ${code.system === undefined ? always : sql<boolean>`p.system = ${code.system}`} and ${limit})`;
  }
  return sql<boolean>`${sql.ref(`${place.of}.id`)} in (select x.target_id from index_reference as x inner join resource as ${sql.ref(other)} on ${sql.ref(`${other}.key`)} = x.key where x.type = ${source} and x.param = ${parameter} and x.target_type = ${place.type} and ${condition})`;
}
