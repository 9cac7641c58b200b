import { after, before } from 'node:test';
import { sqliteForTests } from './house-for-tests.ts';
import { outboxContract } from './outbox-contract.ts';

let sqlite: Awaited<ReturnType<typeof sqliteForTests>>;
before(async () => {
  sqlite = await sqliteForTests();
});
after(() => sqlite.stop());

outboxContract('SQLite', () => sqlite.newDatabase());
