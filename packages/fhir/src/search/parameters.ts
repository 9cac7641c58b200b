import { type FhirPathAtom, getParsedExpressionForResourceType } from '@medplum/core';
import { definitions } from '../definitions.ts';
import { type HeldType, heldTypes } from '../held.ts';

/** Parameter types that are indexed; composite and special ones are not held and are refused as unknown. */
export const searchTypes = ['token', 'reference', 'date', 'string', 'uri', 'quantity'] as const;
export type SearchType = (typeof searchTypes)[number];

export interface SearchParameterOf {
  name: string;
  type: SearchType;
  /** Canonical address of the official definition. */
  url: string;
  /** Resource types that a reference may point to. */
  targets: readonly string[];
  /** The official expression, cut to this resource type. */
  path: FhirPathAtom;
}

let byType: ReadonlyMap<HeldType, ReadonlyMap<string, SearchParameterOf>> | undefined;

function isSearchType(type: string): type is SearchType {
  return (searchTypes as readonly string[]).includes(type);
}

function build(): ReadonlyMap<HeldType, ReadonlyMap<string, SearchParameterOf>> {
  const { searchParameters } = definitions();
  const built = new Map<HeldType, Map<string, SearchParameterOf>>();
  for (const type of heldTypes) {
    const parameters = new Map<string, SearchParameterOf>();
    for (const { code, type: searchType, url, target, base, expression } of searchParameters) {
      if (!expression || !isSearchType(searchType)) continue;
      // The type of `base` leaves out the abstract types that the definitions do name.
      const bases: readonly string[] = base;
      if (![type, 'Resource', 'DomainResource'].some((each) => bases.includes(each))) continue;
      const path = getParsedExpressionForResourceType(type, expression);
      parameters.set(code, { name: code, type: searchType, url, targets: target ?? [], path });
    }
    built.set(type, new Map([...parameters].sort(([a], [b]) => (a < b ? -1 : 1))));
  }
  return built;
}

/** Every search parameter of R4 that is served for a type, by name, in order of the alphabet. */
export function searchParametersOf(type: HeldType): ReadonlyMap<string, SearchParameterOf> {
  byType ??= build();
  return byType.get(type) as ReadonlyMap<string, SearchParameterOf>;
}
