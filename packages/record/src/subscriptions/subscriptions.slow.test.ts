import { after, before } from 'node:test';
import { type PostgresForTests, startPostgresForTests } from '@munan/runtime';
import { subscriptionsContract } from './subscriptions-contract.ts';
import { subscriptionsDoorContract } from './subscriptions-door-contract.ts';

let postgres: PostgresForTests;

before(async () => {
  postgres = await startPostgresForTests();
});
after(() => postgres?.stop());

subscriptionsContract('PostgreSQL', () => postgres.newDatabase());
subscriptionsDoorContract('PostgreSQL', () => postgres.newDatabase());
