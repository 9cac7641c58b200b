import type { Filter, SearchRequest, Sort } from '@munan/fhir';
import { type Kysely, sql } from '@munan/runtime';
import type { Compartment } from './fhir-record.ts';
import {
  type AccessFilter,
  accessCondition,
  allOf,
  anyOf,
  type Condition,
  compare,
  filterConditions,
  never,
  type Sql,
} from './filter-sql.ts';
import { mainDateOf } from './index-rows.ts';
import type { RecordTables } from './tables.ts';

/** How a search is run: where it starts and what else must hold. Rows are of `resource as r`. */
export interface SearchPlan {
  /** Condition on `index_patient as p`, when the search starts there. */
  patient?: Condition;
  conditions: Condition[];
  order: { value: Sql<number | string>; descending: boolean }[];
}

export function planSearch(
  request: SearchRequest,
  access: AccessFilter | undefined,
  compartment?: Compartment,
): SearchPlan {
  const { type } = request;
  const patient = startAtPatient(request, request.filters);
  const rest = request.filters.filter((filter) => !patient?.covered.has(filter));
  return {
    ...(patient && { patient: patient.condition }),
    conditions: [
      sql<boolean>`r.type = ${type}`,
      sql<boolean>`r.deleted = 0`,
      ...filterConditions({ type, of: 'r' }, rest, access, patient !== undefined),
      ...(access ? [accessCondition(access)] : []),
      ...(compartment ? [compartmentCondition(type, compartment)] : []),
    ],
    order: orderOf(request, patient !== undefined),
  };
}

function compartmentCondition(type: string, { parameters, patients }: Compartment): Condition {
  if (type === 'Patient') {
    if (!patients) return sql<boolean>`1 = 1`;
    return patients.length > 0 ? sql<boolean>`r.id in (${sql.join(patients)})` : never;
  }
  if (parameters.length === 0 || patients?.length === 0) return never;
  const whose = patients ? sql<boolean>`x.target_id in (${sql.join(patients)})` : sql<boolean>`1 = 1`;
  return sql<boolean>`r.key in (select x.key from index_reference as x where x.type = ${type} and x.param in (${sql.join(parameters)}) and x.target_type = 'Patient' and ${whose})`;
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
