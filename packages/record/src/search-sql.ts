import type { Filter, HeldType, SearchRequest } from '@munan/fhir';
import { type Kysely, sql } from '@munan/runtime';
import { type AccessFilter, limitCondition } from './access-filter.ts';
import { allOf, anyOf, type Condition, compare, compareMoment, endsOf, never } from './compare-sql.ts';
import type { Compartment } from './fhir-record.ts';
import { filterConditions, ownCondition } from './filter-sql.ts';
import { indexCondition } from './index-condition.ts';
import { mainDateOf } from './index-rows.ts';
import type { RecordTables } from './tables.ts';

export interface Asked {
  request: SearchRequest;
  access: AccessFilter | undefined;
  compartment: Compartment | undefined;
}

/** Where a search may start: keys of one index table, which all that match are among. */
export interface Driver {
  table: keyof RecordTables;
  /** On the table as x. */
  condition: Condition;
  /** What needs no asking any more. */
  covers: readonly (Filter | 'compartment')[];
  /** It comes out in the order of the keys by itself. */
  ordered: boolean;
  /** Usually few, so that it is tried before anything is counted. */
  surely?: true;
}

/** A start that leaves no more than this is taken, and what it leaves is sorted; otherwise the order is walked. */
export const fewRows = 2000;
/** An access to more patients than these is no start. */
const fewPatients = 500;

export function driversOf({ request, access, compartment }: Asked): Driver[] {
  const { type, filters } = request;
  const drivers: Driver[] = [];
  const patient = patientDriver(type, filters);
  if (patient) drivers.push(patient);
  for (const filter of filters) {
    const driver = indexDriver(type, filter);
    if (driver) drivers.push(driver);
  }
  if (compartment?.patients && compartment.parameters.length > 0 && type !== 'Patient') {
    drivers.push({
      table: 'index_reference',
      condition: allOf([sql<boolean>`x.type = ${type}`, inCompartment(compartment)]),
      covers: ['compartment'],
      ordered: false,
    });
  }
  const only = access?.withoutPatient ? undefined : access?.patients;
  if (only && only.length > 0 && only.length <= fewPatients) {
    drivers.push({
      table: 'index_patient',
      condition: sql<boolean>`(x.type = ${type} and x.patient in (${sql.join(only)}) and x.code = '')`,
      covers: [],
      ordered: false,
    });
  }
  return drivers;
}

function indexDriver(type: HeldType, filter: Filter): Driver | undefined {
  if (filter.type === 'missing' || filter.type === 'chain' || filter.type === 'has') return undefined;
  if (filter.type === 'in' || filter.type === 'hierarchy') return undefined;
  if (filter.type === 'date' && filter.parameter === '_lastUpdated') {
    const within = anyOf(filter.values.map((value) => compareMoment(sql.ref('x.last_updated'), value)));
    return {
      table: 'resource',
      condition: allOf([sql<boolean>`x.type = ${type}`, within]),
      covers: [],
      ordered: false,
    };
  }
  if (ownCondition(filter, 'r')) return undefined;
  if (filter.type === 'token' && filter.not) return undefined;
  if (filter.type === 'string' && filter.match === 'contains') return undefined;
  if (filter.type === 'uri' && filter.below) return undefined;
  if (
    filter.type === 'date' || filter.type === 'number' || filter.type === 'quantity'
      ? filter.values.some(({ prefix }) => prefix === 'ne')
      : false
  )
    return undefined;
  const { table, condition } = indexCondition(filter);
  const one = filter.values.length === 1;
  return {
    table,
    condition: sql<boolean>`(x.type = ${type} and x.param = ${filter.parameter} and ${condition})`,
    covers: [filter],
    ordered: one && (filter.type === 'reference' || (filter.type === 'token' && filter.values[0]?.code !== undefined)),
  };
}

/** Patients, and where it is asked for one code and the usual date: all in one range of one index. */
function patientDriver(type: HeldType, filters: readonly Filter[]): Driver | undefined {
  if (type === 'Patient') return undefined;
  const about = filters.find(
    (filter) =>
      filter.type === 'reference' &&
      (filter.parameter === 'patient' || filter.parameter === 'subject') &&
      filter.values.length > 0 &&
      filter.values.every((value) => value.type === 'Patient'),
  );
  if (about?.type !== 'reference') return undefined;
  // Where a type has both, `patient` and `subject` say the same of a patient; what has only one is in the index by it.
  // A Provenance stands there under the patients of its targets too.
  const covers: Filter[] = type === 'Provenance' ? [] : [about];
  const ids = about.values.map(({ id }) => id);
  const whose = ids.length === 1 ? sql<boolean>`x.patient = ${ids[0]}` : sql<boolean>`x.patient in (${sql.join(ids)})`;
  const parts = [sql<boolean>`x.type = ${type}`, whose];
  const code = filters.find(
    (filter) => filter.type === 'token' && filter.parameter === 'code' && !filter.not && filter.values.length === 1,
  );
  const value = code?.type === 'token' ? code.values[0] : undefined;
  if (code && value?.code) {
    covers.push(code);
    parts.push(sql<boolean>`x.code = ${value.code}`);
    if (value.system !== undefined) parts.push(sql<boolean>`x.system = ${value.system}`);
  } else parts.push(sql<boolean>`x.code = ''`);
  const date = mainDateOf(type);
  for (const filter of filters) {
    if (filter.type !== 'date' || filter.parameter !== date) continue;
    covers.push(filter);
    parts.push(anyOf(filter.values.map((each) => compare(endsOf('x'), each, false))));
  }
  const surely = ids.length === 1 ? { surely: true as const } : {};
  return { table: 'index_patient', condition: allOf(parts), covers, ordered: false, ...surely };
}

/** How many keys each start has, up to one more than `fewRows`; in one statement. */
export async function sizesOf(open: Kysely<RecordTables>, drivers: readonly Driver[]): Promise<number[]> {
  if (drivers.length === 0) return [];
  const row = await open
    .selectNoFrom(
      drivers.map(({ table, condition }, at) =>
        sql<number>`(select count(*) from (select 1 from ${sql.table(table)} as x where ${condition} limit ${fewRows + 1}) as few)`.as(
          `size${at}`,
        ),
      ),
    )
    .executeTakeFirstOrThrow();
  return drivers.map((_, at) => Number((row as Record<string, unknown>)[`size${at}`]));
}

/** What must hold of `resource as r` beside the start. */
export function conditionsOf(
  { request, access, compartment }: Asked,
  start: Driver | undefined,
  started = true,
): Condition {
  const { type } = request;
  const rest = request.filters.filter((filter) => !start?.covers.includes(filter));
  return allOf([
    sql<boolean>`r.type = ${type}`,
    sql<boolean>`r.deleted = 0`,
    ...filterConditions({ type, of: 'r' }, rest, access, started),
    ...(access ? [limitCondition(access, type, 'r')] : []),
    ...(compartment && !start?.covers.includes('compartment') ? [compartmentCondition(type, compartment)] : []),
  ]);
}

function compartmentCondition(type: string, compartment: Compartment): Condition {
  const { parameters, patients } = compartment;
  if (type === 'Patient') {
    if (!patients) return sql<boolean>`1 = 1`;
    return patients.length > 0 ? sql<boolean>`r.id in (${sql.join(patients)})` : never;
  }
  if (parameters.length === 0 || patients?.length === 0) return never;
  return sql<boolean>`exists (select 1 from index_reference as x where x.key = r.key and ${inCompartment(compartment)})`;
}

function inCompartment({ parameters, patients }: Compartment): Condition {
  const member = sql<boolean>`x.param in (${sql.join(parameters)}) and x.target_type = 'Patient'`;
  if (!patients) return member;
  return patients.length > 0 ? sql<boolean>`${member} and x.target_id in (${sql.join(patients)})` : never;
}

/** The keys of a start, each once. */
export function keysOf({ table, condition }: Driver) {
  return sql<{ key: number }>`(select distinct x.key from ${sql.table(table)} as x where ${condition})`;
}
