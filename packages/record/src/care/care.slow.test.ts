import { after, before } from 'node:test';
import { type PostgresForTests, startPostgresForTests } from '@munan/runtime';
import { careContract } from './care-contract.ts';
import { versionsContract } from './versions-contract.ts';

let postgres: PostgresForTests;

before(async () => {
  postgres = await startPostgresForTests();
});
after(() => postgres?.stop());

careContract('PostgreSQL', () => postgres.newDatabase());
versionsContract('PostgreSQL', () => postgres.newDatabase());
