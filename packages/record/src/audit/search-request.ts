import { findDateRange, type Prefix, refuse, splitEscaped, splitPrefix } from '@munan/fhir';
import { actionOf, codingsOf } from './audit-event.ts';
import type { AuditFilter } from './audit-filter.ts';
import { houseInteractions } from './entry.ts';
import { changing, reviewFilters } from './review.ts';

/** The search parameters of AuditEvent that are served [FHIR R4 auditevent.html#search]. */
export const auditParameters = [
  { name: '_id', type: 'token' },
  { name: '_lastUpdated', type: 'date' },
  { name: 'action', type: 'token' },
  { name: 'address', type: 'string' },
  { name: 'agent', type: 'reference' },
  { name: 'agent-name', type: 'string' },
  { name: 'date', type: 'date' },
  { name: 'entity', type: 'reference' },
  { name: 'outcome', type: 'token' },
  { name: 'patient', type: 'reference' },
  { name: 'subtype', type: 'token' },
  { name: 'type', type: 'token' },
] as const;
const resultParameters = ['_count', '_sort', '_cursor', '_format', '_pretty'];

const everyInteraction: readonly string[] = [
  ...new Set([...(reviewFilters.views.interactions ?? []), ...changing, 'capabilities', ...houseInteractions]),
];

export interface AuditSearch {
  filter: AuditFilter;
  limit: number;
  ascending: boolean;
  from?: number;
}

const wrong = (name: string, value: string, wanted: string) =>
  refuse('parameter-value-invalid', `the value of ${name} is "${value}", not ${wanted}`);

/** @throws OutcomeError parameter-unknown, modifier-unknown, parameter-value-invalid */
export function readAuditSearch(query: URLSearchParams, zoneOffsetMinutes: number): AuditSearch {
  const filter: Required<Pick<AuditFilter, 'dates'>> & AuditFilter = { dates: [] };
  const dates: { low?: number; high?: number }[] = [];
  let interactions: Set<string> | undefined;
  const narrow = (fits: (interaction: string) => boolean): void => {
    interactions = new Set([...(interactions ?? everyInteraction)].filter(fits));
  };
  const search: AuditSearch = { filter, limit: 50, ascending: false };
  for (const [key, value] of query) {
    const [name = '', modifier] = key.split(':');
    if (resultParameters.includes(key)) {
      readResultParameter(search, key, value);
      continue;
    }
    const known = auditParameters.find((parameter) => parameter.name === name);
    if (!known)
      throw refuse(
        'parameter-unknown',
        `AuditEvent is not searched by "${key}"; known are ${[...auditParameters.map((each) => each.name), ...resultParameters].join(', ')}`,
      );
    if (modifier !== undefined && !(known.type === 'reference' && modifier === 'Patient'))
      throw refuse('modifier-unknown', `"${key}": the search of AuditEvent knows no modifier "${modifier}"`);
    const values = splitEscaped(value, ',');
    if (known.type === 'date') dates.push(readDate(name, value, zoneOffsetMinutes));
    else if (name === 'type' || name === 'subtype')
      narrow((interaction) => {
        const codings = codingsOf(interaction);
        return values.some((each) => [codings[name]].flat().some((coding) => fitsToken(each, coding)));
      });
    else if (name === 'action') narrow((interaction) => values.some((each) => codeOf(each) === actionOf(interaction)));
    else addList(filter, name, values);
  }
  return { ...search, filter: { ...filter, dates, ...(interactions && { interactions: [...interactions] }) } };
}

type ListName = 'seqs' | 'users' | 'userNames' | 'origins' | 'persons' | 'outcomes' | 'resources';

/** A parameter that is said twice must hold both ways. */
function addList(filter: AuditFilter, name: string, values: readonly string[]): void {
  const add = (list: ListName, found: readonly (string | number)[]): void => {
    const before = filter[list] as readonly (string | number)[] | undefined;
    (filter as Record<ListName, unknown>)[list] = before ? before.filter((each) => found.includes(each)) : found;
  };
  const numbers = (wanted: RegExp, what: string) =>
    values.map((each) => {
      if (!wanted.test(codeOf(each))) throw wrong(name, each, what);
      return Number(codeOf(each));
    });
  if (name === '_id') add('seqs', values.filter((each) => /^[1-9]\d{0,14}$/.test(each)).map(Number));
  else if (name === 'outcome') add('outcomes', numbers(/^(0|4|8|12)$/, '0, 4, 8 or 12'));
  else if (name === 'address') add('origins', values);
  else if (name === 'agent-name') add('userNames', values);
  else if (name === 'agent')
    add(
      'users',
      values.map((each) => each.replace(/^(.*\/)?Practitioner\//, '')),
    );
  else if (name === 'patient')
    add(
      'persons',
      values.map((each) => each.replace(/^(.*\/)?Patient\//, '')),
    );
  else {
    const local = values.map((each) => /[A-Z][A-Za-z]+\/[^/]+(\/_history\/\d+)?$/.exec(each)?.[0] ?? each);
    // A patient is an entity of all that is about her.
    const patients = local.filter((each) => /^Patient\/[^/]+$/.test(each));
    if (patients.length === local.length && patients.length > 0)
      add(
        'persons',
        patients.map((each) => each.slice('Patient/'.length)),
      );
    else if (patients.length > 0) throw wrong(name, values.join(), 'a list of patients alone, or of others alone');
    else add('resources', local);
  }
}

const codeOf = (token: string): string => token.split('|').at(-1) ?? '';

/** [FHIR R4 search.html#token] `code`, `system|code`, `system|`, `|code`. */
function fitsToken(token: string, coding: { system?: string | undefined; code?: string | undefined }): boolean {
  const [first = '', second] = token.split('|');
  if (second === undefined) return first === coding.code;
  return first === (coding.system ?? '') && (second === '' || second === coding.code);
}

function readDate(name: string, value: string, zoneOffsetMinutes: number): { low?: number; high?: number } {
  const [prefix, text] = splitPrefix(value);
  const range = findDateRange(text, zoneOffsetMinutes);
  if (!range) throw wrong(name, value, 'a date such as ge2026-11-01');
  const { low, high } = range;
  const ranges: Partial<Record<Prefix, { low?: number; high?: number }>> = {
    eq: { low, high },
    gt: { low: high },
    sa: { low: high },
    ge: { low },
    lt: { high: low },
    eb: { high: low },
    le: { high },
  };
  const found = ranges[prefix];
  if (!found) throw wrong(name, value, 'a date with eq, gt, lt, ge, le, sa or eb');
  return found;
}

function readResultParameter(search: AuditSearch, name: string, value: string): void {
  if (name === '_count') {
    if (!/^\d{1,9}$/.test(value)) throw wrong(name, value, 'a whole number');
    search.limit = Math.min(Number(value), 500);
  } else if (name === '_sort') {
    if (!/^-?(date|_lastUpdated)$/.test(value)) throw wrong(name, value, 'date or -date');
    search.ascending = !value.startsWith('-');
  } else if (name === '_cursor') {
    if (!/^[1-9]\d{0,14}$/.test(value)) throw wrong(name, value, 'one that a link of this search gave');
    search.from = Number(value);
  }
}
