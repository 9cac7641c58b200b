import {
  findDateRange,
  type HeldResource,
  type Observation,
  refuse,
  type SearchRequest,
  searchParametersOf,
} from '@munan/fhir';
import type { FastifyRequest } from 'fastify';
import type { AccessFilter } from '../access-filter.ts';
import { searchBundle } from '../bundles.ts';
import { type Answer, type Door, isLenient, readSearch } from '../door.ts';
import { resourceOf, type Stored } from '../fhir-record.ts';
import { admitTo } from './asking.ts';
import { operationQuery, wholeNumberOf } from './parameters.ts';

const mostOfACode = 100;
const rowsAtOnce = 500;
/** So many codes of one person have their last ones told in one answer. */
const mostRows = 5000;

/** An Observation with what groups and orders it. */
interface Dated {
  row: Stored;
  /** Its codings; of one without them the words. */
  codes: readonly string[];
  /** Unix ms; -Infinity where none is said. */
  at: number;
}

/**
 * [FHIR R4 observation-operation-lastn.html] of each code the `max` newest Observations of one patient, and those of the
 * same moment as the last of them. Codings that stand on one Observation are one code. Every search parameter narrows it.
 */
export async function lastn(door: Door, request: FastifyRequest): Promise<Answer> {
  const filter = await admitTo(door, request, '$lastn', 'Observation');
  const query = operationQuery(request);
  const max = wholeNumberOf(query, 'max', { fallback: 1, most: Number.MAX_SAFE_INTEGER });
  if (max > mostOfACode)
    throw refuse('parameter-value-invalid', `the value of max is "${max}"; at most ${mostOfACode}`);
  const criteria = new URLSearchParams([...query].filter(([name]) => name !== 'max'));
  const stranger = [...criteria.keys()].find((name) =>
    /^_(count|sort|include|revinclude|cursor|summary|elements|total)\b/.test(name),
  );
  if (stranger !== undefined && !isLenient(request)) {
    const known = ['max', ...searchParametersOf('Observation').keys()].join(', ');
    throw refuse('parameter-unknown', `$lastn has no parameter "${stranger}"; known are ${known}`);
  }
  if (stranger !== undefined) criteria.delete(stranger);
  const parsed = readSearch(door, request, 'Observation', criteria, isLenient(request));
  const isOfOne = parsed.filters.some(
    (each) =>
      each.type === 'reference' &&
      (each.parameter === 'patient' || each.parameter === 'subject') &&
      each.values.length === 1,
  );
  if (!isOfOne) throw refuse('parameter-value-invalid', '$lastn is of one patient or subject: patient=[id]');

  const groups = new Groups(max);
  await addAll(door, parsed, filter, groups);
  const rows = groups.rows();
  if (rows.length > mostRows) throw refuse('too-large', `more than ${mostRows} Observations; ask for fewer codes`);
  const base = door.baseOf(request);
  const self = `${base}/Observation/$lastn?${query}`;
  const text = searchBundle({ rows, total: rows.length }, base, { self });
  const patients = [...new Set(rows.flatMap((row) => row.patients))];
  return { status: 200, interaction: '$lastn', type: 'Observation', patients, text };
}

async function addAll(
  { record }: Door,
  request: SearchRequest,
  filter: AccessFilter | undefined,
  groups: Groups,
): Promise<void> {
  let cursor: string | undefined;
  do {
    const asked = { ...request, count: rowsAtOnce, ...(cursor !== undefined && { cursor }) };
    const page = await record.search(asked, { ...(filter && { filter }), withoutTotal: true });
    for (const row of page.rows) groups.add(row, record.zoneOffsetMinutes);
    cursor = page.next;
  } while (cursor !== undefined);
}

/** Observations by code; only those are kept that may be among the last ones. */
class Groups {
  readonly #max: number;
  /** Code -> the group that it belongs to; codings of one Observation share theirs. */
  readonly #byCode = new Map<string, { kept: Dated[] }>();

  constructor(max: number) {
    this.#max = max;
  }

  add(row: Stored, zoneOffsetMinutes: number): void {
    const observation = resourceOf<HeldResource & Observation>(row);
    const dated = { row, codes: codesOf(observation), at: momentOf(observation, zoneOffsetMinutes) };
    const groups = new Set(dated.codes.flatMap((code) => this.#byCode.get(code) ?? []));
    const kept = [...[...groups].flatMap((group) => group.kept), dated].sort(newestFirst);
    const last = kept[this.#max - 1];
    const isTie = ({ at }: Dated) => last !== undefined && at === last.at && Number.isFinite(at);
    const group = { kept: kept.filter((each, order) => order < this.#max || isTie(each)) };
    // The usual case: a group that is there already, of which only the content changes.
    const [only] = groups;
    const target = groups.size === 1 && only ? Object.assign(only, group) : group;
    if (groups.size > 1) {
      for (const [code, of] of this.#byCode) if (groups.has(of)) this.#byCode.set(code, target);
    }
    for (const code of dated.codes) this.#byCode.set(code, target);
  }

  /** By code, newest first. */
  rows(): Stored[] {
    const named = new Map<object, { name: string; kept: Dated[] }>();
    for (const [code, group] of this.#byCode) {
      const known = named.get(group);
      if (!known || code < known.name) named.set(group, { name: code, kept: group.kept });
    }
    return [...named.values()]
      .sort((a, b) => (a.name < b.name ? -1 : 1))
      .flatMap(({ kept }) => kept.map(({ row }) => row));
  }
}

function newestFirst(a: Dated, b: Dated): number {
  // Of one moment, and of those without one, what was stored last.
  return a.at === b.at ? b.row.lastUpdated - a.row.lastUpdated : b.at - a.at;
}

function codesOf({ code }: Observation): string[] {
  const codings = (code?.coding ?? []).flatMap(({ system = '', code: each }) => (each ? [`${system}|${each}`] : []));
  return codings.length > 0 ? codings : [`text ${code?.text ?? ''}`];
}

/** The beginning of when it was observed. */
function momentOf(observation: Observation, zoneOffsetMinutes: number): number {
  const { effectiveDateTime, effectiveInstant, effectivePeriod, effectiveTiming } = observation;
  const text =
    effectiveDateTime ??
    effectiveInstant ??
    effectivePeriod?.start ??
    effectivePeriod?.end ??
    effectiveTiming?.event?.[0];
  const range = text === undefined ? undefined : findDateRange(text, zoneOffsetMinutes);
  return range?.low ?? Number.NEGATIVE_INFINITY;
}
