import { after, before } from 'node:test';
import { type PostgresForTests, startPostgresForTests } from '@munan/runtime';
import { seriesContract } from './contract-for-tests.ts';

let postgres: PostgresForTests;

before(async () => {
  postgres = await startPostgresForTests();
});
after(() => postgres?.stop());

seriesContract('PostgreSQL', () => postgres.newDatabase());
