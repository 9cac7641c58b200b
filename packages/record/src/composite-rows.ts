import { extractIndexValues, type HeldResource, type PartValue, parseJson } from '@munan/fhir';
import type { Kysely } from '@munan/runtime';
import { type RecordTables, type SideOf, startLength } from './tables.ts';

/** Columns of one side of a composite value. */
export function sideOf<S extends 'a' | 'b'>(side: S, part: PartValue): SideOf<S> {
  const columns = Object.entries({ ...part, text: part.text.slice(0, startLength) });
  return Object.fromEntries(columns.map(([name, value]) => [`${side}_${name}`, value])) as SideOf<S>;
}

/** For resources that were stored before these index rows were: in the zone that was the only one then. */
export async function addCompositeRows(
  open: Kysely<RecordTables>,
  resources: readonly { key: number; json: string }[],
): Promise<void> {
  for (const { key, json } of resources) {
    const resource = parseJson(json) as HeldResource;
    const row = { key, type: resource.resourceType };
    const { composite, token } = extractIndexValues(resource, { zoneOffsetMinutes: 540 });
    const composites = [...composite].flatMap(([param, pairs]) =>
      pairs.map(([a, b]) => ({ ...row, param, ...sideOf('a', a), ...sideOf('b', b) })),
    );
    if (composites.length > 0) await open.insertInto('index_composite').values(composites).execute();
    const tokens = [...token].flatMap(([param, values]) =>
      param.endsWith(':identifier') ? values.map((value) => ({ ...row, param, ...value })) : [],
    );
    if (tokens.length > 0) await open.insertInto('index_token').values(tokens).execute();
  }
}
