import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Finding } from '@munan/flow';
import { type PostgresForTests, silentLog, startPostgresForTests, systemClock } from '@munan/runtime';
import { type House, openHouse } from '../src/house.ts';
import { configOf, newFolder, personOf } from './house-for-tests.ts';

const main = join(import.meta.dirname, '../src/main.ts');
const { folder, remove } = newFolder();
const heard: string[] = [];
const outside = createServer((request, response) => {
  heard.push(String(request.url));
  response.end();
});
let postgres: PostgresForTests;
let url: string;
let house: House;
let auditor: ChildProcess | undefined;

const findingOf = (subject: string): Finding => ({
  ...{ id: `fall/${subject}/1/began`, episode: `fall/${subject}/1`, subject, detector: 'fall', version: 1 },
  ...{ phase: 'began', family: 'safety', priority: 'medium', reason: { code: 'fall', params: { peakG: 3 } } },
  ...{ confidence: 1, since: Date.now(), at: Date.now(), live: true, evidence: [] },
});
/** The test's own limit ends it when it never comes. */
async function until<T>(look: () => Promise<T | undefined>): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    await wait(100);
  }
}

before(async () => {
  postgres = await startPostgresForTests();
  url = await postgres.newDatabase();
  outside.listen(0, '127.0.0.1');
  await once(outside, 'listening');
  // Opened and never started: its doors and its record work, its deadline loop and its auditor are dead.
  house = await openHouse(configOf(folder, url), { clock: systemClock, log: silentLog });
  await house.enrol([personOf('p1'), personOf('p2'), personOf('p3')]);
  await house.addUser({ id: 'op', name: '김관제', role: 'operator', password: 'right-password-1' }, []);
  await house.desk.setReach('op', { phone: '010-1234-5678' }, 'op');
});
after(async () => {
  auditor?.kill('SIGKILL');
  outside.close();
  await house?.close();
  await postgres?.stop();
  remove();
});

it('munan auditor mends beside a server whose deadline loop is dead: a missed deadline, a forgotten finding; and beats', {
  timeout: 90_000,
}, async () => {
  await house.response.take([findingOf('p1')]);
  await house.response.settled();
  const [missed] = await house.response.list({ status: 'open' });
  const tables = house.database.query.withTables<{
    alert: { id: string; deadline: number };
    finding: { id: string; raise_at: number };
    house_alive: { who: string };
    outbox: { alert: string; to_id: string; channel: string; state: string };
  }>();
  await tables
    .updateTable('alert')
    .set({ deadline: Date.now() - 40_000 })
    .execute();
  const forget = async (finding: Finding) => {
    await house.findings.keep([finding]);
    await tables
      .updateTable('finding')
      .set({ raise_at: Date.now() - 40_000 })
      .where('id', '=', finding.id)
      .execute();
  };
  await forget(findingOf('p2'));

  const { port } = outside.address() as AddressInfo;
  auditor = spawn(
    process.execPath,
    [
      '--disable-warning=ExperimentalWarning',
      main,
      'auditor',
      '--database-url',
      url,
      '--heartbeat-url',
      `http://127.0.0.1:${port}/b`,
    ],
    { env: { ...process.env, MUNAN_LOG: 'error' }, stdio: ['ignore', 'ignore', 'inherit'] },
  );
  const mended = await until(async () => {
    const alert = await house.response.get(missed!.id);
    return alert.deadline > Date.now() ? alert : undefined;
  });
  assert.deepEqual(
    [mended.priority, mended.history.some(({ what, by }) => what === 'audited' && by === 'auditor')],
    ['high', true],
  );
  const raised = await until(async () => (await house.response.list({ status: 'open', subject: 'p2' }))[0]);
  assert.equal(raised.family, 'safety');
  assert.deepEqual(
    await tables.selectFrom('outbox').select(['to_id', 'channel', 'state']).where('alert', '=', raised.id).execute(),
    [{ to_id: 'op', channel: 'text', state: 'waiting' }],
    'nobody is at the desk: who can be is told, by the sender of the server',
  );
  // What one round found and mended is a mishap; what the next one finds again is a trouble.
  await forget(findingOf('p3'));
  const own = await until(async () => (await house.response.list({ status: 'open', subject: 'munan' }))[0]);
  assert.deepEqual([own.family, own.reason.code], ['house', 'findings-unraised']);
  await until(async () => (heard.length > 0 ? true : undefined));
  assert.deepEqual(heard, ['/b'], 'what was mended needs nobody outside');

  const alive = () => tables.selectFrom('house_alive').select('who').execute();
  assert.deepEqual(await alive(), [{ who: 'auditor' }]);
  auditor.kill('SIGTERM');
  const [code] = await once(auditor, 'exit');
  assert.deepEqual([code, await alive()], [0, []], 'who was told to stop is not missed');
});
