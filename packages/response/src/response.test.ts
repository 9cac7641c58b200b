import { after, before } from 'node:test';
import { auditorContract } from './auditor-contract.ts';
import { responseContract } from './contract.ts';
import { sqliteForTests } from './house-for-tests.ts';

let sqlite: Awaited<ReturnType<typeof sqliteForTests>>;
before(async () => {
  sqlite = await sqliteForTests();
});
after(() => sqlite.stop());

responseContract('SQLite', () => sqlite.newDatabase());
auditorContract('SQLite', () => sqlite.newDatabase());
