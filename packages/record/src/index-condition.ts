import { type Filter, foldText, type PartWanted, type QuantityWanted, type TokenWanted } from '@munan/fhir';
import { sql } from '@munan/runtime';
import { allOf, always, anyOf, type Column, type Condition, compare, compareNumber, endsOf } from './compare-sql.ts';
import { type RecordTables, startLength } from './tables.ts';

/** What stands in one index table, and in one condition on it. */
export type IndexedFilter = Exclude<Filter, { type: 'missing' | 'chain' | 'has' | 'in' | 'hierarchy' }>;

function like(text: string): string {
  return text.replaceAll(/[\\%_]/g, '\\$&');
}

/** Table and condition (on alias x) of a filter over an index table. */
export function indexCondition(filter: IndexedFilter): {
  table: keyof RecordTables;
  condition: Condition;
} {
  switch (filter.type) {
    case 'token':
      return {
        table: 'index_token',
        condition: tokensCondition(filter.values),
      };
    case 'reference':
      return {
        table: 'index_reference',
        condition: grouped(
          filter.values,
          ({ type }) => type,
          sql.ref('x.target_type'),
          sql.ref('x.target_id'),
          ({ id }) => id,
        ),
      };
    case 'date':
      return {
        table: 'index_date',
        condition: anyOf(filter.values.map((value) => compare(endsOf('x'), value, false))),
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
        condition: anyOf(filter.values.map((value) => quantityCondition('x', '', value))),
      };
    case 'number':
      return {
        table: 'index_quantity',
        condition: anyOf(filter.values.map((value) => compareNumber(endsOf('x'), value))),
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
    return compare(endsOf('x', `${side}_`), part.value, false);
  }
  if (part.type === 'numbers') {
    const [first, last] = part.value;
    const at = (name: string) => ({ low: column(name), high: column(name) });
    return allOf([compareNumber(at('low'), first), compareNumber(at('high'), last)]);
  }
  return quantityCondition('x', `${side}_`, part.value);
}

/** In base units where the unit can be converted, which what is stored then was too; otherwise as it is written. */
function quantityCondition(alias: string, prefix: string, wanted: QuantityWanted): Condition {
  const column = (name: string) => sql.ref(`${alias}.${prefix}${name}`);
  const { canonical } = wanted;
  if (canonical) {
    const range = compareNumber(endsOf(alias, `${prefix}canonical_`), canonical);
    return allOf([range, sql<boolean>`${column('canonical_unit')} = ${canonical.unit}`]);
  }
  const unit = unitCondition(column('system'), column('code'), column('unit'), wanted);
  return allOf([compareNumber(endsOf(alias, prefix), wanted), unit]);
}

/** What has the same first part goes into one list: long chains of `or` are beyond what SQLite parses. */
function grouped<V>(
  values: readonly V[],
  firstOf: (value: V) => string | undefined,
  first: Column,
  second: Column,
  secondOf: (value: V) => string,
): Condition {
  const groups = Map.groupBy(values, firstOf);
  return anyOf(
    [...groups].map(([one, members]) => {
      const others = members.map(secondOf);
      const list =
        others.length === 1 ? sql<boolean>`${second} = ${others[0]}` : sql<boolean>`${second} in (${sql.join(others)})`;
      return one === undefined ? list : allOf([list, sql<boolean>`${first} = ${one}`]);
    }),
  );
}

function tokensCondition(values: readonly TokenWanted[]): Condition {
  const system = sql.ref('x.system');
  const code = sql.ref('x.code');
  const [coded, whole] = [
    values.filter((value) => value.code !== undefined),
    values.filter((value) => value.code === undefined),
  ];
  return anyOf([
    ...(coded.length > 0
      ? [
          grouped(
            coded,
            (value) => value.system,
            system,
            code,
            (value) => value.code as string,
          ),
        ]
      : []),
    ...whole.map((value) => pairCondition(system, code, value)),
  ]);
}

function pairCondition(system: Column, code: Column, wanted: TokenWanted): Condition {
  const parts = [
    ...(wanted.code === undefined ? [] : [sql<boolean>`${code} = ${wanted.code}`]),
    ...(wanted.system === undefined ? [] : [sql<boolean>`${system} = ${wanted.system}`]),
  ];
  // A resource that has no such part has no row, so that any row will do.
  return parts.length === 0 ? always : allOf(parts);
}

function unitCondition(
  system: Column,
  code: Column,
  unit: Column,
  wanted: { system?: string; code?: string },
): Condition {
  if (wanted.system !== undefined) return pairCondition(system, code, wanted);
  if (wanted.code === undefined) return always;
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
