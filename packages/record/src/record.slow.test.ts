import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before } from 'node:test';
import { type PostgresForTests, startPostgresForTests } from '@munan/runtime';
import { recordContract } from './contract.ts';
import { hostileContract } from './hostile-contract.ts';
import { interactionsContract } from './interactions-contract.ts';
import { oracleContract } from './oracle-contract.ts';
import { searchContract } from './search-contract.ts';
import { unitsAndOrderContract } from './units-and-order-contract.ts';

let postgres: PostgresForTests;
const folder = mkdtempSync(join(tmpdir(), 'munan-record-'));
after(() => rmSync(folder, { recursive: true, force: true }));

before(async () => {
  postgres = await startPostgresForTests();
});
after(() => postgres?.stop());

recordContract('PostgreSQL', () => postgres.newDatabase());
interactionsContract('PostgreSQL', () => postgres.newDatabase());
searchContract('PostgreSQL', () => postgres.newDatabase());
unitsAndOrderContract('PostgreSQL', () => postgres.newDatabase());
hostileContract('PostgreSQL', () => postgres.newDatabase());
oracleContract('PostgreSQL', () => postgres.newDatabase());
hostileContract('SQLite', async () => `sqlite:${join(folder, 'hostile.sqlite')}`);
oracleContract('SQLite', async () => `sqlite:${join(folder, 'oracle.sqlite')}`);
