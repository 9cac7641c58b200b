import assert from 'node:assert/strict';
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openDatabase } from '@munan/runtime';
import { seriesContract } from './contract-for-tests.ts';
import { openTestSeries, start } from './packets-for-tests.ts';
import { hourMs, minuteMs } from './segment.ts';

let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'munan-series-'));
});
after(() => rm(folder, { recursive: true, force: true }));

seriesContract('SQLite', async () => `sqlite:${join(folder, 'contract.db')}`);

describe('openSeries after kill -9', () => {
  it('has every packet that append() answered exactly once, though pack() was running', async () => {
    const file = join(folder, 'killed.db');
    const program = fileURLToPath(new URL('./series-killed-for-tests.ts', import.meta.url));
    let acknowledged = -1;
    for (const enough of [20, 75, 160]) {
      const args = [file, String(acknowledged + 1)];
      const child = fork(program, args, { execArgv: ['--disable-warning=ExperimentalWarning'] });
      child.on('message', (seq) => {
        acknowledged = seq as number;
        if (acknowledged >= enough) child.kill('SIGKILL');
      });
      await once(child, 'exit');
      assert.ok(acknowledged >= enough);
      const database = await openDatabase(`sqlite:${file}`);
      const { series, clock } = await openTestSeries(database);
      const query = {
        subject: 'p-1',
        channel: 'spo2',
        from: start,
        to: start + 1000 * hourMs,
        resolution: 'hour',
      } as const;
      const count = async () => (await series.window(query)).count.reduce((sum, one) => sum + one, 0);
      const before = await count();
      // The one that was being committed may be there too, unanswered.
      const possible = [acknowledged + 1, acknowledged + 2].map((packets) => packets * 10);
      assert.ok(possible.includes(before), `${before} samples, acknowledged up to ${acknowledged}`);
      clock.moveTo(start + acknowledged * 10 * minuteMs + 48 * hourMs);
      await series.pack();
      assert.equal(await count(), before);
      acknowledged = before / 10 - 1;
      await database.close();
    }
  });
});
