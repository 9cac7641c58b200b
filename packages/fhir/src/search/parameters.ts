import { type Atom, FhirPathAtom, getParsedExpressionForResourceType, parseFhirPath, UnionAtom } from '@medplum/core';
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
  /** The official expression, cut to this resource type: what each of these finds. */
  paths: readonly FhirPathAtom[];
  /** Of references that it finds only those to this type count: `where(resolve() is Patient)`. */
  onlyTarget?: string;
  /** The parts of a composite parameter, two or a token and two numbers; their paths start at what `paths` find. */
  components?: readonly { type: SearchType; paths: readonly FhirPathAtom[] }[];
}

function isSearchType(type: string): type is SearchType {
  return (searchTypes as readonly string[]).includes(type);
}

/** @medplum/core resolves no absolute address: what a reference points to is read from its text instead. */
const resolved = /\.where\(resolve\(\) is ([A-Za-z]+)\)/g;

function build(type: HeldType): ReadonlyMap<string, SearchParameterOf> {
  const parameters = new Map<string, SearchParameterOf>();
  for (const { code, type: searchType, url, target, expression, component } of searchParametersAt(type)) {
    if (!expression || !isSearchType(searchType)) continue;
    const path =
      searchType === 'composite'
        ? // Cutting would drop the resource itself from `Observation | Observation.component`.
          parseFhirPath(expression)
        : // `Resource.meta.tag` would find nothing: the evaluation knows only the type that the resource has.
          getParsedExpressionForResourceType(
            type,
            expression.replace(/^Resource\./, `${type}.`).replaceAll(resolved, ''),
          );
    // One definition is often of many types; only what is said of this one counts.
    const own = expression.split('|').filter((part) => part.trim().startsWith(`${type}.`));
    const [, onlyTarget] = own.flatMap((part) => [...part.matchAll(resolved)])[0] ?? [];
    const components = (component ?? []).map((each) => ({
      type: typeOfParameter(each.definition) as SearchType,
      // R4 writes the type with a capital, which is no type: value.as(DateTime).
      paths: unionParts(parseFhirPath(each.expression.replaceAll('DateTime', 'dateTime'))),
    }));
    if (searchType === 'composite' && !isIndexed(components.map((each) => each.type))) {
      throw new Error(`the composite search parameter ${url} cannot be indexed`);
    }
    parameters.set(code, {
      name: code,
      type: searchType,
      url,
      targets: target ?? [],
      paths: unionParts(path),
      ...(onlyTarget && { onlyTarget }),
      ...(components.length > 0 && { components }),
    });
  }
  return new Map([...parameters].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** The union of @medplum/core leaves out a quantity that differs from another in its comparator only. */
function unionParts(path: FhirPathAtom): FhirPathAtom[] {
  const parts = (atom: Atom): Atom[] =>
    atom instanceof UnionAtom ? [...parts(atom.left), ...parts(atom.right)] : [atom];
  return parts(path.child).map((part) => new FhirPathAtom(part.toString(), part));
}

/** Two parts of any type, or a coordinate of MolecularSequence: a token with first and last position. */
function isIndexed(parts: readonly string[]): boolean {
  return parts.length === 2 ? parts.every(isSearchType) : parts.join() === 'token,number,number';
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
