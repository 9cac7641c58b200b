import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { databaseContract, type ThingTables } from './contract-for-tests.ts';
import type { Database } from './database.ts';
import { openDatabase } from './open.ts';

let folder: string;
let made = 0;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'munan-sqlite-'));
});
after(() => rm(folder, { recursive: true, force: true }));

const newFile = () => {
  made += 1;
  return join(folder, `test-${made}.db`);
};

databaseContract('SQLite', async () => `sqlite:${newFile()}`);

describe('openDatabase on SQLite, one process to a file', () => {
  const killed = fileURLToPath(new URL('./sqlite-killed-for-tests.ts', import.meta.url));

  it('says in one line that another holds the file, and opens it once that one is closed', async () => {
    const url = `sqlite:${newFile()}`;
    const first = await openDatabase(url);
    await assert.rejects(
      openDatabase(url),
      /^Error: the database .*\.db is in use by another process; stop that one first$/,
    );
    await first.close();
    await (await openDatabase(url)).close();
  });

  it('opens after kill -9 of the holder and has every row whose append() had answered', async () => {
    const file = newFile();
    const child = fork(killed, [file], { execArgv: ['--disable-warning=ExperimentalWarning'] });
    let acknowledged = 0;
    child.on('message', (seq) => {
      acknowledged = seq as number;
      if (acknowledged >= 200) child.kill('SIGKILL');
    });
    await once(child, 'message');
    await assert.rejects(openDatabase(`sqlite:${file}`), /in use by another process/);
    await once(child, 'exit');
    const database = (await openDatabase(`sqlite:${file}`)) as Database<ThingTables>;
    const rows = await database.query.selectFrom('thing').select('seq').orderBy('seq').execute();
    await database.close();
    assert.ok(acknowledged >= 200);
    assert.ok(rows.length > acknowledged, `${rows.length} rows, acknowledged up to ${acknowledged}`);
    assert.deepEqual(rows.map(({ seq }) => seq), Array.from(rows.keys())); // biome-ignore format: one line says it
  });

  it('says in one line what is wrong with the place or the file', async () => {
    await assert.rejects(
      openDatabase('sqlite:/nowhere/at/all.db'),
      /^Error: the database \/nowhere\/at\/all.db cannot/,
    );
    const file = newFile();
    await writeFile(file, 'this is a letter, not a database '.repeat(100));
    await assert.rejects(
      openDatabase(`sqlite:${file}`),
      /^Error: the database .* cannot be opened: file is not a database/,
    );
    await assert.rejects(openDatabase('sqlite:'), /names no file/);
    await assert.rejects(openDatabase('mysql://x'), /begins with sqlite: or postgres:/);
  });
});
