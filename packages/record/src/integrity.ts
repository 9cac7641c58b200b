import {
  type HeldType,
  heldTypes,
  type Issue,
  isHeldType,
  OutcomeError,
  parseJson,
  refuse,
  searchParametersOf,
} from '@munan/fhir';
import { sql } from '@munan/runtime';
import { type AccessFilter, listedCondition } from './access-filter.ts';
import type { OpenQuery, Stored } from './fhir-record.ts';
import type { RecordTables } from './tables.ts';

/** A literal reference to a resource of this server. */
export interface LocalReference {
  /** FHIRPath of the element, e.g. `Observation.performer[0]`. */
  path: string;
  type: HeldType;
  id: string;
}

const localPattern = /^([A-Z][A-Za-z]{2,40})\/([A-Za-z0-9.-]{1,64})(?:\/_history\/[A-Za-z0-9.-]{1,64})?$/;
/** Their references are to what they hold themselves, or to what was true of another server. */
const selfContained: ReadonlySet<string> = new Set(['AuditEvent', 'Bundle', 'Parameters']);
/** What only tells of others may outlive them. */
const telling: ReadonlySet<string> = new Set(['AuditEvent', 'Provenance']);
const mostNamed = 10;
/** Values of one statement stay below what SQLite takes (32,766). */
const idsAtOnce = 5000;

/**
 * The references of a resource that this server must be able to follow. Logical ones (an identifier only), contained ones
 * and addresses of other servers are not ours.
 * @throws OutcomeError reference-wrong for a `urn:uuid:`, which outside of its transaction means nothing
 */
export function referencesIn(resource: { resourceType: string }, base: string): LocalReference[] {
  const { resourceType } = resource;
  const found: LocalReference[] = [];
  const walk = (value: unknown, path: string): void => {
    if (Array.isArray(value)) for (const [at, each] of value.entries()) walk(each, `${path}[${at}]`);
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
    for (const [key, item] of Object.entries(value)) {
      if (key !== 'reference' || typeof item !== 'string') walk(item, `${path}.${key}`);
      else if (/^urn:(uuid|oid):/.test(item)) {
        throw refuse('reference-wrong', `${item} is not resolved: no entry of a transaction has this fullUrl`, path);
      } else {
        const [, type, id] = localPattern.exec(item.startsWith(`${base}/`) ? item.slice(base.length + 1) : item) ?? [];
        if (isHeldType(type) && id !== undefined) found.push({ path, type, id });
      }
    }
  };
  if (!selfContained.has(resourceType)) walk(resource, resourceType);
  return found;
}

interface Removal {
  /** Where in a bundle it stands, `Bundle.entry[3]`. */
  place?: string;
  /** What whoever removes it may see: nothing else is named to her. */
  filter: AccessFilter | undefined;
}

/** Referential integrity of one write or of a whole transaction: gathered while it writes, asked at its end. */
export class ReferenceCheck {
  #base: string;
  #references: LocalReference[] = [];
  #removed: ({ type: HeldType; id: string } & Removal)[] = [];

  constructor(base: string) {
    this.#base = base;
  }

  /** `place`: where in a bundle it stands, `Bundle.entry[3]`. */
  written({ text }: Stored, place?: string): void {
    for (const each of referencesIn(parseJson(text) as { resourceType: string }, this.#base)) {
      this.#references.push(place === undefined ? each : { ...each, path: `${place}.resource.${each.path}` });
    }
  }

  removed({ type, id }: Stored, removal: Removal): void {
    if (!telling.has(type)) this.#removed.push({ type, id, ...removal });
  }

  /** @throws OutcomeError reference-wrong naming each path and target, referred-to naming some that refer and may be seen */
  async run(open: OpenQuery): Promise<void> {
    const existing = await this.#existing(open);
    const [first, ...others] = this.#references
      .filter(({ type, id }) => !existing.has(`${type}/${id}`))
      .map(
        ({ path, type, id }): Issue => ({
          code: 'reference-wrong',
          diagnostics: `${type}/${id} does not exist here`,
          expression: path,
        }),
      );
    if (first) throw new OutcomeError(first, ...others.slice(0, 99));
    for (const { type, id, place, filter } of this.#removed) {
      const referrers = await findReferrers(open, type, id, undefined);
      if (referrers.length === 0) continue;
      const seen = filter ? await findReferrers(open, type, id, filter) : referrers;
      const more = seen.length > mostNamed || seen.length < referrers.length ? ['…'] : [];
      const named = [...seen.slice(0, mostNamed), ...more].join(', ');
      throw refuse('referred-to', `${type}/${id} is not deleted: ${named} refer to it`, place);
    }
  }

  /** One question for all of a type; a group may have more members than one statement takes values. */
  async #existing(open: OpenQuery): Promise<ReadonlySet<string>> {
    const existing = new Set<string>();
    for (const [type, references] of Map.groupBy(this.#references, ({ type }) => type)) {
      const ids = [...new Set(references.map(({ id }) => id))];
      for (let at = 0; at < ids.length; at += idsAtOnce) {
        const rows = await open
          .withTables<RecordTables>()
          .selectFrom('resource')
          .select('id')
          .where('deleted', '=', 0)
          .where('type', '=', type)
          .where('id', 'in', ids.slice(at, at + idsAtOnce))
          .execute();
        for (const { id } of rows) existing.add(`${type}/${id}`);
      }
    }
    return existing;
  }
}

/** `Type/id` of resources that refer to this one, at most one more than are named; only those that may be seen. */
async function findReferrers(
  open: OpenQuery,
  type: HeldType,
  id: string,
  filter: AccessFilter | undefined,
): Promise<string[]> {
  // The index begins with type and parameter: so each pair that can point to this type is one step into it.
  const pairs = heldTypes
    .filter((source) => !telling.has(source))
    .flatMap((source) =>
      [...searchParametersOf(source).values()]
        .filter((each) => each.type === 'reference' && (each.targets.length === 0 || each.targets.includes(type)))
        .map(({ name }) => sql`(${source}, ${name}, ${id})`),
    );
  const rows = await open
    .withTables<RecordTables>()
    .selectFrom('index_reference as x')
    .innerJoin('resource as r', 'r.key', 'x.key')
    .select(['r.type', 'r.id'])
    .distinct()
    .where(sql<boolean>`(x.type, x.param, x.target_id) in (values ${sql.join(pairs)})`)
    .where('x.target_type', '=', type)
    .where('r.deleted', '=', 0)
    .where(sql<boolean>`not (r.type = ${type} and r.id = ${id})`)
    .where(filter ? listedCondition(filter, 'r') : sql<boolean>`1 = 1`)
    .limit(mostNamed + 1)
    .execute();
  return rows.map((row) => `${row.type}/${row.id}`);
}
