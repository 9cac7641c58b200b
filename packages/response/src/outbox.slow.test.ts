import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ManualClock, type PostgresForTests, startPostgresForTests } from '@munan/runtime';
import { acrossContract } from './across-contract.ts';
import { ScriptedChannel, until } from './channel-for-tests.ts';
import { sqliteForTests, start, TestHouse } from './house-for-tests.ts';
import { oldMessagesContract } from './old-messages-contract.ts';
import { outboxContract } from './outbox-contract.ts';

let postgres: PostgresForTests;
let sqlite: Awaited<ReturnType<typeof sqliteForTests>>;
const folder = mkdtempSync(join(tmpdir(), 'munan-outbox-'));
before(async () => {
  postgres = await startPostgresForTests();
  sqlite = await sqliteForTests();
});
after(async () => {
  await postgres?.stop();
  await sqlite?.stop();
  rmSync(folder, { recursive: true, force: true });
});

outboxContract('PostgreSQL', () => postgres.newDatabase());
acrossContract('PostgreSQL', () => postgres.newDatabase());
oldMessagesContract('PostgreSQL', () => postgres.newDatabase());

const child = fileURLToPath(new URL('./outbox-crash-for-tests.ts', import.meta.url));
const rounds = 5;

for (const engine of ['SQLite', 'PostgreSQL'] as const)
  it(`kill -9 of the sender on ${engine}: never twice where ids are not known, at least once where they are`, async () => {
    const url = engine === 'SQLite' ? await sqlite.newDatabase() : await postgres.newDatabase();
    const file = join(folder, `${engine}.jsonl`);
    for (let round = 0; round < rounds; round++) {
      const sending = fork(child, [url, file, String(start + round * 60_000)]);
      await once(sending, 'message');
      await wait(100 + Math.random() * 700);
      sending.kill('SIGKILL');
      await once(sending, 'exit');
    }
    const written = readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { name: string; id: string; what: 'given' | 'not-taken' });
    const text = new ScriptedChannel('text', true);
    const mail = new ScriptedChannel('mail', false);
    const house = await TestHouse.open(url, {
      clock: new ManualClock(start + rounds * 60_000),
      channels: [text, mail],
    });
    await house.room.start();
    await house.room.settled();
    const rows = () => house.tables.selectFrom('outbox').selectAll().execute();
    await until(async () => (await rows()).every(({ state }) => state !== 'sending' && state !== 'waiting'));
    const all = await rows();
    // What somebody may have: handed over, and not given back as not taken.
    const had = new Map<string, number>();
    for (const { name, id, what } of [
      ...written,
      ...text.given.map(({ id }) => ({ name: 'text', id, what: 'given' })),
      ...mail.given.map(({ id }) => ({ name: 'mail', id, what: 'given' })),
    ])
      had.set(`${name} ${id}`, (had.get(`${name} ${id}`) ?? 0) + (what === 'given' ? 1 : -1));
    assert.ok(all.length > 20, `${all.length} messages`);
    const cutOff = all.filter(({ code }) => code === 'unknown-after-crash');
    assert.ok(cutOff.length > 0, 'no round was cut off while it sent');
    for (const { id, channel, state } of all) {
      const times = had.get(`${channel} ${id}`) ?? 0;
      if (channel === 'mail') assert.ok(times <= 1, `${id} may have reached her ${times} times`);
      if (state === 'sent') assert.ok(times >= 1, `${id} is sent, and nobody was given it`);
    }
    assert.equal(new Set(all.map(({ action, address }) => `${action} ${address}`)).size, all.length);
    await house.close();
  });
