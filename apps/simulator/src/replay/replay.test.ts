import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, test } from 'node:test';
import { ManualClock } from '@munan/runtime';
import { openTestBroker, type TestBroker } from '../devices/test-broker.ts';
import { replay } from './replay.ts';
import { ReplayError } from './replay-error.ts';

const folder = mkdtempSync(join(tmpdir(), 'munan-replay-'));
const path = join(folder, 'run.csv');
const minutes = 15;
const now = Date.UTC(2026, 10, 22, 9);
let broker: TestBroker;

before(async () => {
  broker = await openTestBroker(new Map(['one', 'two', 'three'].map((id) => [id, 'secret'])));
  const rows = Array.from({ length: minutes * 60 }, (_, at) => `${at},${at % 100 === 7 ? '' : 90},60`);
  writeFileSync(path, `t_s,spo2_ref_median_pct,pulse_a_bpm\n${rows.join('\n')}\n`);
});
after(async () => {
  await broker.close();
  rmSync(folder, { recursive: true });
});

const arrivedOf = (device: string) => broker.arrived.filter((one) => one.device === device).map(({ packet }) => packet);

test('replay as fast as acknowledged ends at now, keeps the spacing, and says how much of it is history', async () => {
  const progress: number[] = [];
  const summary = await replay({
    path,
    mqttUrl: broker.url,
    device: 'one',
    secret: 'secret',
    speed: Number.POSITIVE_INFINITY,
    clock: new ManualClock(now),
    onSent: (sent) => progress.push(sent),
  });
  assert.equal(summary.format, 'hypoxemia');
  assert.equal(summary.to, now);
  assert.equal(summary.from, now - minutes * 60_000);
  assert.equal(summary.packets, minutes);
  assert.deepEqual(
    progress,
    Array.from({ length: minutes }, (_, at) => at + 1),
  );
  assert.equal(summary.latePackets, 4, 'the newest sample of minute 5 of 15 is ten minutes old: still live');
  assert.equal(summary.samples.spo2, minutes * 60 - 9);
  const packets = arrivedOf('one');
  const times = packets.flatMap(({ channels }) => [...channels[0]!.x].map((_, at) => channels[0]!.t + at * 1000));
  assert.deepEqual(
    times,
    Array.from({ length: minutes * 60 }, (_, at) => summary.from + at * 1000),
  );
  assert.ok(packets.every(({ sent }) => sent === now));
  assert.equal(new Set(packets.map(({ seq }) => seq)).size, minutes);
});

test('replay at speed 1 sends each minute when it has been measured, and nothing from the future', async () => {
  const clock = new ManualClock(now);
  const run = replay({ path, mqttUrl: broker.url, device: 'two', secret: 'secret', clock, toSeconds: 180 });
  const walk = setInterval(() => clock.advance(5_000), 2);
  const summary = await run;
  clearInterval(walk);
  assert.equal(summary.latePackets, 0);
  assert.ok(summary.from >= now && summary.from <= clock.now() - 180_000);
  for (const { sent, channels } of arrivedOf('two')) {
    const { t, x, dt } = channels[0]!;
    assert.ok(t + x.length * dt <= sent);
  }
  assert.equal(arrivedOf('two').length, 3);
});

test('replay stops in the middle when told to, having sent what it says', async () => {
  const clock = new ManualClock(now);
  const abort = new AbortController();
  const run = replay({
    path,
    mqttUrl: broker.url,
    device: 'three',
    secret: 'secret',
    clock,
    signal: abort.signal,
    onSent: () => abort.abort(),
  });
  const walk = setInterval(() => clock.advance(5_000), 2);
  const summary = await run;
  clearInterval(walk);
  assert.equal(summary.packets, 1);
  assert.equal(arrivedOf('three').length, 1);
});

test('replay says in one line when the device is refused, the server is not there, or the speed is none', async () => {
  const options = { path, mqttUrl: broker.url, device: 'one', secret: 'wrong' };
  const says = (code: string, message: RegExp) => (error: Error) =>
    error instanceof ReplayError && error.code === code && message.test(error.message);
  await assert.rejects(replay(options), says('refused', /refused device one: /));
  await assert.rejects(
    replay({ ...options, mqttUrl: 'mqtt://127.0.0.1:1' }),
    says('unreachable', /^mqtt:\/\/127\.0\.0\.1:1 cannot be reached: .+/),
  );
  await assert.rejects(replay({ ...options, speed: 0 }), says('bad-option', /speed must be a number above 0, not 0/));
  await assert.rejects(replay({ ...options, path: `${path}.none` }), says('no-such-file', /does not exist/));
});
