import type { DateWanted, NumberWanted } from '@munan/fhir';
import { sql } from '@munan/runtime';

/** A piece of SQL with its values bound. */
export type Sql<T> = ReturnType<typeof sql<T>>;
export type Condition = Sql<boolean>;
export type Column = ReturnType<typeof sql.ref>;

export const never = sql<boolean>`1 = 0`;
export const always = sql<boolean>`1 = 1`;

export function anyOf(conditions: readonly Condition[]): Condition {
  return conditions.length === 0 ? never : sql<boolean>`(${sql.join(conditions, sql` or `)})`;
}

export function allOf(conditions: readonly Condition[]): Condition {
  return conditions.length === 0 ? always : sql<boolean>`(${sql.join(conditions, sql` and `)})`;
}

/** The two columns of a range. */
export interface Ends {
  low: Column;
  high: Column;
}

/** `x` -> x.low and x.high; with a prefix such as `a_` or `canonical_` before the names. */
export function endsOf(alias: string, prefix = ''): Ends {
  return { low: sql.ref(`${alias}.${prefix}low`), high: sql.ref(`${alias}.${prefix}high`) };
}

/**
 * [FHIR R4 search.html#prefix] the range of the search, [low, high), against that of the resource, in columns.
 * `closed`: the column `high` is the last value itself (quantities), not one past it (dates).
 */
export function compare({ low: from, high: to }: Ends, { prefix, low, high }: DateWanted, closed: boolean): Condition {
  const contains = closed
    ? sql<boolean>`(${from} >= ${low} and ${from} < ${high} and ${to} < ${high})`
    : sql<boolean>`(${from} >= ${low} and ${from} < ${high} and ${to} <= ${high})`;
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
    // The first part follows from the rest; it is what an index can begin with.
    case 'le':
      return allOf([sql<boolean>`${from} < ${high}`, anyOf([below, contains])]);
    case 'ge':
      return allOf([sql<boolean>`${to} >= ${low}`, anyOf([above, contains])]);
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
export function compareNumber(ends: Ends, wanted: NumberWanted): Condition {
  const { prefix, value: exact } = wanted;
  if (prefix === 'eq' || prefix === 'ne' || prefix === 'ap') return compare(ends, wanted, true);
  const { low: from, high: to } = ends;
  if (prefix === 'gt') return sql<boolean>`${to} > ${exact}`;
  if (prefix === 'lt') return sql<boolean>`${from} < ${exact}`;
  if (prefix === 'ge') return sql<boolean>`${to} >= ${exact}`;
  if (prefix === 'le') return sql<boolean>`${from} <= ${exact}`;
  return prefix === 'sa' ? sql<boolean>`${from} > ${exact}` : sql<boolean>`${to} < ${exact}`;
}

/** A moment of one millisecond: [t, t + 1). */
export function compareMoment(at: Sql<unknown>, { prefix, low, high }: DateWanted): Condition {
  if (prefix === 'lt' || prefix === 'eb') return sql<boolean>`${at} < ${low}`;
  if (prefix === 'gt' || prefix === 'sa') return sql<boolean>`${at} >= ${high}`;
  if (prefix === 'le') return sql<boolean>`${at} < ${high}`;
  if (prefix === 'ge') return sql<boolean>`${at} >= ${low}`;
  const within = sql<boolean>`(${at} >= ${low} and ${at} < ${high})`;
  return prefix === 'ne' ? sql<boolean>`not ${within}` : within;
}
