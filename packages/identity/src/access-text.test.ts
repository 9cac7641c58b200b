import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { accessTables } from './access-text.ts';

test('docs/security.md has the tables of accessTables() as they are (node tools/access-tables.ts writes them)', () => {
  const text = readFileSync(join(import.meta.dirname, '../../../docs/security.md'), 'utf8');
  assert.ok(text.includes(accessTables()), 'run: node tools/access-tables.ts');
});
