import type { Filter, HeldType } from '@munan/fhir';
import { type Kysely, sql } from '@munan/runtime';
import { type AccessFilter, limitCondition, limitOfType, type Reached } from './access-filter.ts';
import { allOf, type Condition } from './compare-sql.ts';
import { codeOfPatient, filterConditions } from './filter-sql.ts';
import type { RecordTables } from './tables.ts';
import { codesOfValueSet, codesUnderOrOver } from './terminology.ts';

/** What more resources than these meet stays a condition inside the statement. */
const fewIds = 500;

interface Asked {
  open: Kysely<RecordTables>;
  access: AccessFilter | undefined;
}

/**
 * Looks up beforehand what can be looked up: the codes of value sets, and what chains and `_has` lead to where that is
 * few, so that the search itself starts at plain ids by their index.
 * @throws OutcomeError parameter-value-invalid for a value set or a hierarchy that is not held
 */
export async function resolveFilters(asked: Asked, type: HeldType, filters: readonly Filter[]): Promise<Filter[]> {
  const resolved: Filter[] = [];
  for (const filter of filters) resolved.push(await resolve(asked, type, filter));
  return resolved;
}

async function resolve(asked: Asked, type: HeldType, filter: Filter): Promise<Filter> {
  const { parameter } = filter;
  if (filter.type === 'in') {
    const codes = await codesOfValueSet(asked.open, filter.valueSet);
    // An element of type code says no system: its binding does.
    const values = codes.flatMap((token) =>
      token.system && token.code ? [token, { system: '', code: token.code }] : [token],
    );
    return { parameter, type: 'token', not: filter.not, values };
  }
  if (filter.type === 'hierarchy') {
    const values = await codesUnderOrOver(asked.open, filter);
    return { parameter, type: 'token', not: false, values };
  }
  if (filter.type === 'chain') return resolveChain(asked, filter);
  if (filter.type === 'has') {
    const inner = { ...filter, filter: await resolve(asked, filter.source, filter.filter) };
    if (codeOfPatient({ type }, parameter, inner.filter)) return inner;
    const ids = await pointedTo(asked, type, inner);
    if (ids.length > fewIds) return inner;
    return { parameter: '_id', type: 'token', not: false, values: ids.map((code) => ({ code })) };
  }
  return filter;
}

async function resolveChain(asked: Asked, filter: Extract<Filter, { type: 'chain' }>): Promise<Filter> {
  const targets: typeof filter.targets = [];
  const values: { type: HeldType; id: string }[] = [];
  for (const target of filter.targets) {
    const inner = { type: target.type, filter: await resolve(asked, target.type, target.filter) };
    targets.push(inner);
    if (values.length > fewIds) continue;
    for (const id of await idsOf(asked, inner)) values.push({ type: target.type, id });
  }
  if (values.length > fewIds) return { ...filter, targets };
  return { parameter: filter.parameter, type: 'reference', values };
}

function meeting({ access }: Asked, type: HeldType, filter: Filter, how: Reached): Condition {
  return allOf([
    sql<boolean>`r.type = ${type}`,
    sql<boolean>`r.deleted = 0`,
    ...filterConditions({ type, of: 'r' }, [filter], access),
    ...(access ? [limitCondition(limitOfType(access, type, how), type, 'r')] : []),
  ]);
}

async function idsOf(asked: Asked, { type, filter }: { type: HeldType; filter: Filter }): Promise<string[]> {
  const rows = await asked.open
    .selectFrom('resource as r')
    .select('r.id')
    .where(meeting(asked, type, filter, 'pointed-to'))
    .limit(fewIds + 1)
    .execute();
  return rows.map(({ id }) => id);
}

/** Ids that what meets the filter points to. */
async function pointedTo(
  asked: Asked,
  target: HeldType,
  { parameter, source, filter }: Extract<Filter, { type: 'has' }>,
): Promise<string[]> {
  const rows = await asked.open
    .selectFrom('resource as r')
    .crossJoin('index_reference as t')
    .select('t.target_id as id')
    .distinct()
    .where(meeting(asked, source, filter, 'pointing'))
    .where(sql<boolean>`t.key = r.key and t.param = ${parameter} and t.target_type = ${target}`)
    .limit(fewIds + 1)
    .execute();
  return rows.map(({ id }) => id);
}
