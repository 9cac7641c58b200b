/** Run by sqlite.test.ts as a process of its own, and killed: appends and tells the parent after each that answered. */
import { thingMigrations } from './contract-for-tests.ts';
import { openDatabase } from './open.ts';

const database = await openDatabase(`sqlite:${process.argv[2]}`);
await database.migrate(thingMigrations);
for (let seq = 0; ; seq += 1) {
  await database.append('thing', ['owner', 'seq'], [['killed', seq]], ['owner', 'seq']);
  process.send?.(seq);
}
