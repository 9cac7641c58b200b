import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ManualClock } from '@munan/runtime';
import type { Episode } from '../body/episode.ts';
import { openTestBroker } from '../devices/test-broker.ts';
import { town } from '../town/town.ts';
import { runTown } from './run-town.ts';

const start = Date.UTC(2026, 10, 22, 1);

test('runTown sends every device its past, then streams, and within two minutes somebody has fallen', async () => {
  const broker = await openTestBroker(new Map(town.devices.map(({ id }) => [id, `secret of ${id}`])));
  const clock = new ManualClock(start);
  const happened: Episode[] = [];
  const errors: string[] = [];
  const run = runTown({
    mqttUrl: broker.url,
    devices: town.devices.map(({ id, person }) => ({ id, person, secret: `secret of ${id}` })),
    clock,
    onEpisode: (episode) => happened.push(episode),
    onError: (device, error) => errors.push(`${device}: ${error.message}`),
  });
  const { packets } = await run.historySent;
  assert.equal(packets, 48 * 14);
  assert.ok(broker.arrived.every(({ packet }) => packet.channels.every(({ t }) => t < start)));
  for (let step = 0; step < 12; step++) clock.advance(10_000);
  const fall = await broker.until(({ packet }) => packet.events.some(({ e }) => e === 'fall-suspected'));
  assert.equal(happened[0]!.kind, 'fall');
  assert.equal(town.devices.find(({ id }) => id === fall.device)!.person, happened[0]!.person);
  await broker.until(() => new Set(broker.arrived.slice(packets).map(({ device }) => device)).size === 48);
  await run.stop();
  await broker.close();
  assert.deepEqual(errors, []);
});

test('runTown tells of a device whose secret is refused and stops all the same', async () => {
  const broker = await openTestBroker(new Map());
  const abort = new AbortController();
  const refused = new Promise<string>((resolve) => {
    runTown({
      mqttUrl: broker.url,
      devices: [{ id: 'ear-01', person: 'p01', secret: 'wrong' }],
      signal: abort.signal,
      onError: (device, error) => resolve(`${device}: ${error.message}`),
    });
  });
  assert.match(await refused, /^ear-01: Connection refused/);
  abort.abort();
  await broker.close();
});

test('runTown refuses a person or a device that is not of the town', () => {
  const run = (id: string, person: string) =>
    runTown({ mqttUrl: 'mqtt://127.0.0.1:1', devices: [{ id, person, secret: 's' }] });
  assert.throws(() => run('ear-01', 'nobody'), /person nobody does not live in the demonstration town/);
  assert.throws(() => run('gadget', 'p01'), /device gadget is not of the demonstration town; state its kind/);
});
