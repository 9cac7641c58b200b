import { after, before } from 'node:test';
import { type PostgresForTests, startPostgresForTests } from '@munan/runtime';
import { everythingContract } from './everything-contract.ts';

let postgres: PostgresForTests;

before(async () => {
  postgres = await startPostgresForTests();
});
after(() => postgres?.stop());

everythingContract('PostgreSQL', () => postgres.newDatabase());
