import { after, before } from 'node:test';
import { acrossContract } from './across-contract.ts';
import { sqliteForTests } from './house-for-tests.ts';
import { oldMessagesContract } from './old-messages-contract.ts';
import { outboxContract } from './outbox-contract.ts';

let sqlite: Awaited<ReturnType<typeof sqliteForTests>>;
before(async () => {
  sqlite = await sqliteForTests();
});
after(() => sqlite.stop());

outboxContract('SQLite', () => sqlite.newDatabase());
acrossContract('SQLite', () => sqlite.newDatabase());
oldMessagesContract('SQLite', () => sqlite.newDatabase());
