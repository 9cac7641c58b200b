import { after, before } from 'node:test';
import { type PostgresForTests, startPostgresForTests } from '@munan/runtime';
import { correctionsContract } from './corrections-contract.ts';

let postgres: PostgresForTests;

before(async () => {
  postgres = await startPostgresForTests();
});
after(() => postgres?.stop());

correctionsContract('PostgreSQL', () => postgres.newDatabase());
