import { readFileSync } from 'node:fs';
import {
  type InternalTypeSchema,
  indexSearchParameterBundle,
  indexStructureDefinitionBundle,
  tryGetProfile,
} from '@medplum/core';
import type { SearchParameter, StructureDefinition } from '@medplum/fhirtypes';

/** Codes of a required value set: system -> codes. */
export type ValueSetCodes = ReadonlyMap<string, ReadonlySet<string>>;

interface Definitions {
  structures: ReadonlyMap<string, StructureDefinition>;
  searchParameters: readonly SearchParameter[];
  valueSets: ReadonlyMap<string, ValueSetCodes>;
}

let loaded: Definitions | undefined;

function read<T>(name: string): T {
  return JSON.parse(readFileSync(new URL(`./generated/${name}`, import.meta.url), 'utf8')) as T;
}

/**
 * The generated definitions, read at first use and indexed in @medplum/core (its validator and FHIRPath look types up
 * in a table of the process).
 */
export function definitions(): Definitions {
  if (loaded) return loaded;
  const structures = read<StructureDefinition[]>('structure-definitions.json');
  const searchParameters = read<SearchParameter[]>('search-parameters.json');
  const valueSets = read<Record<string, Record<string, string[]>>>('value-sets.json');
  indexStructureDefinitionBundle(structures);
  indexSearchParameterBundle({
    resourceType: 'Bundle',
    type: 'collection',
    entry: searchParameters.map((resource) => ({ resource })),
  });
  loaded = {
    structures: new Map(structures.map((structure) => [structure.url, structure])),
    searchParameters,
    valueSets: new Map(
      Object.entries(valueSets).map(([url, systems]) => [
        url,
        new Map(Object.entries(systems).map(([system, codes]) => [system, new Set(codes)])),
      ]),
    ),
  };
  return loaded;
}

/** @throws when the profile is not among the generated definitions. */
export function getProfileSchema(url: string): InternalTypeSchema {
  definitions();
  const schema = tryGetProfile(url);
  if (!schema) throw new Error(`profile ${url} is not held`);
  return schema;
}
