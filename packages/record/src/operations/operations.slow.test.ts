import { after, before } from 'node:test';
import { type PostgresForTests, startPostgresForTests } from '@munan/runtime';
import { everythingContract } from './everything-contract.ts';
import { exportAccessContract } from './export-access-contract.ts';
import { exportContract } from './export-contract.ts';
import { lastnContract } from './lastn-contract.ts';

let postgres: PostgresForTests;

before(async () => {
  postgres = await startPostgresForTests();
});
after(() => postgres?.stop());

everythingContract('PostgreSQL', () => postgres.newDatabase());
exportContract('PostgreSQL', () => postgres.newDatabase());
exportAccessContract('PostgreSQL', () => postgres.newDatabase());
lastnContract('PostgreSQL', () => postgres.newDatabase());
