import { readFileSync } from 'node:fs';
import { indexStructureDefinitionBundle } from '@medplum/core';
import type { SearchParameter, StructureDefinition } from '@medplum/fhirtypes';
import { definedTypes } from './held.ts';
import { withKrCore } from './profiles/search-parameters.ts';

/** Codes of a required value set: system -> codes. */
export type ValueSetCodes = ReadonlyMap<string, ReadonlySet<string>>;

/** Looked up by canonical address, without a version. */
interface ByAddress<T> {
  get(url: string): T | undefined;
}

interface Definitions {
  /** Of data types and resource types; each is read when it is first asked for. */
  structures: ByAddress<StructureDefinition>;
  /** Those of FHIR R4 and what KR Core adds. */
  searchParameters: readonly SearchParameter[];
  /** Of required bindings, where the codes can be listed. */
  valueSets: ByAddress<ValueSetCodes>;
}

const defined: ReadonlySet<unknown> = new Set(definedTypes);
const prefix = 'http://hl7.org/fhir/StructureDefinition/';

function fileOf(name: string): URL {
  return new URL(`./generated/${name}.json`, import.meta.url);
}

function read<T>(name: string): T {
  return JSON.parse(readFileSync(fileOf(name), 'utf8')) as T;
}

/** Reads what is asked for once, and keeps it. */
function once<T>(readOne: (url: string) => T | undefined): ByAddress<T> {
  const kept = new Map<string, T>();
  return {
    get(url) {
      const found = kept.get(url) ?? readOne(url);
      if (found !== undefined) kept.set(url, found);
      return found;
    },
  };
}

function readStructure(url: string): StructureDefinition | undefined {
  const name = url.startsWith(prefix) ? url.slice(prefix.length) : '';
  if (!defined.has(name)) return undefined;
  const structure = read<StructureDefinition>(`structures/${name}`);
  indexStructureDefinitionBundle([structure]);
  return structure;
}

let loaded: Definitions | undefined;

/**
 * The generated definitions. Data types are read at first use, resource types when they are first met; each is
 * indexed in @medplum/core, whose validator and FHIRPath look types up in a table of the process.
 */
export function definitions(): Definitions {
  if (loaded) return loaded;
  const types = read<StructureDefinition[]>('types');
  indexStructureDefinitionBundle(types);
  const dataTypes = new Map(types.map((structure) => [structure.url, structure]));
  const rows = read<{ url: string; systems: Record<string, string[]> }[]>('value-sets');
  const systemsOf = new Map(rows.map(({ url, systems }) => [url, systems]));
  let searchParameters: readonly SearchParameter[] | undefined;
  loaded = {
    structures: once((url) => dataTypes.get(url) ?? readStructure(url)),
    get searchParameters() {
      searchParameters ??= withKrCore(read<SearchParameter[]>('search-parameters'));
      return searchParameters;
    },
    valueSets: once((url) => {
      const systems = systemsOf.get(url);
      return systems && new Map(Object.entries(systems).map(([system, codes]) => [system, new Set(codes)]));
    }),
  };
  return loaded;
}

/**
 * Readies the definitions of every resource type in a value: of the resource itself, of what it contains, of the entries
 * of a Bundle. Validation, FHIRPath and search need it; unknown types are left to validation.
 */
export function loadTypesIn(value: unknown): void {
  if (typeof value !== 'object' || value === null) return;
  if (Array.isArray(value)) {
    for (const item of value) if (typeof item === 'object') loadTypesIn(item);
    return;
  }
  const { resourceType } = value as { resourceType?: unknown };
  if (defined.has(resourceType)) definitions().structures.get(`${prefix}${resourceType}`);
  for (const item of Object.values(value)) if (typeof item === 'object') loadTypesIn(item);
}
