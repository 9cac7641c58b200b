import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { subscriptionsContract } from './subscriptions-contract.ts';
import { subscriptionsDoorContract } from './subscriptions-door-contract.ts';

const folders: string[] = [];
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

async function newUrl(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'munan-subscriptions-'));
  folders.push(folder);
  return `sqlite:${join(folder, 'munan.sqlite')}`;
}

subscriptionsContract('SQLite', newUrl);
subscriptionsDoorContract('SQLite', newUrl);
