import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { recordContract } from './contract.ts';
import { hostileContract } from './hostile-contract.ts';
import { interactionsContract } from './interactions-contract.ts';
import { oracleContract } from './oracle-contract.ts';
import { searchContract } from './search-contract.ts';
import { unitsAndOrderContract } from './units-and-order-contract.ts';

const folders: string[] = [];
after(() => Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true }))));

async function newUrl(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'munan-record-'));
  folders.push(folder);
  return `sqlite:${join(folder, 'munan.sqlite')}`;
}

recordContract('SQLite', newUrl);
interactionsContract('SQLite', newUrl);
searchContract('SQLite', newUrl);
unitsAndOrderContract('SQLite', newUrl);
// The rest is in record.slow.test.ts.
hostileContract('SQLite', newUrl, 4);
oracleContract('SQLite', newUrl, { generatedPerType: 2, probesPerParameter: 2 });
