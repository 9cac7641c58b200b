import { after, before } from 'node:test';
import { type PostgresForTests, startPostgresForTests } from '@munan/runtime';
import { accessContract } from './access-contract.ts';

let postgres: PostgresForTests;
before(async () => {
  postgres = await startPostgresForTests();
});
after(() => postgres?.stop());

accessContract('PostgreSQL', () => postgres.newDatabase());
