import { type FhirPathAtom, getParsedExpressionForResourceType, parseFhirPath } from '@medplum/core';
import type { SearchParameter } from '@medplum/fhirtypes';
import { definitions } from '../definitions.ts';
import type { HeldType } from '../held.ts';

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

function isSearchType(type: string): type is SearchType {
  return (searchTypes as readonly string[]).includes(type);
}

function build(type: HeldType): ReadonlyMap<string, SearchParameterOf> {
  const parameters = new Map<string, SearchParameterOf>();
  for (const { code, type: searchType, url, target, expression, component } of searchParametersAt(type)) {
    if (!expression || !isSearchType(searchType)) continue;
    const path =
      searchType === 'composite'
        ? // Cutting would drop the resource itself from `Observation | Observation.component`.
          parseFhirPath(expression)
        : // `Resource.meta.tag` would find nothing: the evaluation knows only the type that the resource has.
          getParsedExpressionForResourceType(type, expression.replace(/^Resource\./, `${type}.`));
    const components = (component ?? []).map((each) => ({
      type: typeOfParameter(each.definition) as SearchType,
      // R4 writes the type with a capital, which is no type: value.as(DateTime).
      path: parseFhirPath(each.expression.replaceAll('DateTime', 'dateTime')),
    }));
    // Four of MolecularSequence have three parts.
    if (searchType === 'composite' && components.length !== 2) continue;
    parameters.set(code, {
      name: code,
      type: searchType,
      url,
      targets: target ?? [],
      path,
      ...(components.length > 0 && { components }),
    });
  }
  return new Map([...parameters].sort(([a], [b]) => (a < b ? -1 : 1)));
}

let byBase: ReadonlyMap<string, readonly SearchParameter[]> | undefined;

/** The official definitions of the parameters of a type, those of every resource first. */
function searchParametersAt(type: HeldType): readonly SearchParameter[] {
  if (!byBase) {
    const map = new Map<string, SearchParameter[]>();
    for (const parameter of definitions().searchParameters) {
      for (const base of parameter.base) map.set(base, [...(map.get(base) ?? []), parameter]);
    }
    byBase = map;
  }
  return ['Resource', 'DomainResource', type].flatMap((base) => byBase?.get(base) ?? []);
}

let typesByUrl: ReadonlyMap<string, string> | undefined;

function typeOfParameter(url: string): string | undefined {
  typesByUrl ??= new Map(definitions().searchParameters.map((parameter) => [parameter.url, parameter.type]));
  return typesByUrl.get(url);
}

const byType = new Map<HeldType, ReadonlyMap<string, SearchParameterOf>>();

/** Every search parameter of R4 that is served for a type, by name, in order of the alphabet. */
export function searchParametersOf(type: HeldType): ReadonlyMap<string, SearchParameterOf> {
  let parameters = byType.get(type);
  if (!parameters) {
    parameters = build(type);
    byType.set(type, parameters);
  }
  return parameters;
}
