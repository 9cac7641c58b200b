import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { careContract } from './care-contract.ts';
import { versionsContract } from './versions-contract.ts';

const folders: string[] = [];
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

async function newUrl(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'munan-care-'));
  folders.push(folder);
  return `sqlite:${join(folder, 'munan.sqlite')}`;
}
careContract('SQLite', newUrl);
versionsContract('SQLite', newUrl);
