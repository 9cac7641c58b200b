import { type ColumnTypes, type Generated, identity, type Kysely, sql } from '@munan/runtime';

/** One row a resource: which version is the present one. */
interface ResourceTable {
  /** Grows with each new resource: the order of creation, and what the index tables point to. */
  key: Generated<number>;
  type: string;
  id: string;
  version: number;
  /** Unix ms. */
  last_updated: number;
  deleted: 0 | 1;
  /** Ids of the patients it is about, with a space between; who may see these may see it. */
  patients: string;
}

/** One row a version, never changed and never removed: the record only grows. */
interface ResourceVersionTable {
  key: number;
  version: number;
  last_updated: number;
  deleted: 0 | 1;
  /** The resource as it is served; empty for a deletion. */
  json: string;
}

interface IndexRow {
  key: number;
  type: string;
  param: string;
}
interface TokenTable extends IndexRow {
  system: string;
  code: string;
}
interface ReferenceTable extends IndexRow {
  target_type: string;
  target_id: string;
}
interface DateTable extends IndexRow {
  low: number;
  high: number;
}
interface StringTable extends IndexRow {
  /** The first `startLength` characters of `folded`: an index cannot hold a whole nursing note. */
  start: string;
  folded: string;
  exact: string;
}
interface QuantityTable extends IndexRow {
  low: number;
  high: number;
  system: string;
  code: string;
  unit: string;
  /** In base units of UCUM; empty, with the plain range, where the unit cannot be converted. */
  canonical_unit: string;
  canonical_low: number;
  canonical_high: number;
}
/** One side of a composite value; unused columns are empty. */
export type SideOf<S extends 'a' | 'b'> = {
  [C in `${S}_${'system' | 'code' | 'unit' | 'text' | 'canonical_unit'}`]: string;
} & { [C in `${S}_${'low' | 'high' | 'canonical_low' | 'canonical_high'}`]: number | null };
type CompositeTable = IndexRow & SideOf<'a'> & SideOf<'b'>;
/** Patient, code and date in one index: one row with an empty code for each patient, and one more for each code. */
interface PatientTable {
  key: number;
  type: string;
  patient: string;
  system: string;
  code: string;
  low: number | null;
  high: number | null;
}

export type RecordTables = {
  resource: ResourceTable;
  resource_version: ResourceVersionTable;
  index_token: TokenTable;
  index_reference: ReferenceTable;
  index_date: DateTable;
  index_string: StringTable;
  index_quantity: QuantityTable;
  index_composite: CompositeTable;
  index_patient: PatientTable;
};

export const startLength = 100;

/** Compared byte by byte on either engine, so that ranges and order mean the same. */
function textOf(types: ColumnTypes) {
  return types.bigint === 'integer' ? sql`text` : sql`text collate "C"`;
}

export async function createResourceTables(query: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  const text = textOf(types);
  await query.schema
    .createTable('resource')
    .addColumn('key', identity(types))
    .addColumn('type', text, (column) => column.notNull())
    .addColumn('id', text, (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('last_updated', types.bigint, (column) => column.notNull())
    .addColumn('deleted', 'integer', (column) => column.notNull())
    .addColumn('patients', text, (column) => column.notNull())
    .addUniqueConstraint('resource_type_id', ['type', 'id'])
    .execute();
  await query.schema.createIndex('resource_type_key').on('resource').columns(['type', 'key']).execute();
  await query.schema
    .createIndex('resource_type_updated')
    .on('resource')
    .columns(['type', 'last_updated', 'key'])
    .execute();
  await query.schema
    .createTable('resource_version')
    .addColumn('key', types.bigint, (column) => column.notNull())
    .addColumn('version', 'integer', (column) => column.notNull())
    .addColumn('last_updated', types.bigint, (column) => column.notNull())
    .addColumn('deleted', 'integer', (column) => column.notNull())
    .addColumn('json', 'text', (column) => column.notNull())
    .addPrimaryKeyConstraint('resource_version_key', ['key', 'version'])
    .execute();
}

type IndexTable =
  | 'index_token'
  | 'index_reference'
  | 'index_date'
  | 'index_string'
  | 'index_quantity'
  | 'index_composite'
  | 'index_patient';

/** Columns of each index table after key and type. */
interface IndexColumns {
  texts: readonly string[];
  numbers: readonly string[];
  /** Numbers with a fraction. */
  doubles?: true;
  nullable?: true;
  /** What the table is searched by, each after type and param. */
  search: readonly (readonly string[])[];
}

const sides = ['a', 'b'] as const;

const indexTables: Record<IndexTable, IndexColumns> = {
  // The key stands right after what is asked for: what one code has comes out in the order of the keys.
  index_token: { texts: ['param', 'system', 'code'], numbers: [], search: [['code', 'key', 'system']] },
  index_reference: {
    texts: ['param', 'target_type', 'target_id'],
    numbers: [],
    search: [['target_id', 'key', 'target_type']],
  },
  index_date: {
    texts: ['param'],
    numbers: ['low', 'high'],
    search: [
      ['low', 'key', 'high'],
      ['high', 'key', 'low'],
    ],
  },
  index_string: { texts: ['param', 'start', 'folded', 'exact'], numbers: [], search: [['start', 'key']] },
  index_quantity: {
    texts: ['param', 'system', 'code', 'unit', 'canonical_unit'],
    numbers: ['low', 'high', 'canonical_low', 'canonical_high'],
    doubles: true,
    search: [
      ['low', 'key', 'high'],
      ['high', 'key', 'low'],
      ['canonical_low', 'key', 'canonical_unit', 'canonical_high'],
      ['canonical_high', 'key', 'canonical_unit', 'canonical_low'],
    ],
  },
  index_composite: {
    texts: [
      'param',
      ...sides.flatMap((side) => ['system', 'code', 'unit', 'text', 'canonical_unit'].map((name) => `${side}_${name}`)),
    ],
    numbers: sides.flatMap((side) =>
      ['low', 'high', 'canonical_low', 'canonical_high'].map((name) => `${side}_${name}`),
    ),
    doubles: true,
    nullable: true,
    search: [['a_code', 'b_code', 'b_low', 'key']],
  },
  index_patient: {
    texts: ['patient', 'system', 'code'],
    numbers: ['low', 'high'],
    nullable: true,
    search: [['code', 'low', 'key']],
  },
};
export const indexTableNames = Object.keys(indexTables) as readonly IndexTable[];

async function createIndexTable(
  query: Kysely<unknown>,
  types: ColumnTypes,
  name: IndexTable,
  { texts, numbers, doubles, nullable, search }: IndexColumns,
): Promise<void> {
  const text = textOf(types);
  let table = query.schema
    .createTable(name)
    .addColumn('key', types.bigint, (column) => column.notNull())
    .addColumn('type', text, (column) => column.notNull());
  for (const each of texts) table = table.addColumn(each, text, (column) => column.notNull());
  for (const each of numbers) {
    table = table.addColumn(each, doubles ? types.double : types.bigint, (column) =>
      nullable ? column : column.notNull(),
    );
  }
  await table.execute();
  const first = name === 'index_patient' ? ['type', 'patient'] : ['type', 'param'];
  for (const [at, columns] of search.entries()) {
    await query.schema
      .createIndex(`${name}_search${at === 0 ? '' : at + 1}`)
      .on(name)
      .columns([...first, ...columns])
      .execute();
  }
  const byKey = name === 'index_patient' ? ['key', 'code', 'patient'] : ['key', 'param'];
  await query.schema.createIndex(`${name}_key`).on(name).columns(byKey).execute();
}

/** The search index, empty; what there was is made again from the resources. */
export async function recreateIndexTables(query: Kysely<unknown>, types: ColumnTypes): Promise<void> {
  for (const [name, columns] of Object.entries(indexTables)) {
    await query.schema.dropTable(name).ifExists().execute();
    await createIndexTable(query, types, name as IndexTable, columns);
  }
}

/** The history of a type or of everything begins at the newest version. */
export async function createHistoryIndex(query: Kysely<unknown>): Promise<void> {
  await query.schema
    .createIndex('resource_version_updated')
    .on('resource_version')
    .columns(['last_updated', 'key', 'version'])
    .execute();
}
