import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { after, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { Finding } from '@munan/flow';
import { sqliteForTests, TestHouse } from './house-for-tests.ts';

const sqlite = await sqliteForTests();
after(() => sqlite.stop());
const child = fileURLToPath(new URL('./crash-for-tests.ts', import.meta.url));
const rounds = 10;

it('kill -9 at any moment: every alert promised is there once, every open one has a deadline, none is asked twice', async () => {
  const url = await sqlite.newDatabase();
  const asked: string[] = [];
  const taken: Finding[][] = [];
  for (let round = 0; round < rounds; round++) {
    const process = fork(child, [url, String(round)]);
    const said: { ready?: true; asked?: string; taken?: Finding[] }[] = [];
    process.on('message', (message) => said.push(message as (typeof said)[number]));
    await once(process, 'message');
    await wait(50 + Math.random() * 500);
    process.kill('SIGKILL');
    await once(process, 'exit');
    const inRound = said.flatMap(({ taken }) => (taken ? [taken] : []));
    assert.ok(inRound.length > 0, 'the round took something in before it was killed');
    asked.push(...said.flatMap(({ asked }) => asked ?? []));
    taken.push(...inRound);

    const house = await TestHouse.open(url);
    // As after a crash between the series and the alerts: what was taken in comes again.
    const before = await house.tables.selectFrom('alert').select(['id', 'version']).orderBy('id').execute();
    for (const batch of inRound) await house.room.take(batch);
    const alerts = await house.tables.selectFrom('alert').selectAll().orderBy('id').execute();
    assert.deepEqual(
      alerts.map(({ id, version }) => ({ id, version })),
      before,
      'a replay changes nothing',
    );

    const episodes = new Map<string, string[]>();
    const open = new Set<string>();
    for (const row of alerts) {
      const alert = JSON.parse(row.state);
      assert.deepEqual([alert.version, alert.status, alert.deadline], [row.version, row.status, row.deadline]);
      for (const episode of new Set<string>(alert.findings.map((finding: Finding) => finding.episode)))
        episodes.set(episode, [...(episodes.get(episode) ?? []), row.id]);
      if (row.status !== 'open') continue;
      assert.ok(row.deadline !== null && Number.isFinite(row.deadline), `${row.id} has no deadline`);
      assert.ok(alert.plan[alert.step], `${row.id} has no step`);
      assert.ok(!open.has(`${row.subject}/${row.family}`), 'one open alert a person and family');
      open.add(`${row.subject}/${row.family}`);
    }
    for (const [episode, ids] of episodes) assert.equal(ids.length, 1, `${episode} is in ${ids}`);
    for (const [began] of taken) assert.ok(episodes.has(began!.episode), `${began!.episode} was promised and is lost`);
    await house.close();
  }
  assert.equal(new Set(asked).size, asked.length, 'a question was asked twice');
});
