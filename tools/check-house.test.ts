import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { checkHouse, importsOf } from './check-house.ts';

/** A small tree with the given files; what checkHouse says of it, as `file: detail` lines. */
function violationsIn(files: Record<string, string>): string[] {
  const root = mkdtempSync(join(tmpdir(), 'house-'));
  try {
    for (const [file, source] of Object.entries(files)) {
      mkdirSync(dirname(join(root, file)), { recursive: true });
      writeFileSync(join(root, file), source);
    }
    return checkHouse(root).map(({ file, detail }) => `${file}: ${detail}`);
  } finally {
    rmSync(root, { recursive: true });
  }
}

const planted: [name: string, files: Record<string, string>, expected: RegExp][] = [
  [
    'a room imports a room',
    { 'packages/ingest/src/a.ts': "import { x } from '@munan/series';\n" },
    /room ingest may not import room series/,
  ],
  [
    'a room imports the type of a room',
    { 'packages/ingest/src/a.ts': "import type { X } from '@munan/series';\n" },
    /room ingest may not import room/,
  ],
  [
    'a room imports a screen package',
    { 'packages/record/src/a.ts': "export * from '@munan/ui';\n" },
    /foundations only, not ui/,
  ],
  [
    'a foundation imports a room',
    { 'packages/flow/src/a.ts': "import { x } from '@munan/alerts';\n" },
    /foundation \(flow\) may not import alerts/,
  ],
  [
    'a foundation imports one below it',
    { 'packages/vitals/src/a.ts': "import type { X } from '@munan/flow';\n" },
    /vitals stands above flow/,
  ],
  ['a deep import', { 'apps/web/src/a.ts': "import { x } from '@munan/flow/src/alert.ts';\n" }, /deep import/],
  [
    'a relative import that leaves the package',
    { 'packages/series/src/a.ts': "import { x } from '../../flow/src/alert.ts';\n" },
    /leaves the package/,
  ],
  [
    'series speaks of vitals',
    { 'packages/series/src/a.ts': "import { spo2 } from '@munan/vitals';\n" },
    /may not import vitals/,
  ],
  [
    'response speaks of FHIR',
    { 'packages/response/src/a.ts': "import { x } from '@munan/fhir';\n" },
    /may not import fhir/,
  ],
  [
    'detectors use node',
    { 'packages/detectors/src/a.ts': "import { readFileSync } from 'node:fs';\n" },
    /pure; it may not import node:fs/,
  ],
  [
    'alerts use runtime',
    { 'packages/alerts/src/a.ts': "import type { Clock } from '@munan/runtime';\n" },
    /pure; it may not import runtime/,
  ],
  [
    'devices read the clock',
    { 'packages/devices/src/a.ts': 'export const t = Date.now();\n' },
    /may not use Date\.now\(\)/,
  ],
  [
    'detectors throw dice',
    { 'packages/detectors/src/a.ts': 'export const p = Math.random();\n' },
    /may not use Math\.random\(\)/,
  ],
  [
    'a dynamic import is an import',
    { 'packages/alerts/src/a.ts': "export const x = () => import('node:os');\n" },
    /may not import node:os/,
  ],
  [
    'the web app imports a room',
    { 'apps/web/src/a.tsx': "import { x } from '@munan/detectors';\n" },
    /web app may not import detectors/,
  ],
  [
    'another file wires rooms',
    { 'apps/server/src/routes.ts': "import { openSeries } from '@munan/series';\n" },
    /only house\.ts and house\/ wire rooms/,
  ],
  ['a file called utils', { 'packages/series/src/utils.ts': 'export const x = 1;\n' }, /says nothing/],
  ['a folder called helpers', { 'apps/web/src/helpers/a.ts': 'export const x = 1;\n' }, /says nothing/],
  ['a file in camel case', { 'apps/web/src/myScreen.tsx': 'export const x = 1;\n' }, /kebab-case/],
  ['a file too long', { 'packages/series/src/a.ts': 'export {};\n'.repeat(401) }, /401 lines/],
  ['a skipped test', { 'packages/series/src/a.test.ts': "test.skip('x', () => {});\n" }, /skipped, alone or to do/],
  [
    'a test that needs the shared folder',
    { 'packages/series/src/a.test.ts': "const d = '../shared/data';\n" },
    /never need the shared folder/,
  ],
  [
    'a knot of imports',
    {
      'packages/series/src/a.ts': "import { b } from './b.ts';\n",
      'packages/series/src/b.ts': "import { a } from './a.ts';\n",
    },
    /a\.ts -> packages\/series\/src\/b\.ts/,
  ],
];

for (const [name, files, expected] of planted)
  test(`checkHouse finds: ${name}`, () => {
    const found = violationsIn(files);
    assert.ok(found.length >= 1, 'nothing was found');
    assert.match(found.join('\n'), expected);
  });

test('checkHouse allows what the plan allows', () => {
  assert.deepEqual(
    violationsIn({
      'packages/ingest/src/a.ts':
        "import type { Packet } from '@munan/flow';\nimport { readFileSync } from 'node:fs';\nimport { b } from './b.ts';\n",
      'packages/ingest/src/b.ts': "import type { a } from './a.ts';\nexport const b = 1;\n",
      'packages/detectors/src/a.ts': '// Date.now() is not used here\nexport const x = 1;\n',
      'packages/ingest/src/a.test.ts': "import { openSeries } from '@munan/series';\n",
      'apps/server/src/house.ts': "import { openSeries } from '@munan/series';\n",
      'apps/server/src/house/records.ts': "import { openRecord } from '@munan/record';\n",
      'apps/server/src/api.ts': "import type { Series } from '@munan/series';\n",
      'apps/web/src/a.tsx': "import { news2 } from '@munan/vitals';\n",
    }),
    [],
  );
});

test('importsOf reads multi-line, type-only and re-exports', () => {
  const source =
    "import {\n  a,\n  type B,\n} from './a.ts';\nimport { type C } from './c.ts';\nexport * from './d.ts';\nimport './e.ts';\n";
  assert.deepEqual(importsOf(source), [
    { specifier: './a.ts', typeOnly: false },
    { specifier: './c.ts', typeOnly: true },
    { specifier: './d.ts', typeOnly: false },
    { specifier: './e.ts', typeOnly: false },
  ]);
});

test('checkHouse finds nothing in this house', () => {
  assert.deepEqual(checkHouse(join(import.meta.dirname, '..')), []);
});
