import {
  type HeldType,
  largestCount,
  type Provenance,
  parseSearch,
  patientCompartment,
  refuse,
  type SearchRequest,
  toInstant,
} from '@munan/fhir';
import type { FastifyRequest } from 'fastify';
import { type AccessFilter, passes } from '../access.ts';
import { searchBundle } from '../bundles.ts';
import type { Answer, Door } from '../door.ts';
import type { Stored } from '../fhir-record.ts';
import { admitTo, askFor } from './asking.ts';
import { careDateOf, compartmentParameters, compartmentTypes, typesOf } from './compartment-types.ts';
import { instantOf, onlyKnown, operationQuery, rangeOf, wholeNumberOf } from './parameters.ts';

const known = ['start', 'end', '_since', '_type', '_count', '_cursor', '_format'];
const usualCount = 500;

/** What the asker may see of each type; null: nothing. */
type Sight = Map<HeldType, AccessFilter | undefined | null>;

/**
 * [FHIR R4 patient-operation-everything.html] the patient, her compartment and what that refers to, page by page: the
 * resources of the compartment are matches, what is referred to stands beside them on each page as `include`.
 * Without an id: of all patients who may be seen.
 */
export async function everything(door: Door, request: FastifyRequest, id: string | undefined): Promise<Answer> {
  const filter = await admitTo(door, request, '$everything', 'Patient');
  const query = onlyKnown('$everything', operationQuery(request), known, request);
  const { zoneOffsetMinutes } = door.record;
  const wanted = typesOf(query);
  const since = instantOf(query, '_since');
  const { low, high } = rangeOf(query, zoneOffsetMinutes);
  const count = wholeNumberOf(query, '_count', { fallback: usualCount, most: largestCount });
  if (id !== undefined && !(await isSeen(door, id, filter))) throw refuse('not-found', `there is no Patient/${id}`);

  const sight: Sight = new Map([['Patient', filter]]);
  const look = async (type: HeldType): Promise<AccessFilter | undefined | null> => {
    const looked = sight.get(type);
    if (looked !== undefined || sight.has(type)) return looked;
    const answer = await askFor(door, request, '$everything', type);
    if (!answer.allowed && wanted?.has(type)) throw refuse('forbidden', answer.reason);
    const seen = answer.allowed ? answer.filter : null;
    sight.set(type, seen);
    return seen;
  };
  const searchOf = (type: HeldType, room: number, cursor: string | undefined): SearchRequest => {
    const date = careDateOf(type);
    const conditions: [string, string][] = [];
    if (date !== undefined && low !== undefined) conditions.push([date, `ge${toInstant(low)}`]);
    if (date !== undefined && high !== undefined) conditions.push([date, `lt${toInstant(high)}`]);
    if (since !== undefined) conditions.push(['_lastUpdated', `gt${toInstant(since)}`]);
    const parsed = parseSearch(type, conditions, { zoneOffsetMinutes, now: door.record.now() });
    return {
      ...parsed,
      count: room,
      includes: [
        { source: type, reverse: false, iterate: false },
        { source: 'Provenance', parameter: 'target', reverse: true, iterate: false },
      ],
      ...(cursor !== undefined && { cursor }),
    };
  };
  /** What is about another person, and what comes in its own turn, is left out. */
  const isBeside = async (row: Stored): Promise<boolean> => {
    if (row.type === 'Patient' || (wanted && !wanted.has(row.type))) return false;
    if (since !== undefined && row.lastUpdated <= since) return false;
    const own = row.patients.every((patient) => id === undefined || patient === id);
    if (row.patients.length > 0 && (!own || (patientCompartment().has(row.type) && !isAboutPart(row)))) return false;
    const seen = await look(row.type);
    return seen !== null && passes(row, seen);
  };

  const types = compartmentTypes().filter((type) => !wanted || wanted.has(type));
  // Asked for nothing of the compartment, only for what it refers to: the compartment is read, and not shown.
  const isHidden = types.length === 0;
  const read = isHidden ? compartmentTypes() : types;
  let { at, inner } = startOf(query.get('_cursor'), read);
  const rows: Stored[] = [];
  const included = new Map<string, Stored>();
  let next: string | undefined;
  let taken = 0;
  for (; at < read.length; at += 1, inner = undefined) {
    const type = read[at] as HeldType;
    const seen = await look(type);
    if (seen === null) continue;
    const room = count - taken;
    const compartment = { parameters: compartmentParameters(type), ...(id !== undefined && { patients: [id] }) };
    const options = { ...(seen && { filter: seen }), compartment, withoutTotal: true };
    if (room === 0) {
      // A page that is full ends here only when something follows.
      const { rows: following } = await door.record.search({ ...searchOf(type, 1, inner), includes: [] }, options);
      if (following.length === 0) continue;
      next = type;
      break;
    }
    const page = await door.record.search(searchOf(type, room, inner), options);
    taken += page.rows.length;
    if (!isHidden) rows.push(...page.rows);
    for (const row of page.included ?? []) if (await isBeside(row)) included.set(`${row.type}/${row.id}`, row);
    if (page.next === undefined) continue;
    next = `${type}.${page.next}`;
    break;
  }

  const base = door.baseOf(request);
  const link = (cursor?: string): string => {
    const parameters = new URLSearchParams(query);
    if (cursor !== undefined) parameters.set('_cursor', cursor);
    const text = parameters.toString();
    return `${base}/Patient/${id === undefined ? '' : `${id}/`}$everything${text && `?${text}`}`;
  };
  for (const { type, id: shown } of rows) included.delete(`${type}/${shown}`);
  const beside = [...included.values()];
  const isWhole = next === undefined && !query.has('_cursor');
  const text = searchBundle({ rows, included: beside, ...(isWhole && { total: rows.length }) }, base, {
    self: link(),
    ...(next !== undefined && { next: link(next) }),
  });
  const patients = [...new Set([...rows, ...beside].flatMap((row) => row.patients))];
  return { status: 200, interaction: '$everything', type: 'Patient', patients, text };
}

/** [FHIR R4 compartment-patient] a Provenance is of the compartment by a target that is a Patient; of a visit it has none. */
function isAboutPart({ type, text }: Stored): boolean {
  if (type !== 'Provenance') return false;
  const { target } = JSON.parse(text) as Provenance;
  return !target.some(({ reference }) => reference?.startsWith('Patient/'));
}

async function isSeen(door: Door, id: string, filter: AccessFilter | undefined): Promise<boolean> {
  const asked = parseSearch('Patient', [['_id', id]], { zoneOffsetMinutes: 0, now: door.record.now() });
  const { rows } = await door.record.search(asked, { ...(filter && { filter }), withoutTotal: true });
  return rows.length > 0;
}

/** `Observation.[cursor of its search]`, or a type to begin with. @throws parameter-value-invalid */
function startOf(cursor: string | null, types: readonly HeldType[]): { at: number; inner?: string } {
  if (cursor === null) return { at: 0 };
  const [type = '', inner] = cursor.split('.', 2);
  const at = types.indexOf(type as HeldType);
  if (at < 0)
    throw refuse('parameter-value-invalid', 'the value of _cursor is not one that a link of this answer gave');
  return { at, ...(inner !== undefined && { inner }) };
}
