import { after, before } from 'node:test';
// Tests may reach into a neighbour's test support; the room itself may not.
import { startPostgresForTests } from '../../runtime/src/database/postgres-for-tests.ts';
import { responseContract } from './contract.ts';

let postgres: Awaited<ReturnType<typeof startPostgresForTests>>;
before(async () => {
  postgres = await startPostgresForTests();
});
after(() => postgres?.stop());

responseContract('PostgreSQL', () => postgres.newDatabase());
