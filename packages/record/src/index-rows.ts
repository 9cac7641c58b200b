import {
  type Bundle,
  type ExtractOptions,
  extractIndexValues,
  foldText,
  type HeldResource,
  type HeldType,
  type IndexValues,
  isHeldType,
  readReference,
} from '@munan/fhir';
import { type Database, type Insertable, insertMany, type Kysely, type SqlValue, sql } from '@munan/runtime';
import { canonicalColumns, sideOf } from './composite-rows.ts';
import { patientsOfProvenance } from './corrections.ts';
import { indexTableNames, type RecordTables, startLength } from './tables.ts';

/** The date parameter by which a type is usually asked for; it stands beside the patient in one index. */
const mainDates: Partial<Record<HeldType, string>> = {
  CareTeam: 'date',
  Communication: 'sent',
  Condition: 'onset-date',
  Encounter: 'date',
  Flag: 'date',
  Observation: 'date',
  Provenance: 'recorded',
  Task: 'authored-on',
};

export function mainDateOf(type: HeldType): string | undefined {
  return mainDates[type];
}

/** What a resource is found by, and whom it is about. */
export interface Indexed {
  values: IndexValues;
  /** Ids of the patients it is about, in order. */
  patients: string[];
}

export function indexResource(resource: HeldResource, options: ExtractOptions): Indexed {
  const values = extractIndexValues(resource, options);
  return { values, patients: patientsOf(resource, values) };
}

/** Ids of the patients a resource is about, in order. */
export function patientsIn(resource: HeldResource): string[] {
  return patientsOf(resource, extractIndexValues(resource, { zoneOffsetMinutes: 0 }));
}

/** Types that have neither `patient` nor `subject`: by what they may point to a patient. */
const otherParameters: Partial<Record<HeldType, readonly string[]>> = {
  Group: ['member'],
  Linkage: ['item', 'source'],
  MessageHeader: ['focus'],
  Schedule: ['actor'],
  VerificationResult: ['target'],
};

function patientsOf(resource: HeldResource, values: IndexValues): string[] {
  const about =
    resource.resourceType === 'Patient'
      ? [resource.id ?? []].flat()
      : (otherParameters[resource.resourceType] ?? ['patient', 'subject'])
          .flatMap((name) => values.reference.get(name) ?? [])
          .flatMap(({ type, id }) => (type === 'Patient' ? [id] : []));
  if (resource.resourceType === 'Bundle') about.push(...patientsOfBundle(resource));
  // [FHIR R4 binary.html] who may see that may see this.
  if (resource.resourceType === 'Binary') {
    const { type, id } = readReference(resource.securityContext?.reference ?? '');
    if (type === 'Patient') about.push(id);
  }
  // Of whom it was taken; no search parameter says so.
  if (resource.resourceType === 'BiologicallyDerivedProduct') {
    const { type, id } = readReference(resource.collection?.source?.reference ?? '');
    if (type === 'Patient') about.push(id);
  }
  // Its targets may be of any type; whom they are about is said in it.
  if (resource.resourceType === 'Provenance') about.push(...patientsOfProvenance(resource));
  return [...new Set(about)].sort();
}

/** A document or message is about everybody whom one of its entries is about. */
function patientsOfBundle({ entry = [] }: Bundle): string[] {
  return entry.flatMap(({ resource }) =>
    resource && isHeldType(resource.resourceType) ? patientsIn(resource as HeldResource) : [],
  );
}

type Rows = { [T in (typeof indexTableNames)[number]]: Insertable<RecordTables[T]>[] };

function addRows(rows: Rows, key: number, type: HeldType, { values, patients }: Indexed): void {
  const each = <V>(
    of: ReadonlyMap<string, readonly V[]>,
    add: (row: { key: number; type: string; param: string }, value: V) => void,
  ) => {
    for (const [param, found] of of) for (const value of found) add({ key, type, param }, value);
  };
  each(values.token, (row, { system, code }) => rows.index_token.push({ ...row, system, code }));
  each(values.reference, (row, target) => {
    rows.index_reference.push({ ...row, target_type: target.type, target_id: target.id });
  });
  each(values.date, (row, { low, high }) => rows.index_date.push({ ...row, low, high }));
  each(values.string, (row, exact) => {
    const folded = foldText(exact);
    rows.index_string.push({ ...row, start: folded.slice(0, startLength), folded, exact });
  });
  each(values.uri, (row, uri) => {
    rows.index_string.push({ ...row, start: uri.slice(0, startLength), folded: uri, exact: uri });
  });
  each(values.quantity, (row, { canonical, ...quantity }) => {
    rows.index_quantity.push({ ...row, ...quantity, ...canonicalColumns(canonical) });
  });
  each(values.number, (row, range) => {
    const canonical = canonicalColumns({ unit: '', ...range });
    rows.index_quantity.push({ ...row, ...range, system: '', code: '', unit: '', ...canonical });
  });
  each(values.composite, (row, [a, b]) => rows.index_composite.push({ ...row, ...sideOf('a', a), ...sideOf('b', b) }));
  const date = values.date.get(mainDateOf(type) ?? '')?.[0];
  const range = { low: date?.low ?? null, high: date?.high ?? null };
  for (const patient of patients) {
    rows.index_patient.push({ key, type, patient, system: '', code: '', ...range });
    for (const { system, code } of values.token.get('code') ?? []) {
      if (code) rows.index_patient.push({ key, type, patient, system, code, ...range });
    }
  }
}

/** Rows of all tables in one statement: PostgreSQL allows 65,535 values, and the widest table has 21 columns. */
const mostTogether = 2000;

/** Replaces what the resources of these keys are found by; without an index entry they are found no more. */
export async function replaceIndex(
  query: Kysely<RecordTables>,
  resources: readonly { key: number; type: HeldType; isNew: boolean; indexed?: Indexed }[],
  /** PostgreSQL takes all in one statement, which SQLite does not know: there the way to the database is short. */
  engine: Database['engine'],
): Promise<void> {
  const old = resources.filter(({ isNew }) => !isNew).map(({ key }) => key);
  const rows: Rows = {
    index_token: [],
    index_reference: [],
    index_date: [],
    index_string: [],
    index_quantity: [],
    index_composite: [],
    index_patient: [],
  };
  for (const { key, type, indexed } of resources) if (indexed) addRows(rows, key, type, indexed);
  const deletes =
    old.length === 0
      ? []
      : indexTableNames.map(
          (table): Change =>
            (open) =>
              open.deleteFrom(table).where('key', 'in', old),
        );
  const count = indexTableNames.reduce((sum, table) => sum + rows[table].length, 0);
  if (engine === 'postgresql' && count <= mostTogether) {
    const inserts = indexTableNames.flatMap((table): Change[] =>
      rows[table].length === 0 ? [] : [(open) => open.insertInto(table).values(rows[table] as never)],
    );
    await oneStatement(query, [...deletes, ...inserts]);
    return;
  }
  for (const remove of deletes) await remove(query).execute();
  for (const table of indexTableNames) {
    const found = rows[table] as unknown as Record<string, SqlValue>[];
    const columns = [...new Set(found.flatMap((row) => Object.keys(row)))];
    const values = found.map((row) => columns.map((name) => row[name] ?? null));
    await insertMany(query, engine, table, columns, values);
  }
}

type Change = (open: Kysely<RecordTables>) => { toOperationNode(): unknown; execute(): Promise<unknown> };

/** PostgreSQL takes several changes as one statement, each under a name that nothing asks for. */
async function oneStatement(query: Kysely<RecordTables>, changes: readonly Change[]): Promise<void> {
  if (changes.length === 0) return;
  const parts = changes.map((change, at) => sql`${sql.ref(`c${at}`)} as (${change(query) as never})`);
  await sql`with ${sql.join(parts)} select 1`.execute(query);
}
