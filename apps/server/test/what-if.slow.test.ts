import { after, describe } from 'node:test';
import { type PostgresForTests, startPostgresForTests } from '@munan/runtime';
import { whatIfContract } from './what-if-contract.ts';

describe('what-if on SQLite', () => whatIfContract());

describe('what-if on PostgreSQL', () => {
  let postgres: PostgresForTests | undefined;
  after(() => postgres?.stop());
  whatIfContract(async () => {
    postgres ??= await startPostgresForTests();
    return postgres.newDatabase();
  }, ['a budget']);
});
