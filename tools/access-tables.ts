/** Writes the tables of who may see whom into docs/security.md, between their marks. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { accessTables } from '@munan/identity';

const [begin, end] = ['<!-- tables of tools/access-tables.ts -->', '<!-- end of the tables -->'];
const path = join(import.meta.dirname, '../docs/security.md');
const text = readFileSync(path, 'utf8');
const [before, rest] = text.split(begin);
const after = rest?.split(end)[1];
if (before === undefined || after === undefined)
  throw new Error(`${path} has no place for the tables: ${begin} … ${end}`);
writeFileSync(path, `${before}${begin}\n\n${accessTables()}\n\n${end}${after}`);
