import { definitions, parseJson, refuse, writeJson } from '@munan/fhir';
import type { Stored } from './fhir-record.ts';

/** Which elements of a resource are wanted [FHIR R4 search.html#summary]; undefined: all. */
export type Subset = { summary: 'true' | 'text' | 'data' } | { elements: readonly string[] } | undefined;

/** @throws parameter-value-invalid */
export function readSubset(query: URLSearchParams): Subset {
  const summary = query.get('_summary') ?? 'false';
  const elements = query.get('_elements');
  if (summary === 'true' || summary === 'text' || summary === 'data') {
    if (elements !== null) throw refuse('parameter-value-invalid', '_summary and _elements cannot be asked together');
    return { summary };
  }
  if (summary !== 'false' && summary !== 'count') {
    const known = 'true, text, data, count, false';
    throw refuse('parameter-value-invalid', `the value of _summary is "${summary}"; known are ${known}`);
  }
  if (elements === null) return undefined;
  const names = elements.split(',').filter((name) => name !== '');
  if (names.length === 0 || !names.every((name) => /^[A-Za-z]{1,64}$/.test(name))) {
    throw refuse('parameter-value-invalid', `the value of _elements is "${elements}", not names with commas between`);
  }
  return { elements: names };
}

interface Shape {
  summary: boolean;
  mandatory: boolean;
}

const shapes = new Map<string, ReadonlyMap<string, Shape>>();

/** path -> what the definition says of the element there, e.g. `Patient.contact.name`. */
function shapesOf(type: string): ReadonlyMap<string, Shape> {
  const known = shapes.get(type);
  if (known) return known;
  const structure = definitions().structures.get(`http://hl7.org/fhir/StructureDefinition/${type}`);
  const made = new Map(
    (structure?.snapshot?.element ?? []).map(({ path, isSummary, min }) => [
      (path ?? '').replace('[x]', ''),
      { summary: isSummary === true, mandatory: (min ?? 0) > 0 },
    ]),
  );
  shapes.set(type, made);
  return made;
}

/** `valueQuantity` and `_valueQuantity` of Observation -> `Observation.value`. */
function pathOf(parent: string, key: string, known: ReadonlyMap<string, Shape>): string | undefined {
  let name = key.replace(/^_/, '');
  while (name !== '') {
    if (known.has(`${parent}.${name}`)) return `${parent}.${name}`;
    const cut = name.search(/[A-Z][a-z0-9]*$/);
    name = cut > 0 ? name.slice(0, cut) : '';
  }
  return undefined;
}

const always = new Set(['resourceType', 'id', 'meta']);
const subsetted = {
  system: 'http://terminology.hl7.org/CodeSystem/v3-ObservationValue',
  code: 'SUBSETTED',
  display: 'subsetted',
};

/** The resource as JSON with the wanted elements only, marked as such in its meta. */
export function subsetText(stored: Stored, subset: Subset): string {
  if (!subset || stored.text === '') return stored.text;
  const resource = parseJson(stored.text) as Record<string, unknown>;
  const known = shapesOf(stored.type);
  const keep = (path: string | undefined, key: string): boolean => {
    if (always.has(key)) return true;
    const shape = path === undefined ? undefined : known.get(path);
    if ('elements' in subset) {
      return shape?.mandatory === true || subset.elements.includes(path?.slice(stored.type.length + 1) ?? key);
    }
    if (subset.summary === 'data') return key !== 'text';
    if (subset.summary === 'text') return key === 'text' || shape?.mandatory === true;
    return shape?.summary === true || shape?.mandatory === true;
  };
  const deep = 'summary' in subset && subset.summary === 'true';
  const cut = (value: unknown, parent: string): unknown => {
    if (Array.isArray(value)) return value.map((each) => cut(each, parent));
    if (typeof value !== 'object' || value === null) return value;
    const holder = value as Record<string, unknown>;
    for (const key of Object.keys(holder)) {
      const path = pathOf(parent, key, known);
      if (!keep(path, key)) delete holder[key];
      // Only what this definition itself describes has marks here; the elements of a data type stay together.
      else if (deep && path && hasParts(known, path)) cut(holder[key], path);
    }
    return holder;
  };
  cut(resource, stored.type);
  const meta = resource.meta as { tag?: unknown[] };
  meta.tag = [...(meta.tag ?? []), subsetted];
  return writeJson(resource);
}

function hasParts(known: ReadonlyMap<string, Shape>, path: string): boolean {
  for (const each of known.keys()) if (each.startsWith(`${path}.`)) return true;
  return false;
}
