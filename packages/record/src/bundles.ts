import { toInstant } from '@munan/fhir';
import type { Page, Stored } from './fhir-record.ts';

/**
 * Bundles are written as text around the stored text of each resource: nothing is parsed, and decimals stay as they
 * were written.
 */
export function searchBundle(
  page: Page,
  base: string,
  links: { self: string; next?: string },
  textOf: (stored: Stored) => string = ({ text }) => text,
): string {
  const link = [
    { relation: 'self', url: links.self },
    ...(links.next === undefined ? [] : [{ relation: 'next', url: links.next }]),
  ];
  const entry = (row: Stored, mode: string) =>
    `{"fullUrl":${JSON.stringify(urlOf(row, base))},"resource":${textOf(row)},"search":{"mode":"${mode}"}}`;
  const entries = [
    ...page.rows.map((row) => entry(row, 'match')),
    ...(page.included ?? []).map((row) => entry(row, 'include')),
  ];
  return bundle('searchset', page.total, link, entries);
}

/** [FHIR R4 http.html#history] newest first; a deletion has no resource. */
export function historyBundle(
  { rows, total }: { rows: readonly Stored[]; total?: number },
  base: string,
  links: { self: string; next?: string },
): string {
  const link = [
    { relation: 'self', url: links.self },
    ...(links.next === undefined ? [] : [{ relation: 'next', url: links.next }]),
  ];
  const entries = rows.map((row) => {
    const method = row.deleted ? 'DELETE' : 'PUT';
    const status = row.deleted ? '204' : row.version === 1 ? '201' : '200';
    const request = { method, url: `${row.type}/${row.id}` };
    const response = { status, etag: etagOf(row), lastModified: toInstant(row.lastUpdated) };
    const resource = row.deleted ? '' : `"resource":${row.text},`;
    return `{"fullUrl":${JSON.stringify(urlOf(row, base))},${resource}"request":${JSON.stringify(request)},"response":${JSON.stringify(response)}}`;
  });
  return bundle('history', total, link, entries);
}

function bundle(
  type: string,
  total: number | undefined,
  link: { relation: string; url: string }[],
  entries: string[],
): string {
  // [FHIR R4 json.html] an empty list is left out.
  const entry = entries.length === 0 ? '' : `,"entry":[${entries.join(',')}]`;
  const counted = total === undefined ? '' : `"total":${total},`;
  return `{"resourceType":"Bundle","type":"${type}",${counted}"link":${JSON.stringify(link)}${entry}}`;
}

export function urlOf({ type, id }: Stored, base: string): string {
  return `${base}/${type}/${id}`;
}

export function etagOf({ version }: Stored): string {
  return `W/"${version}"`;
}
