import { type FhirPathAtom, getParsedExpressionForResourceType, parseFhirPath } from '@medplum/core';
import { definitions } from '../definitions.ts';
import { type HeldType, heldTypes } from '../held.ts';

/** Parameter types that are indexed; special ones are not held and are refused as unknown. */
export const searchTypes = ['token', 'reference', 'date', 'number', 'string', 'uri', 'quantity', 'composite'] as const;
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
  /** The two parts of a composite parameter; their paths start at what `path` finds. */
  components?: readonly { type: SearchType; path: FhirPathAtom }[];
}

let byType: ReadonlyMap<HeldType, ReadonlyMap<string, SearchParameterOf>> | undefined;

function isSearchType(type: string): type is SearchType {
  return (searchTypes as readonly string[]).includes(type);
}

function build(): ReadonlyMap<HeldType, ReadonlyMap<string, SearchParameterOf>> {
  const { searchParameters } = definitions();
  const types = new Map(searchParameters.map(({ url, type }) => [url, type]));
  const built = new Map<HeldType, Map<string, SearchParameterOf>>();
  for (const type of heldTypes) {
    const parameters = new Map<string, SearchParameterOf>();
    for (const { code, type: searchType, url, target, base, expression, component } of searchParameters) {
      if (!expression || !isSearchType(searchType)) continue;
      // The type of `base` leaves out the abstract types that the definitions do name.
      const bases: readonly string[] = base;
      if (![type, 'Resource', 'DomainResource'].some((each) => bases.includes(each))) continue;
      const path =
        searchType === 'composite'
          ? // Cutting would drop the resource itself from `Observation | Observation.component`.
            parseFhirPath(expression)
          : // `Resource.meta.tag` would find nothing: the evaluation knows only the type that the resource has.
            getParsedExpressionForResourceType(type, expression.replace(/^Resource\./, `${type}.`));
      const components = (component ?? []).map((each) => ({
        type: types.get(each.definition) as SearchType,
        // R4 writes the type with a capital, which is no type: value.as(DateTime).
        path: parseFhirPath(each.expression.replaceAll('DateTime', 'dateTime')),
      }));
      if (
        searchType === 'composite' &&
        (components.length !== 2 || !components.every((each) => isSearchType(each.type)))
      ) {
        throw new Error(`the composite search parameter ${url} cannot be indexed`);
      }
      parameters.set(code, {
        name: code,
        type: searchType,
        url,
        targets: target ?? [],
        path,
        ...(components.length > 0 && { components }),
      });
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
