import { after, before } from 'node:test';
import { type PostgresForTests, startPostgresForTests } from '@munan/runtime';
import { responseContract } from './contract.ts';

let postgres: PostgresForTests;
before(async () => {
  postgres = await startPostgresForTests();
});
after(() => postgres?.stop());

responseContract('PostgreSQL', () => postgres.newDatabase());
