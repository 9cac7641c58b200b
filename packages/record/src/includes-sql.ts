import { type Include, refuse } from '@munan/fhir';
import { type Kysely, sql } from '@munan/runtime';
import { type AccessFilter, limitCondition, limitOfType, type Reached } from './access-filter.ts';
import { allOf, anyOf, type Condition } from './compare-sql.ts';
import type { Stored } from './fhir-record.ts';
import { stored, storedOf } from './stored-row.ts';
import type { RecordTables } from './tables.ts';

const mostIncluded = 5000;
const mostRounds = 10;
const atOnce = 500;

const nameOf = ({ type, id }: { type: string; id: string }) => `${type}/${id}`;

/** [FHIR R4 search.html#revinclude] what the matches point to and what points to them, each once, none a match. */
export async function findIncluded(
  open: Kysely<RecordTables>,
  matches: readonly Stored[],
  includes: readonly Include[],
  access: AccessFilter | undefined,
): Promise<Stored[]> {
  const known = new Set(matches.map(nameOf));
  const included: Stored[] = [];
  let from: readonly Stored[] = matches;
  let asked = includes;
  for (let round = 0; round < mostRounds && from.length > 0 && asked.length > 0; round++) {
    const found: Stored[] = [];
    for (const include of asked) {
      for (let at = 0; at < from.length; at += atOnce) {
        const some = from.slice(at, at + atOnce);
        for (const row of await (include.reverse ? pointing : pointedTo)(open, some, include, access)) {
          if (known.has(nameOf(row))) continue;
          known.add(nameOf(row));
          found.push(row);
        }
      }
    }
    included.push(...found);
    if (included.length > mostIncluded) {
      throw refuse(
        'parameter-value-invalid',
        `more than ${mostIncluded} resources to include; ask with a smaller _count`,
      );
    }
    from = found;
    asked = includes.filter(({ iterate }) => iterate);
  }
  return included;
}

function rows(
  open: Kysely<RecordTables>,
  condition: Condition,
  { access, type, how }: { access: AccessFilter | undefined; type: string; how: Reached },
): Promise<Stored[]> {
  return open
    .selectFrom('resource as r')
    .innerJoin('resource_version as v', (join) =>
      join.onRef('v.key', '=', 'r.key').onRef('v.version', '=', 'r.version'),
    )
    .select(stored)
    .where('r.deleted', '=', 0)
    .where(access ? allOf([condition, limitCondition(limitOfType(access, type, how), type, 'r')]) : condition)
    .orderBy('r.key')
    .execute()
    .then((found) => found.map(storedOf));
}

function parameterIs({ parameter }: Include): Condition {
  return parameter === undefined ? sql<boolean>`1 = 1` : sql<boolean>`x.param = ${parameter}`;
}

async function pointedTo(
  open: Kysely<RecordTables>,
  from: readonly Stored[],
  include: Include,
  access: AccessFilter | undefined,
): Promise<Stored[]> {
  const ids = from.filter(({ type }) => type === include.source).map(({ id }) => id);
  if (ids.length === 0) return [];
  let select = open
    .selectFrom('index_reference as x')
    .innerJoin('resource as s', 's.key', 'x.key')
    .select(['x.target_type as type', 'x.target_id as id'])
    .distinct()
    .where('s.type', '=', include.source)
    .where('s.id', 'in', ids)
    .where(parameterIs(include));
  if (include.target) select = select.where('x.target_type', '=', include.target);
  const targets = new Map<string, string[]>();
  for (const { type, id } of await select.execute()) targets.set(type, [...(targets.get(type) ?? []), id]);
  const found: Stored[] = [];
  for (const [type, wanted] of targets) {
    for (let at = 0; type !== '' && at < wanted.length; at += atOnce) {
      const some = sql.join(wanted.slice(at, at + atOnce));
      found.push(
        ...(await rows(open, sql<boolean>`(r.type = ${type} and r.id in (${some}))`, {
          access,
          type,
          how: 'pointed-to',
        })),
      );
    }
  }
  return found;
}

async function pointing(
  open: Kysely<RecordTables>,
  from: readonly Stored[],
  include: Include,
  access: AccessFilter | undefined,
): Promise<Stored[]> {
  const types = [...new Set(from.map(({ type }) => type))].filter((type) => !include.target || type === include.target);
  const targets = types.map((type) => {
    const ids = from.filter((row) => row.type === type).map(({ id }) => id);
    return sql<boolean>`(x.target_type = ${type} and x.target_id in (${sql.join(ids)}))`;
  });
  if (targets.length === 0) return [];
  return rows(
    open,
    sql<boolean>`(r.type = ${include.source} and r.key in (select x.key from index_reference as x where x.type = ${include.source} and ${parameterIs(include)} and ${anyOf(targets)}))`,
    { access, type: include.source, how: 'pointing' },
  );
}
