/** Value sets as lists of codes, as far as they can be listed from the definitions at hand. */

interface Concept {
  code: string;
  concept?: Concept[];
}
interface Filter {
  property: string;
  op: string;
  value: string;
}
interface Include {
  system?: string;
  concept?: Concept[];
  filter?: Filter[];
  valueSet?: string[];
}
export interface ValueSet {
  url: string;
  compose?: { include: Include[]; exclude?: Include[] };
}
export interface CodeSystem {
  url: string;
  content: string;
  concept?: Concept[];
}

/** By system: its codes that belong; `whole`: every code of the system does; without `codes` these are not known here. */
export type Expanded = Record<string, { codes?: string[]; whole?: true }>;

function codesOf(concepts: readonly Concept[] = []): string[] {
  return concepts.flatMap(({ code, concept }) => [code, ...codesOf(concept)]);
}

function find(concepts: readonly Concept[] = [], wanted: string): Concept | undefined {
  for (const concept of concepts) {
    const found = concept.code === wanted ? concept : find(concept.concept, wanted);
    if (found) return found;
  }
  return undefined;
}

function filtered({ concept = [] }: CodeSystem, filters: readonly Filter[]): string[] | undefined {
  const [filter, ...others] = filters;
  if (!filter || others.length > 0 || filter.property !== 'concept') return undefined;
  const root = find(concept, filter.value);
  if (filter.op === 'is-a') return root && codesOf([root]);
  if (filter.op === 'descendent-of') return root && codesOf(root.concept);
  return undefined;
}

function included(
  { system, concept, filter, valueSet = [] }: Include,
  codeSystems: ReadonlyMap<string, CodeSystem>,
  valueSets: ReadonlyMap<string, ValueSet>,
): Expanded | undefined {
  const expanded: Expanded = {};
  for (const url of valueSet) {
    const other = valueSets.get(url.split('|')[0] as string);
    const codes = other && expandValueSet(other, codeSystems, valueSets);
    if (!codes) return undefined;
    Object.assign(expanded, codes);
  }
  if (!system) return expanded;
  const codeSystem = codeSystems.get(system);
  const complete = codeSystem?.content === 'complete' && codeSystem.concept ? codeSystem : undefined;
  if (concept) expanded[system] = { codes: codesOf(concept) };
  else if (filter) {
    const codes = complete && filtered(complete, filter);
    expanded[system] = codes ? { codes } : {};
  } else expanded[system] = { whole: true, ...(complete && { codes: codesOf(complete.concept) }) };
  return expanded;
}

/** Undefined when nothing can be said of it: it excludes codes that are not at hand, or includes such a value set. */
export function expandValueSet(
  { compose }: ValueSet,
  codeSystems: ReadonlyMap<string, CodeSystem>,
  valueSets: ReadonlyMap<string, ValueSet>,
): Expanded | undefined {
  if (!compose) return undefined;
  const expanded: Expanded = {};
  for (const include of compose.include) {
    const part = included(include, codeSystems, valueSets);
    if (!part) return undefined;
    for (const [system, { codes, whole }] of Object.entries(part)) {
      const before = expanded[system];
      expanded[system] = {
        ...((codes || before?.codes) && { codes: [...(before?.codes ?? []), ...(codes ?? [])] }),
        ...((whole || before?.whole) && { whole: true as const }),
      };
    }
  }
  for (const { system, concept } of compose.exclude ?? []) {
    const codes = system === undefined ? undefined : expanded[system]?.codes;
    if (!system || !concept || !codes) return undefined;
    const out = new Set(codesOf(concept));
    expanded[system] = { codes: codes.filter((code) => !out.has(code)) };
  }
  return expanded;
}
