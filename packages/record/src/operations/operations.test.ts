import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { everythingContract } from './everything-contract.ts';
import { exportAccessContract } from './export-access-contract.ts';
import { exportContract } from './export-contract.ts';
import { lastnContract } from './lastn-contract.ts';

const folders: string[] = [];
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

async function newUrl(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'munan-operations-'));
  folders.push(folder);
  return `sqlite:${join(folder, 'munan.sqlite')}`;
}

everythingContract('SQLite', newUrl);
exportContract('SQLite', newUrl);
exportAccessContract('SQLite', newUrl);
lastnContract('SQLite', newUrl);
