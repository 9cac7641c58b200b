import { type HeldResource, type HeldType, heldTypes, isHeldType, parseSearch, refuse } from '@munan/fhir';
import type { FastifyRequest } from 'fastify';
import type { AccessFilter } from '../access-filter.ts';
import { type Door, isLenient, validIdOf } from '../door.ts';
import { resourceOf } from '../fhir-record.ts';
import { admitTo, askFor } from './asking.ts';
import { compartmentTypes, typesOf } from './compartment-types.ts';
import type { ExportedType, ExportWanted } from './export-jobs.ts';
import { instantOf, onlyKnown, operationQuery } from './parameters.ts';

const known = ['_outputFormat', '_since', '_type', '_elements', '_format', 'reason'];
const formats = ['application/fhir+ndjson', 'application/ndjson', 'ndjson'];
/** What is looked at of a Group. */
type Group = HeldResource & { member?: { entity?: { reference?: string }; inactive?: boolean }[] };

const mostMembers = 10_000;
const shortestReason = 3;
const longestReason = 500;

/** What is asked to be exported: everything, everything of patients, or of the patients of a group. */
export type ExportLevel = { of: 'system' | 'Patient' } | { of: 'Group'; id: string };

/**
 * [Bulk Data Access IG 2.0.0, export] reads a kick-off.
 * @throws OutcomeError prefer-required, parameter-unknown, parameter-value-invalid, forbidden, …
 */
export async function readExport(
  door: Door,
  request: FastifyRequest,
  level: ExportLevel,
): Promise<{ wanted: ExportWanted; reason: string }> {
  if (!/\brespond-async\b/.test(String(request.headers.prefer ?? ''))) {
    throw refuse('prefer-required', 'an export is asked for with the header "Prefer: respond-async"');
  }
  const query = onlyKnown('$export', operationQuery(request), known, request);
  const format = query.get('_outputFormat')?.replace(' ', '+') ?? formats[0];
  if (!formats.includes(format ?? '')) {
    throw refuse(
      'parameter-value-invalid',
      `the value of _outputFormat is "${format}"; known are ${formats.join(', ')}`,
    );
  }
  const since = instantOf(query, '_since');
  const elements = elementsOf(query);
  const types = await typesOfLevel(door, request, level, typesOf(query));
  const wanted: ExportWanted = {
    types: types.map(([type, filter]): ExportedType => {
      const names = elements && [...(elements.get('') ?? []), ...(elements.get(type) ?? [])];
      return { type, ...(filter && { filter }), ...(names && names.length > 0 && { elements: names }) };
    }),
    ...(level.of === 'Patient' && { ofPatients: {} }),
    ...(level.of === 'Group' && { ofPatients: { ids: await membersOf(door, request, level.id) } }),
    ...(since !== undefined && { since }),
  };
  return { wanted, reason: reasonOf(request, query) };
}

/** The types asked for, each with what may be seen of it; what may not be seen is only refused where it is named. */
async function typesOfLevel(
  door: Door,
  request: FastifyRequest,
  { of }: ExportLevel,
  asked: ReadonlySet<HeldType> | undefined,
): Promise<[HeldType, AccessFilter | undefined][]> {
  const possible = of === 'system' ? heldTypes : compartmentTypes();
  const outside = [...(asked ?? [])].find((type) => !possible.includes(type));
  if (outside !== undefined && !isLenient(request)) {
    throw refuse(
      'parameter-value-invalid',
      `the value of _type is "${outside}", which is not in a patient's compartment`,
    );
  }
  const types: [HeldType, AccessFilter | undefined][] = [];
  let refused: { reason: string; loginRequired?: boolean } | undefined;
  for (const type of possible) {
    if (asked && !asked.has(type)) continue;
    const answer = await askFor(door, request, '$export', type);
    if (answer.allowed) types.push([type, answer.filter]);
    else refused = answer;
    if (!answer.allowed && asked) break;
  }
  if (refused && (asked || types.length === 0)) {
    throw refuse(refused.loginRequired ? 'login-required' : 'forbidden', refused.reason);
  }
  return types;
}

/** Ids of the patients who are in a group now. @throws not-found, too-large */
async function membersOf(door: Door, request: FastifyRequest, id: string): Promise<string[]> {
  if (!isHeldType('Group')) throw refuse('not-held', 'resources of type "Group" are not held');
  const filter = await admitTo(door, request, '$export', 'Group');
  const asked = parseSearch('Group', [['_id', validIdOf(id)]], { zoneOffsetMinutes: 0, now: door.record.now() });
  const { rows } = await door.record.search(asked, { ...(filter && { filter }), withoutTotal: true });
  if (!rows[0]) throw refuse('not-found', `there is no Group/${id}`);
  const { member = [] } = resourceOf<Group>(rows[0]);
  const ids = member.flatMap(({ entity, inactive }) => {
    const [, patient] = /(?:^|\/)Patient\/([A-Za-z0-9.-]{1,64})$/.exec(entity?.reference ?? '') ?? [];
    return patient === undefined || inactive === true ? [] : [patient];
  });
  if (ids.length > mostMembers) throw refuse('too-large', `Group/${id} has more than ${mostMembers} patients`);
  return [...new Set(ids)];
}

/** `id,Patient.name` -> names for every type under '', and for one type under its name. */
function elementsOf(query: URLSearchParams): ReadonlyMap<string, string[]> | undefined {
  const names = query
    .getAll('_elements')
    .flatMap((text) => text.split(','))
    .filter((name) => name !== '');
  if (names.length === 0) return undefined;
  const elements = new Map<string, string[]>();
  for (const name of names) {
    const [, type = '', element] = /^(?:([A-Za-z]{1,64})\.)?([A-Za-z]{1,64})$/.exec(name) ?? [];
    if (element === undefined || (type !== '' && !isHeldType(type))) {
      throw refuse('parameter-value-invalid', `the value of _elements is "${name}", not [element] or [type].[element]`);
    }
    elements.set(type, [...(elements.get(type) ?? []), element]);
  }
  return elements;
}

/** Why: of the header (UTF-8, percent-encoded where a client cannot send that) or of the parameter; '' when not said. */
function reasonOf(request: FastifyRequest, query: URLSearchParams): string {
  const header = request.headers['x-munan-reason'];
  const sent = typeof header === 'string' ? Buffer.from(header, 'latin1').toString('utf8') : undefined;
  const text = query.get('reason') ?? decoded(sent ?? '');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go.
  const reason = text.replaceAll(/[\u0000-\u001f\u007f]+/g, ' ').trim();
  if (reason !== '' && (reason.length < shortestReason || reason.length > longestReason)) {
    const allowed = `${shortestReason} to ${longestReason} characters`;
    throw refuse('parameter-value-invalid', `the reason has ${reason.length} characters; allowed are ${allowed}`);
  }
  return reason;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
