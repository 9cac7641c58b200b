/**
 * The house rules of ARCHITECTURE.md as a program: who may import whom, what is pure, sizes and names.
 * `node tools/check-house.ts [root]` prints each violation on a line and exits with 1 when there is one.
 * Proved by planted violations in check-house.test.ts.
 */
import { type Dirent, readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { findCycles } from './import-cycles.ts';

export interface Violation {
  file: string;
  rule: string;
  detail: string;
}

/** In order: each imports only those before it. */
const foundations = ['vitals', 'fhir', 'flow', 'visit', 'runtime', 'language'];
/** Left to right along the flow; none imports another. */
const rooms = ['devices', 'ingest', 'series', 'detectors', 'alerts', 'response', 'record', 'identity'];
const pure = ['devices', 'detectors', 'alerts', 'vitals', 'flow', 'visit', 'language'];
/** These speak of subjects and channels, not of patients and diseases. */
const withoutMedicine = ['series', 'alerts', 'response'];
const inBrowser = ['vitals', 'flow', 'visit', 'language', 'ui', 'sync'];
const emptyNames = /^(utils?|common|shared|core|helpers?|types|misc)(\.tsx?)?$/;
const longestFileLines = 400;

export interface Import {
  specifier: string;
  typeOnly: boolean;
}

const importPattern =
  /(?:^|[\n;}])\s*(import|export)\s+(type\s+)?((?:[\w*$\s{},]|\/\*.*?\*\/)*?\s*from\s*)?['"]([^'"\n]+)['"]|\bimport\(\s*['"]([^'"]+)['"]\s*\)/g;

/** Static and dynamic imports of a TypeScript source. `import { type A, type B }` counts as type-only. */
export function importsOf(source: string): Import[] {
  const found: Import[] = [];
  for (const match of source.matchAll(importPattern)) {
    const specifier = match[4] ?? match[5];
    if (!specifier) continue;
    const names = match[3]?.match(/\{([^}]*)\}/)?.[1];
    const everyNameIsType =
      names !== undefined &&
      !/^\s*\w+\s*,/.test(match[3] ?? '') &&
      names
        .split(',')
        .map((name) => name.trim())
        .filter(Boolean)
        .every((name) => name.startsWith('type '));
    found.push({ specifier, typeOnly: Boolean(match[2]) || everyNameIsType });
  }
  return found;
}

function sourceFiles(root: string): string[] {
  const found: string[] = [];
  const walk = (folder: string): void => {
    let entries: Dirent[];
    try {
      entries = readdirSync(folder, { withFileTypes: true });
    } catch {
      return;
    }
    for (const entry of entries) {
      if (['node_modules', 'dist', '.git', 'generated'].includes(entry.name)) continue;
      const path = join(folder, entry.name);
      if (entry.isDirectory()) walk(path);
      else if (/\.(ts|tsx|mjs|css)$/.test(entry.name)) found.push(path);
    }
  };
  for (const top of ['packages', 'apps', 'bench', 'tools']) walk(join(root, top));
  return found.map((path) => relative(root, path).split(sep).join('/')).sort();
}

const isTest = (file: string): boolean => /\.test\.tsx?$|-for-tests\.ts$|\/(evaluate|test)\//.test(file);

function checkImport(file: string, { specifier, typeOnly }: Import): string | undefined {
  const [area, name = ''] = file.split('/');
  const target = /^@munan\/([^/]+)(\/.+)?$/.exec(specifier);
  if (target?.[2]) return `deep import of ${specifier}; import the package's root`;
  if (area === 'packages' && specifier.startsWith('.')) {
    const depth = file.split('/').length - 3; // folders below packages/<name>
    const up = specifier.split('/').filter((part) => part === '..').length;
    if (up > depth) return `${specifier} leaves the package; import @munan/<package>`;
  }
  if (isTest(file)) return undefined;
  if (area === 'packages') {
    if (target) {
      const to = target[1] as string;
      const foundation = foundations.indexOf(name);
      if (foundation >= 0 && foundations.indexOf(to) === -1) return `a foundation (${name}) may not import ${to}`;
      if (foundation >= 0 && foundations.indexOf(to) >= foundation)
        return `${name} stands above ${to}: foundations import only those before them (${foundations.join(', ')})`;
      if (rooms.includes(name) && rooms.includes(to))
        return `room ${name} may not import room ${to}; state the need as an interface and let house.ts pass it in`;
      if (rooms.includes(name) && !foundations.includes(to))
        return `room ${name} may import foundations only, not ${to}`;
      if (withoutMedicine.includes(name) && (to === 'fhir' || to === 'vitals'))
        return `${name} speaks of subjects and channels; it may not import ${to}`;
      if (pure.includes(name) && to === 'runtime') return `${name} is pure; it may not import runtime`;
      if (['ui', 'sync'].includes(name) && !inBrowser.includes(to))
        return `${name} runs in the browser; it may not import ${to}`;
    }
    if (pure.includes(name) && specifier.startsWith('node:')) return `${name} is pure; it may not import ${specifier}`;
    return undefined;
  }
  if (area === 'apps' && name === 'web' && target && !inBrowser.includes(target[1] as string))
    return `the web app may not import ${target[1]}`;
  if (area === 'apps' && name === 'server' && target && rooms.includes(target[1] as string) && !typeOnly) {
    if (!/^apps\/server\/src\/house(\.ts|\/[^/]+\.ts)$/.test(file))
      return `only house.ts and house/ wire rooms; import type from ${specifier} or ask the house`;
  }
  return undefined;
}

function checkText(file: string, source: string): string[] {
  const found: string[] = [];
  const name = file.split('/')[1] ?? '';
  const lines = source.split('\n').length - 1;
  if (lines > longestFileLines) found.push(`${lines} lines; at most ${longestFileLines}`);
  if (/\.(ts|tsx)$/.test(file)) {
    const code = source.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|[^:])\/\/.*$/gm, '$1');
    if (file.startsWith('packages/') && pure.includes(name) && !isTest(file))
      for (const impure of ['Date.now(', 'Math.random(', 'new Date()', 'process.'])
        if (code.includes(impure)) found.push(`${name} is pure; it may not use ${impure.replace('(', '()')}`);
    // the planted violations of this program's own test are meant to look like that
    if (/\.test\.tsx?$/.test(file) && file !== 'tools/check-house.test.ts') {
      if (/\b(test|it|describe)\.(skip|only|todo)\(/.test(code)) found.push('a test that is skipped, alone or to do');
      if (/\.\.\/shared\b|\/work\/shared/.test(code)) found.push('tests never need the shared folder');
    }
  }
  return found;
}

/** All violations below `root`, in order of file. */
export function checkHouse(root: string): Violation[] {
  const violations: Violation[] = [];
  const graph = new Map<string, string[]>();
  for (const file of sourceFiles(root)) {
    const source = readFileSync(join(root, file), 'utf8');
    for (const part of file.split('/'))
      if (emptyNames.test(part))
        violations.push({ file, rule: 'name', detail: `"${part}" says nothing of what is inside` });
    const last = file.split('/').at(-1) ?? '';
    if (!/^[a-z0-9]+([-.][a-z0-9]+)*$/.test(last))
      violations.push({ file, rule: 'name', detail: 'file names are kebab-case' });
    for (const detail of checkText(file, source)) violations.push({ file, rule: 'text', detail });
    if (file.endsWith('.css')) continue;
    const valueImports: string[] = [];
    for (const found of importsOf(source)) {
      const detail = checkImport(file, found);
      if (detail) violations.push({ file, rule: 'import', detail });
      if (!found.typeOnly && found.specifier.startsWith('.'))
        valueImports.push(join(file, '..', found.specifier).split(sep).join('/'));
    }
    graph.set(file, valueImports);
  }
  for (const cycle of findCycles(graph))
    violations.push({ file: cycle[0] as string, rule: 'cycle', detail: cycle.join(' -> ') });
  return violations;
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const violations = checkHouse(process.argv[2] ?? join(fileURLToPath(import.meta.url), '..', '..'));
  for (const { file, rule, detail } of violations) console.log(`${file}: ${rule}: ${detail}`);
  process.exitCode = violations.length > 0 ? 1 : 0;
}
