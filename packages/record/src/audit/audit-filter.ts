import { sql } from '@munan/runtime';

import { type Condition, outOfHours, type Sql } from './hours.ts';

/** Every part must hold; of a list, one. */
export interface AuditFilter {
  /** Unix ms: at or after `low`, before `high`. */
  dates?: readonly { low?: number; high?: number }[];
  seqs?: readonly number[];
  users?: readonly string[];
  /** Beginnings of the names, in any case. */
  userNames?: readonly string[];
  origins?: readonly string[];
  persons?: readonly string[];
  interactions?: readonly string[];
  outcomes?: readonly number[];
  /** `Observation/o1`, any version of it; or one version. */
  resources?: readonly string[];
  outOfHours?: true;
}

/** On the table audit_event. */
export function auditCondition(filter: AuditFilter, zoneOffsetMinutes: number): Condition {
  const { dates, seqs, users, userNames, origins, persons, interactions, outcomes, resources } = filter;
  const parts: Condition[] = [];
  for (const { low, high } of dates ?? []) {
    if (low !== undefined) parts.push(sql<boolean>`at >= ${low}`);
    if (high !== undefined) parts.push(sql<boolean>`at < ${high}`);
  }
  if (seqs) parts.push(isIn(sql`seq`, seqs));
  if (users) parts.push(isIn(sql`user_id`, users));
  if (origins) parts.push(isIn(sql`origin`, origins));
  if (interactions) parts.push(isIn(sql`interaction`, interactions));
  if (outcomes) parts.push(isIn(sql`outcome`, outcomes));
  if (persons)
    parts.push(
      sql<boolean>`people in (select member.people from audit_people as member where ${isIn(sql`member.person`, persons)})`,
    );
  if (userNames) parts.push(any(userNames.map((name) => begins(sql`lower(user_name)`, name.toLowerCase()))));
  if (resources)
    parts.push(
      any(
        resources.flatMap((resource) => [
          sql<boolean>`resource = ${resource}`,
          ...(resource.includes('/_history/') ? [] : [begins(sql`resource`, `${resource}/_history/`)]),
        ]),
      ),
    );
  if (filter.outOfHours) parts.push(outOfHours(zoneOffsetMinutes));
  return parts.length === 0 ? sql<boolean>`1 = 1` : sql<boolean>`${sql.join(parts, sql` and `)}`;
}

function isIn(column: Sql<unknown>, list: readonly (string | number)[]): Condition {
  // SQL does not know an empty list; it matches nothing.
  return list.length === 0 ? sql<boolean>`1 = 0` : sql<boolean>`${column} in (${sql.join(list)})`;
}

function any(parts: readonly Condition[]): Condition {
  return parts.length === 0 ? sql<boolean>`1 = 0` : sql<boolean>`(${sql.join(parts, sql` or `)})`;
}

/** The beginning is meant as it stands: `%` and `_` are letters. */
function begins(column: Sql<unknown>, start: string): Condition {
  return sql<boolean>`${column} like ${`${start.replaceAll(/[!%_]/g, '!$&')}%`} escape '!'`;
}
