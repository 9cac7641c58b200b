import { fromInstant, type HeldType, OutcomeError, refuse, searchParametersOf } from '@munan/fhir';
import type { FastifyRequest } from 'fastify';
import { type AccessFilter, passes } from './access.ts';
import { versionPasses } from './access-filter.ts';
import { etagOf, historyBundle, searchBundle } from './bundles.ts';
import { type Answer, admit, type Door, readSearch } from './door.ts';
import type { Compartment, OpenQuery, Stored } from './fhir-record.ts';
import { lastContent } from './last-content.ts';
import { readSubset, subsetText } from './subset.ts';

/** One read of one version, the present one unless said. */
export async function read(
  door: Door,
  request: FastifyRequest,
  { type, id, version, query, ifNoneMatch }: ReadAsked,
  open?: OpenQuery,
): Promise<Answer> {
  const interaction = version === undefined ? 'read' : 'vread';
  const filter = await admit(door, request, interaction, type);
  const subset = readSubset(query);
  for (const name of query.keys()) {
    if (!['_format', '_summary', '_elements', '_pretty'].includes(name)) {
      throw refuse('parameter-unknown', `a read has no parameter "${name}"; known are _format, _summary, _elements`);
    }
  }
  if (version !== undefined && !/^[1-9]\d{0,8}$/.test(version)) {
    throw refuse('not-found', `${type}/${id} has no version "${version}"`);
  }
  const newest = () => lastContent(door.record, type, id, open);
  const stored = await hidden(filter, type, id, {
    newest,
    async get() {
      if (version === undefined) return door.record.read(type, id, open);
      const found = await door.record.vread(type, id, Number(version), open);
      // As it is now too: a label that came later covers what was before.
      const now = filter && (await newest());
      if (now && !passes(now, filter)) throw refuse('not-found', `there is no ${type}/${id}`);
      return found;
    },
  });
  const same = ifNoneMatch === etagOf(stored);
  const text = subsetText(stored, subset);
  return { status: same ? 304 : 200, interaction, type, patients: stored.patients, stored, text };
}

interface ReadAsked {
  type: HeldType;
  id: string;
  version?: string;
  query: URLSearchParams;
  ifNoneMatch?: string;
}

/** What may not be seen is answered like what is not there, deleted or not. */
async function hidden(
  filter: AccessFilter | undefined,
  type: HeldType,
  id: string,
  { get, newest }: { get: () => Promise<Stored>; newest: () => Promise<Stored | undefined> },
): Promise<Stored> {
  const notThere = () => refuse('not-found', `there is no ${type}/${id}`);
  let stored: Stored;
  try {
    stored = await get();
  } catch (error) {
    if (!filter || !(error instanceof OutcomeError)) throw error;
    // That it is gone is told to those who may see whose it was.
    const gone = error.code === 'gone' ? await newest() : undefined;
    throw gone && passes(gone, filter) ? error : notThere();
  }
  if (!versionPasses(stored, filter)) throw notThere();
  return stored;
}

interface SearchAsked {
  type: HeldType;
  query: URLSearchParams;
  lenient: boolean;
  /** [FHIR R4 http.html#search] in the compartment of one patient, which has an address of its own. */
  within?: { compartment: Compartment; address: string };
}

export async function search(
  door: Door,
  request: FastifyRequest,
  { type, query, lenient, within }: SearchAsked,
  open?: OpenQuery,
): Promise<Answer> {
  const filter = await admit(door, request, 'search-type', type);
  const base = door.baseOf(request);
  const parsed = readSearch(door, request, type, query, lenient);
  const subset = readSubset(query);
  const options = { ...(filter && { filter }), ...(within && { compartment: within.compartment }) };
  const page = await door.record.search(parsed, options, open);
  const link = (cursor: string | undefined): string => {
    // What was left out as unknown is not in the link either: it shows what was asked of the record.
    const known = searchParametersOf(type);
    const kept = [...query].filter(([key]) => !lenient || key.startsWith('_') || known.has(key.split(/[:.]/)[0] ?? ''));
    const parameters = new URLSearchParams(kept);
    if (cursor !== undefined) parameters.set('_cursor', cursor);
    const text = parameters.toString();
    return `${base}/${within?.address ?? type}${text && `?${text}`}`;
  };
  const text = searchBundle(
    page,
    base,
    { self: link(undefined), ...(page.next && { next: link(page.next) }) },
    (stored) => subsetText(stored, subset),
  );
  const patients = [...new Set([...page.rows, ...(page.included ?? [])].flatMap((row) => row.patients))];
  return {
    status: 200,
    interaction: 'search-type',
    type,
    patients,
    text,
    query: `${within?.address ?? type}?${query}`,
  };
}

/** Versions of an instance, of a type or of everything, newest first. */
export async function history(
  door: Door,
  request: FastifyRequest,
  { type, id, query }: { type?: HeldType; id?: string; query: URLSearchParams },
  open?: OpenQuery,
): Promise<Answer> {
  const interaction = id !== undefined ? 'history-instance' : type ? 'history-type' : 'history-system';
  const filter = await admit(door, request, interaction, type);
  for (const name of query.keys()) {
    if (!['_count', '_cursor', '_since', '_format'].includes(name)) {
      throw refuse('parameter-unknown', `history has no parameter "${name}"; known are _count, _since, _format`);
    }
  }
  const countText = query.get('_count') ?? '50';
  if (!/^[1-9]\d{0,8}$/.test(countText)) {
    throw refuse('parameter-value-invalid', `the value of _count is "${countText}", not a whole number from 1`);
  }
  const since = sinceOf(query.get('_since'));
  const cursor = query.get('_cursor') ?? undefined;
  const found = await door.record.history(
    {
      ...(type && { type }),
      ...(id !== undefined && { id }),
      count: Math.min(Number(countText), 1000),
      ...(cursor !== undefined && { cursor }),
      ...(since !== undefined && { since }),
      ...(filter && { filter }),
    },
    open,
  );
  const base = door.baseOf(request);
  const address = [base, type, id, '_history'].filter((part) => part !== undefined).join('/');
  const link = (next?: string): string => {
    const parameters = new URLSearchParams(query);
    if (next !== undefined) parameters.set('_cursor', next);
    const text = parameters.toString();
    return `${address}${text && `?${text}`}`;
  };
  const text = historyBundle(found, base, { self: link(), ...(found.next && { next: link(found.next) }) });
  const patients = [...new Set(found.rows.flatMap((row) => row.patients))];
  return { status: 200, interaction, ...(type && { type }), patients, text };
}

function sinceOf(text: string | null): number | undefined {
  if (text === null) return undefined;
  try {
    return fromInstant(text);
  } catch {
    throw refuse(
      'parameter-value-invalid',
      `the value of _since is "${text}", not an instant such as 2026-11-22T09:00:00+09:00`,
    );
  }
}
