import { randomUUID } from 'node:crypto';
import {
  type HeldResource,
  type HeldType,
  idPattern,
  isHeldType,
  refuse,
  type SearchRequest,
  toInstant,
  validate,
  writeJson,
} from '@munan/fhir';
import { type Clock, type Database, insertMany, type Kysely, type Log } from '@munan/runtime';
import { passes } from './access.ts';
import { currentOf } from './current.ts';
import type {
  FhirRecord,
  HistoryWanted,
  OpenQuery,
  Page,
  SearchOptions,
  Stored,
  UpdateOptions,
  Written,
} from './fhir-record.ts';
import { findMatches } from './find-matches.ts';
import { findHistory } from './history-sql.ts';
import { findIncluded } from './includes-sql.ts';
import { type Indexed, indexResource, replaceIndex } from './index-rows.ts';
import { lastContent } from './last-content.ts';
import { resolveFilters } from './resolve-filters.ts';
import { stored, storedOf } from './stored-row.ts';
import { addEvents } from './subscriptions/outbox.ts';
import type { RecordTables } from './tables.ts';

export interface RecordOptions {
  database: Database;
  clock: Clock;
  log: Log;
  /** Zone of dates without one, minutes east of UTC; 540 is Korea. Changing it asks for a new search index. */
  zoneOffsetMinutes?: number;
  /** Address of the FHIR base as others write it in absolute references. */
  base?: string;
  newId?: () => string;
  /** Events for subscriptions were written, in a transaction that is about to be committed. */
  onEvents?: () => void;
  follower?: Follower;
}

/** Told of every version: in the transaction that writes it, and when that is on disk, before anybody hears of it. */
export interface Follower {
  written(type: HeldType, id: string, version: number): void;
  committed(): Promise<void>;
}

/** `recordMigrations` must have been applied. */
export function openRecord(options: RecordOptions): FhirRecord {
  return new SqlRecord(options);
}

class SqlRecord implements FhirRecord {
  readonly zoneOffsetMinutes: number;
  #database: Database;
  #clock: Clock;
  #log: Log;
  #base: string | undefined;
  #newId: () => string;
  #onEvents: () => void;
  #follower: Follower | undefined;

  constructor(options: RecordOptions) {
    const { database, clock, log, zoneOffsetMinutes = 540, base, newId = randomUUID } = options;
    const { onEvents = () => {}, follower } = options;
    this.#database = database;
    this.#clock = clock;
    this.#log = log;
    this.#base = base;
    this.#newId = newId;
    this.#onEvents = onEvents;
    this.#follower = follower;
    this.zoneOffsetMinutes = zoneOffsetMinutes;
  }

  now(): number {
    return this.#clock.now();
  }

  async transaction<R>(work: (query: OpenQuery) => Promise<R>): Promise<R> {
    const done = await this.#database.transaction(work);
    await this.#follower?.committed();
    return done;
  }

  newId(): string {
    return this.#newId();
  }

  async create(resource: unknown, query?: OpenQuery, newId = this.#newId()): Promise<Stored> {
    validate(resource);
    const [written] = await this.#within(query, (open) => this.#put(open, [{ ...resource, id: newId }], {}));
    return (written as Written).stored;
  }

  async update(resource: unknown, options: UpdateOptions = {}, query?: OpenQuery): Promise<Written> {
    const valid = withId(resource);
    const [written] = await this.#within(query, (open) => this.#put(open, [valid], options));
    return written as Written;
  }

  async writeAll(resources: readonly unknown[], query?: OpenQuery): Promise<Written[]> {
    const valid = resources.map(withId);
    return this.#within(query, (open) => this.#put(open, valid, { skipSame: true }));
  }

  async remove(type: HeldType, id: string, { ifMatch }: { ifMatch?: number } = {}, query?: OpenQuery): Promise<Stored> {
    return this.#within(query, async (open) => {
      const before = await this.#current(open, type, id);
      if (!before) throw notFound(type, id);
      if (before.deleted) return before;
      const now = this.#clock.now();
      const head = await open
        .updateTable('resource')
        .set((expression) => ({ version: expression('version', '+', 1), last_updated: now, deleted: 1 as const }))
        .where('type', '=', type)
        .where('id', '=', id)
        .where('version', '=', ifMatch ?? before.version)
        .returning(['key', 'version'])
        .executeTakeFirst();
      if (!head) throw conflict(type, id, ifMatch ?? before.version);
      await open
        .insertInto('resource_version')
        .values({ key: head.key, version: head.version, last_updated: now, deleted: 1, json: '' })
        .execute();
      this.#follower?.written(type, id, head.version);
      await replaceIndex(open, [{ key: head.key, type, isNew: false }], this.#database.engine);
      const removed = { ...before, version: head.version, lastUpdated: now, deleted: true, text: '' };
      if (await addEvents(open, [removed], before.text)) this.#onEvents();
      return removed;
    });
  }

  async find(type: HeldType, id: string, query?: OpenQuery): Promise<Stored | undefined> {
    const found = await this.#current(this.#open(query), type, id);
    return found?.deleted ? undefined : found;
  }

  async newest(type: HeldType, id: string, query?: OpenQuery): Promise<Stored | undefined> {
    return this.#current(this.#open(query), type, id);
  }

  async read(type: HeldType, id: string, query?: OpenQuery): Promise<Stored> {
    const found = await this.#current(this.#open(query), type, id);
    if (!found) throw notFound(type, id);
    if (found.deleted) throw refuse('gone', `${type}/${id} was deleted`);
    return found;
  }

  async vread(type: HeldType, id: string, version: number, query?: OpenQuery): Promise<Stored> {
    const row = await this.#open(query)
      .selectFrom('resource as r')
      .innerJoin('resource_version as v', 'v.key', 'r.key')
      .select(stored)
      .where('r.type', '=', type)
      .where('r.id', '=', id)
      .where('v.version', '=', version)
      .executeTakeFirst();
    if (!row) throw refuse('not-found', `${type}/${id} has no version ${version}`);
    if (row.deleted === 1) throw refuse('gone', `version ${version} of ${type}/${id} is its deletion`);
    return storedOf(row);
  }

  async history(wanted: HistoryWanted, query?: OpenQuery): Promise<Page> {
    const open = this.#open(query);
    if (wanted.type && wanted.id !== undefined) {
      const head = await lastContent(this, wanted.type, wanted.id, query);
      if (!head || !passes(head, wanted.filter)) throw notFound(wanted.type, wanted.id);
    }
    return findHistory(open, wanted);
  }

  async search(request: SearchRequest, options: SearchOptions = {}, query?: OpenQuery): Promise<Page> {
    const open = this.#open(query);
    const { filter, compartment, withoutTotal } = options;
    const filters = await resolveFilters({ open, access: filter }, request.type, request.filters);
    const asked = { request: { ...request, filters }, access: filter, compartment };
    const { rows, total, next } = await findMatches(open, asked, withoutTotal !== true);
    const included = await findIncluded(open, rows, request.includes, filter);
    return {
      rows,
      ...(included.length > 0 && { included }),
      ...(total !== undefined && { total }),
      ...(next !== undefined && { next }),
    };
  }

  /** Without a transaction of the caller's, one of its own. */
  async #within<R>(query: OpenQuery | undefined, work: (open: Kysely<RecordTables>) => Promise<R>): Promise<R> {
    if (query) return work(query.withTables<RecordTables>());
    return this.transaction((own) => work(own.withTables<RecordTables>()));
  }

  #open(query: OpenQuery | undefined): Kysely<RecordTables> {
    return (query ?? this.#database.query).withTables<RecordTables>();
  }

  async #current(open: Kysely<RecordTables>, type: HeldType, id: string): Promise<Stored | undefined> {
    const row = await open
      .selectFrom('resource as r')
      .innerJoin('resource_version as v', (join) =>
        join.onRef('v.key', '=', 'r.key').onRef('v.version', '=', 'r.version'),
      )
      .select(stored)
      .where('r.type', '=', type)
      .where('r.id', '=', id)
      .executeTakeFirst();
    return row && storedOf(row);
  }

  async #put(
    open: Kysely<RecordTables>,
    resources: readonly HeldResource[],
    { ifMatch, skipSame }: UpdateOptions,
  ): Promise<Written[]> {
    const { size } = new Set(resources.map(({ resourceType, id }) => `${resourceType}/${id}`));
    // Written twice in one call, the second builds on the first.
    if (size < resources.length) {
      const written: Written[] = [];
      for (const resource of resources) {
        written.push(...(await this.#put(open, [resource], { skipSame, ...(ifMatch !== undefined && { ifMatch }) })));
      }
      return written;
    }
    const now = this.#clock.now();
    const before = skipSame ? await currentOf(open, resources) : undefined;
    const written = new Map<HeldResource, Written>();
    for (const resource of resources) {
      const found = before?.get(`${resource.resourceType}/${resource.id}`);
      if (found && !found.deleted && sameContent(found, resource))
        written.set(resource, { stored: found, outcome: 'same' });
    }
    const changed = resources
      .filter((resource) => !written.has(resource))
      .map((resource) => ({ resource, indexed: this.#index(resource) }));
    const heads = await this.#nextVersions(open, changed, { now, ifMatch, before });
    const versions: [number, number, number, 0, string][] = [];
    const toIndex: { key: number; type: HeldType; isNew: boolean; indexed: Indexed }[] = [];
    for (const [at, { resource, indexed }] of changed.entries()) {
      const { key, version } = heads[at] as Head;
      const { resourceType: type, id = '' } = resource;
      const text = writeJson(withMeta(resource, version, now));
      versions.push([key, version, now, 0, text]);
      this.#follower?.written(type, id, version);
      toIndex.push({ key, type, isNew: version === 1, indexed });
      written.set(resource, {
        stored: { type, id, version, lastUpdated: now, deleted: false, patients: indexed.patients, text },
        outcome: version === 1 ? 'created' : 'updated',
      });
    }
    const { engine } = this.#database;
    await insertMany(open, engine, 'resource_version', ['key', 'version', 'last_updated', 'deleted', 'json'], versions);
    await replaceIndex(open, toIndex, engine);
    const all = resources.map((resource) => written.get(resource) as Written);
    const news = all.flatMap(({ stored, outcome }) => (outcome === 'same' ? [] : [stored]));
    if (await addEvents(open, news)) this.#onEvents();
    return all;
  }

  /** Of those that are new, all heads in one statement; the others one by one. In the order given. */
  async #nextVersions(
    open: Kysely<RecordTables>,
    changed: readonly { resource: HeldResource; indexed: Indexed }[],
    { now, ifMatch, before }: { now: number; ifMatch?: number; before?: ReadonlyMap<string, Stored> },
  ): Promise<Head[]> {
    const made = new Map<string, Head>();
    const values = changed.flatMap(({ resource: { resourceType: type, id = '' }, indexed }) =>
      before && !before.has(`${type}/${id}`)
        ? [{ type, id, version: 1, last_updated: now, deleted: 0 as const, patients: indexed.patients.join(' ') }]
        : [],
    );
    for (let from = 0; from < values.length; from += headsAtOnce) {
      const rows = await open
        .insertInto('resource')
        .values(values.slice(from, from + headsAtOnce))
        .onConflict((conflict) => conflict.columns(['type', 'id']).doNothing())
        .returning(['key', 'version', 'type', 'id'])
        .execute();
      for (const { key, version, type, id } of rows) made.set(`${type}/${id}`, { key, version });
    }
    const heads: Head[] = [];
    for (const { resource, indexed } of changed) {
      const { resourceType: type, id = '' } = resource;
      const patients = indexed.patients.join(' ');
      heads.push(made.get(`${type}/${id}`) ?? (await this.#nextVersion(open, type, id, { now, patients, ifMatch })));
    }
    return heads;
  }

  #index(resource: HeldResource): Indexed {
    return indexResource(resource, {
      zoneOffsetMinutes: this.zoneOffsetMinutes,
      ...(this.#base !== undefined && { base: this.#base }),
    });
  }

  /** Takes the next version in one statement, so that of two writers at once only one can have it. */
  async #nextVersion(
    open: Kysely<RecordTables>,
    type: HeldType,
    id: string,
    { now, patients, ifMatch }: { now: number; patients: string; ifMatch: number | undefined },
  ): Promise<{ key: number; version: number }> {
    if (ifMatch === undefined) {
      const created = await open
        .insertInto('resource')
        .values({ type, id, version: 1, last_updated: now, deleted: 0, patients })
        .onConflict((conflict) => conflict.columns(['type', 'id']).doNothing())
        .returning(['key', 'version'])
        .executeTakeFirst();
      if (created) return created;
    }
    let update = open
      .updateTable('resource')
      .set((expression) => ({
        version: expression('version', '+', 1),
        last_updated: now,
        deleted: 0 as const,
        patients,
      }))
      .where('type', '=', type)
      .where('id', '=', id);
    if (ifMatch !== undefined) update = update.where('version', '=', ifMatch);
    const updated = await update.returning(['key', 'version']).executeTakeFirst();
    if (updated) return updated;
    if (ifMatch !== undefined) throw conflict(type, id, ifMatch);
    this.#log.error({ type, id }, 'a resource could neither be created nor updated');
    throw refuse('busy-conflict', `${type}/${id} was changed at the same moment; try again`);
  }
}

interface Head {
  key: number;
  version: number;
}

/** So many heads go into one statement, of six values each. */
const headsAtOnce = 100;

function notFound(type: string, id: string) {
  return refuse('not-found', `there is no ${type}/${id}`);
}

function conflict(type: string, id: string, ifMatch: number) {
  return refuse('version-conflict', `${type}/${id} is not at version ${ifMatch} any more; read it again`);
}

function withId(resource: unknown): HeldResource {
  validate(resource);
  const { resourceType, id } = resource;
  if (!isHeldType(resourceType) || id === undefined || !idPattern.test(id)) {
    throw refuse('id-invalid', `a ${resourceType} to be stored under its id has the id ${JSON.stringify(id)}`);
  }
  return resource;
}

function withMeta(resource: HeldResource, version: number, now: number): HeldResource {
  const { resourceType, id, meta, ...rest } = resource;
  return {
    resourceType,
    id,
    meta: { ...meta, versionId: String(version), lastUpdated: toInstant(now) },
    ...rest,
  } as HeldResource;
}

function sameContent(before: Stored, resource: HeldResource): boolean {
  return writeJson(withMeta(resource, before.version, before.lastUpdated)) === before.text;
}
