import { parseJson, writeJson } from '@munan/fhir';

/** The same JSON without order of members, version and time; decimals as they are written. */
export function comparable(text: string): string {
  const { meta: allMeta, ...rest } = parseJson(text) as { meta?: Record<string, unknown> };
  const { versionId: _version, lastUpdated: _time, ...meta } = allMeta ?? {};
  return writeJson(inOrder({ ...rest, ...(Object.keys(meta).length > 0 && { meta }) }));
}

/** In place: what is kept of a decimal belongs to the object that holds it. */
function inOrder(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) {
    for (const each of value) inOrder(each);
    return value;
  }
  const holder = value as Record<string, unknown>;
  for (const key of Object.keys(holder).sort()) {
    const item = inOrder(holder[key]);
    delete holder[key];
    holder[key] = item;
  }
  return holder;
}
