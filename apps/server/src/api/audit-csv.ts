import type { AuditRecord } from '@munan/record';

const columns = [
  'number',
  'at',
  'user',
  'name',
  'role',
  'client',
  'address',
  'interaction',
  'outcome',
  'action',
  'resource',
  'search',
  'people',
  'purpose',
  'reason',
  'note',
  'times',
] as const;

/** The mark at the beginning lets a spreadsheet read Korean. */
export const csvHead = `\ufeff${columns.join(',')}\r\n`;

/** One line of a CSV file [RFC 4180]; times in UTC, people as `id (name)`. */
export function csvLine(record: AuditRecord, nameOf: (person: string) => string | undefined): string {
  const values: Record<(typeof columns)[number], string | number> = {
    number: record.seq,
    at: new Date(record.at).toISOString(),
    user: record.user_id,
    name: record.user_name,
    role: record.role,
    client: record.client,
    address: record.origin,
    interaction: record.interaction,
    outcome: record.outcome,
    action: record.what,
    resource: record.resource,
    search: record.query,
    people: record.persons.map((id) => (nameOf(id) === undefined ? id : `${id} (${nameOf(id)})`)).join('; '),
    purpose: record.purpose,
    reason: record.reason,
    note: record.note,
    times: record.times,
  };
  return csvRow(columns.map((name) => values[name]));
}

/** A line of any such file. */
export function csvRow(values: readonly (string | number)[]): string {
  return `${values.map((value) => cell(String(value))).join(',')}\r\n`;
}

/** A spreadsheet takes what begins so for a formula and would run it [OWASP CSV injection]; with a quote it is text. */
const formula = /^[\s]*[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;

function cell(text: string): string {
  const safe = formula.test(text) ? `'${text}` : text;
  return /[",\r\n;']/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
