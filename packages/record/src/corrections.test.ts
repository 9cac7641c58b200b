import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { correctionsContract } from './corrections-contract.ts';

const folders: string[] = [];
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

correctionsContract('SQLite', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'munan-corrections-'));
  folders.push(folder);
  return `sqlite:${join(folder, 'munan.sqlite')}`;
});
