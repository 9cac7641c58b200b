import {
  extractIndexValues,
  type HeldResource,
  type HeldType,
  heldTypes,
  isHeldType,
  parseJson,
  readCriterion,
} from '@munan/fhir';
import { sql } from '@munan/runtime';
import type { Stored } from './fhir-record.ts';
import { patientsIn } from './index-rows.ts';

/** What of a type may be reached. */
export interface AccessLimit {
  /** Ids of the patients; absent: of everybody. */
  patients?: readonly string[];
  /** But not of these. */
  except?: readonly string[];
  /** Whether resources that are about no patient may be reached too. */
  withoutPatient: boolean;
  /** Confidentiality codes of meta.security that may not be reached. */
  withoutLabels?: readonly string[];
  /** At least one must hold: about no other patient than this, and meeting this condition on its codes. */
  anyOf?: readonly { patient?: string; query?: string }[];
}

/** How a search or a history comes to resources of another type than the one that it is about. */
export type Reached =
  /** By a reference: `_include`, a chain. */
  | 'pointed-to'
  /** Backwards: `_revinclude`, `_has`. */
  | 'pointing'
  /** The history of everything. */
  | 'listed';

/** Whose resources may be seen; what may not be seen is neither returned nor counted. */
export interface AccessFilter extends AccessLimit {
  /** What may be reached of other types; undefined: nothing. Absent: the same as of this one. */
  of?(type: HeldType, how: Reached): AccessLimit | undefined;
}

/** Code systems of the confidentiality codes; a code without a system is taken for one of them. */
const confidentiality = [
  'http://terminology.hl7.org/CodeSystem/v3-Confidentiality',
  'http://hl7.org/fhir/v3/Confidentiality',
  '',
];

type Condition = ReturnType<typeof sql<boolean>>;
type Parts = { parameter: string; values: { system?: string; code?: string }[] }[];

/** The limit of another type under a filter. */
export function limitOfType(filter: AccessFilter, type: string, how: Reached): AccessLimit | undefined {
  if (!filter.of) return filter;
  return isHeldType(type) ? filter.of(type, how) : undefined;
}

/** Only conditions on codes come from a scope: neither zone nor clock matters. */
const grammar = { zoneOffsetMinutes: 0, now: 0 };

/** @throws Error for a condition that no scope may have: nothing is shown rather than too much */
function partsOf(type: HeldType, query: string): Parts {
  return [...new URLSearchParams(query)].map(([key, value]) => {
    const filter = readCriterion(type, key, value, grammar);
    if (filter.type !== 'token' || filter.not) throw new Error(`a scope has the condition ${key} on ${type}`);
    return { parameter: filter.parameter, values: filter.values };
  });
}

/** What rows of `resource` of one type must meet; `of` is the alias of the table. */
export function limitCondition(limit: AccessLimit | undefined, type: string, of: string): Condition {
  const never = sql<boolean>`1 = 0`;
  if (!limit) return never;
  const { patients, except = [], withoutPatient, withoutLabels = [], anyOf } = limit;
  const whose = sql.ref(`${of}.patients`);
  const key = sql.ref(`${of}.key`);
  const about = sql`a.key = ${key} and a.code = ''`;
  const conditions: Condition[] = [];
  const nobody = sql<boolean>`${whose} = ''`;
  if (patients && patients.length === 0) conditions.push(withoutPatient ? nobody : never);
  else if (patients) {
    const list = sql.join(patients);
    // Of what is about several people every one must be allowed, as in `passes`.
    const own = sql<boolean>`(${whose} in (${list}) or (${whose} like '% %' and exists (select 1 from index_patient as a where ${about}) and not exists (select 1 from index_patient as a where ${about} and a.patient not in (${list}))))`;
    conditions.push(withoutPatient ? sql<boolean>`(${nobody} or ${own})` : own);
  } else if (!withoutPatient) conditions.push(sql<boolean>`${whose} <> ''`);
  if (except.length > 0) {
    const list = sql.join(except);
    conditions.push(
      sql<boolean>`(${whose} not in (${list}) and (${whose} not like '% %' or (exists (select 1 from index_patient as a where ${about}) and not exists (select 1 from index_patient as a where ${about} and a.patient in (${list})))))`,
    );
  }
  if (withoutLabels.length > 0)
    conditions.push(
      sql<boolean>`not exists (select 1 from index_token as l where l.key = ${key} and l.param = '_security' and l.code in (${sql.join(withoutLabels)}) and l.system in (${sql.join(confidentiality)}))`,
    );
  if (anyOf) {
    const granted = anyOf.map(({ patient, query }) => {
      const all: Condition[] = [sql<boolean>`1 = 1`];
      if (patient !== undefined) all.push(sql<boolean>`${whose} in ('', ${patient})`);
      if (query !== undefined) for (const part of partsOf(type as HeldType, query)) all.push(hasToken(key, part));
      return sql<boolean>`(${sql.join(all, sql` and `)})`;
    });
    conditions.push(granted.length > 0 ? sql<boolean>`(${sql.join(granted, sql` or `)})` : never);
  }
  return conditions.length > 0 ? sql<boolean>`(${sql.join(conditions, sql` and `)})` : sql<boolean>`1 = 1`;
}

function hasToken(key: ReturnType<typeof sql.ref>, { parameter, values }: Parts[number]): Condition {
  const any = values.map(({ system, code }) => {
    const parts = [
      ...(code === undefined ? [] : [sql<boolean>`x.code = ${code}`]),
      ...(system === undefined ? [] : [sql<boolean>`x.system = ${system}`]),
    ];
    return parts.length > 0 ? sql<boolean>`(${sql.join(parts, sql` and `)})` : sql<boolean>`1 = 1`;
  });
  return sql<boolean>`exists (select 1 from index_token as x where x.key = ${key} and x.param = ${parameter} and (${sql.join(any, sql` or `)}))`;
}

/** What rows of any type must meet, each by the limit of its type. */
export function listedCondition(filter: AccessFilter, of: string): Condition {
  if (!filter.of) return limitCondition(filter, '', of);
  const alike = new Map<string, { limit: AccessLimit; types: HeldType[] }>();
  for (const type of heldTypes) {
    const limit = filter.of(type, 'listed');
    if (!limit) continue;
    // A condition is read in the words of its type.
    const name = `${limit.anyOf?.some(({ query }) => query) ? type : ''} ${JSON.stringify(limit)}`;
    const group = alike.get(name) ?? { limit, types: [] };
    group.types.push(type);
    alike.set(name, group);
  }
  const any = [...alike.values()].map(
    ({ limit, types }) =>
      sql<boolean>`(${sql.ref(`${of}.type`)} in (${sql.join(types)}) and ${limitCondition(limit, types[0] as string, of)})`,
  );
  return any.length > 0 ? sql<boolean>`(${sql.join(any, sql` or `)})` : sql<boolean>`1 = 0`;
}

/** Confidentiality codes of a resource. */
export function labelsOf({ meta }: Pick<HeldResource, 'meta'>): string[] {
  return (meta?.security ?? []).flatMap(({ system = '', code }) =>
    code !== undefined && confidentiality.includes(system) ? [code] : [],
  );
}

/** Whether a resource meets the condition of a scope. @throws Error for one that no scope may have */
export function meets(resource: HeldResource, query: string): boolean {
  const parts = partsOf(resource.resourceType as HeldType, query);
  const { token } = extractIndexValues(resource, grammar);
  return parts.every(({ parameter, values }) =>
    (token.get(parameter) ?? []).some((found) =>
      values.some(
        ({ system, code }) =>
          (system === undefined || found.system === system) && (code === undefined || found.code === code),
      ),
    ),
  );
}

/** Whether whose data these are lies within the limit. */
function isWithin(patients: readonly string[], { patients: only, except = [], withoutPatient }: AccessLimit): boolean {
  if (patients.length === 0) return withoutPatient;
  return patients.every((id) => (!only || only.includes(id)) && !except.includes(id));
}

/**
 * Whether a version may be reached: whose it is now, and where it has a content of its own, whose that was, its labels
 * and its codes. `type` and `patients` are those of the resource as it is now.
 */
export function passes(stored: Pick<Stored, 'type' | 'patients' | 'text'>, filter: AccessFilter | undefined): boolean {
  if (!filter) return true;
  const { withoutLabels = [], anyOf } = filter;
  if (!isWithin(stored.patients, filter)) return false;
  const mayGrant = anyOf?.filter(
    ({ patient }) => patient === undefined || stored.patients.every((id) => id === patient),
  );
  if (mayGrant?.length === 0) return false;
  const conditional = mayGrant?.every(({ query }) => query !== undefined) ?? false;
  // A deletion has no content; it says only that something of hers is gone.
  if (stored.text === '') return !conditional;
  const isLabelled = withoutLabels.length > 0 && stored.text.includes('"security"');
  if (!isLabelled && !conditional) return true;
  const resource = parseJson(stored.text) as HeldResource;
  if (isLabelled && labelsOf(resource).some((label) => withoutLabels.includes(label))) return false;
  return !conditional || (mayGrant ?? []).some(({ query }) => query === undefined || meets(resource, query));
}

/** As `passes`, for a version that may have been about other people than the resource is now. */
export function versionPasses(
  stored: Pick<Stored, 'type' | 'patients' | 'text'>,
  filter: AccessFilter | undefined,
): boolean {
  if (!filter || !passes(stored, filter)) return !filter;
  if (stored.text === '') return true;
  const patients = patientsIn(parseJson(stored.text) as HeldResource);
  return passes({ ...stored, patients }, filter);
}

/** The limit for a row of a history: of its type where the history is of everything. */
export function limitFor(filter: AccessFilter, type: HeldType, asked: HeldType | undefined): AccessFilter {
  return asked ? filter : (limitOfType(filter, type, 'listed') ?? { patients: [], withoutPatient: false });
}
