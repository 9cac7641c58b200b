import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Desk } from '../desk.ts';
import { idle, type TestDevice } from '../device-for-tests.ts';
import { DeskCannotOpen } from '../needs.ts';
import { desksOn } from '../register.ts';
import { memoryStorage } from '../storage/memory.ts';
import { webSealer } from '../vault/sealer.ts';
import { dayMs, visited, world } from './world-for-tests.ts';

/** Real sealing takes its own time; what never comes ends by the limit of the test. */
async function until(isSo: () => boolean, meanwhile?: () => Promise<void>): Promise<void> {
  while (!isSo()) {
    await new Promise((resolve) => setImmediate(resolve));
    await meanwhile?.();
  }
}

/** Signed visit and a picture that have not gone out. */
async function withUnsent(device: TestDevice): Promise<{ desk: Desk; id: string }> {
  const desk = await device.open();
  await until(() => desk.people().length > 0);
  await desk.settled();
  device.online = false;
  const id = visited(desk);
  await desk.settled();
  return { desk, id };
}
const keysOf = (device: TestDevice) =>
  Object.fromEntries([...device.disk].map(([area, rows]) => [area, [...rows.keys()]]));

for (const [why, how] of [
  ['signed-out', async (_device: TestDevice, desk: Desk) => desk.wipe()],
  [
    'away',
    async (device: TestDevice, desk: Desk) => {
      await device.passes(14 * dayMs + 1);
      await until(
        () => desk.state.wiped !== undefined,
        () => device.passes(60_000),
      );
    },
  ],
] as const)
  test(`openDesk after ${why} finds what was not sent sealed, and opens it when she signs in again`, async () => {
    const { device, server } = world();
    device.sealer = webSealer(crypto);
    const { desk, id } = await withUnsent(device);
    await how(device, desk);
    await until(() => desk.state.wiped !== undefined && !keysOf(device).clear?.includes('key/n-1'));
    assert.equal(desk.state.wiped, why);
    assert.deepEqual(desk.visits(), []);
    assert.deepEqual(desk.people(), []);
    assert.throws(() => desk.begin('p-1'), /closed/);
    const { clear, visits, people, years, lists } = keysOf(device);
    assert.ok(!clear?.includes('key/n-1'));
    assert.deepEqual([visits, people, years, lists], [[`n-1/${id}`], [], [], []]);
    const [found] = await desksOn(memoryStorage({ disk: device.disk }));
    assert.deepEqual([found?.open, found?.wiped], [false, why]);
    await assert.rejects(device.open(), (error) => error instanceof DeskCannotOpen && error.why === 'offline');
    device.online = true;
    const again = await device.open();
    assert.equal(again.visit(id)?.entry.remarks, 'tired');
    await until(() => again.state.waiting === 0);
    assert.equal(server.visits.get(id)?.entry.remarks, 'tired');
    await again.close();
  });

test('openDesk erases after 14 days also where the clock was set back, and before anything can be read', async () => {
  const { device } = world();
  const { id } = await withUnsent(device);
  for (const tab of [1]) device.kill(tab);
  for (let day = 0; day < 15; day++) {
    device.wall += dayMs;
    const needs = device.needs();
    await device.open(undefined, needs).catch((error) => assert.ok(error instanceof DeskCannotOpen));
    await idle(3);
    device.kill(needs.tab);
    device.wall -= 3 * dayMs;
    const back = device.needs();
    await device.open(undefined, back).catch((error) => assert.ok(error instanceof DeskCannotOpen));
    await idle(3);
    device.kill(back.tab);
  }
  const { clear, visits, people } = keysOf(device);
  assert.ok(!clear?.includes('key/n-1'));
  assert.deepEqual([visits, people], [[`n-1/${id}`], []]);
});

test('Desk that the manager wiped erases itself at the next contact and opens when she has allowed it again', async () => {
  const { device, server } = world();
  const { desk, id } = await withUnsent(device);
  const there = server.devices.get(desk.device) ?? assert.fail();
  there.wiped = true;
  device.online = true;
  await desk.sync();
  await idle();
  assert.equal(desk.state.wiped, 'manager');
  assert.equal(server.visits.size, 0);
  assert.deepEqual(keysOf(device).people, []);
  await assert.rejects(device.open(), (error) => error instanceof DeskCannotOpen && error.why === 'wiped');
  there.wiped = false;
  const again = await device.open();
  await idle();
  assert.equal(again.visit(id)?.state, 'sent');
  assert.equal(server.visits.get(id)?.entry.remarks, 'tired');
});

test('Desk of another nurse on the same device sees nothing of the first', async () => {
  const { device } = world();
  const { id } = await withUnsent(device);
  device.online = true;
  const other = await device.open(undefined, device.needs({ id: 'n-1/x', name: '이간호' }));
  await idle();
  assert.equal(other.visit(id), undefined);
  assert.notEqual(other.device, 'device-1');
  assert.equal(other.state.unreadable, 0);
});

test('Desk counts rows that do not open, and leaves them as they are', async () => {
  const { device } = world();
  const { id } = await withUnsent(device);
  device.kill(1);
  const rows = device.disk.get('visits') ?? assert.fail();
  const row = structuredClone(rows.get(`n-1/${id}`)) as { shape: number };
  const newer = { ...row, shape: 99 };
  rows.set(`n-1/${id}`, newer);
  rows.set('n-1/damaged', { any: 'thing' });
  const desk = await device.open();
  await idle();
  assert.equal(desk.state.unreadable, 2);
  assert.equal(desk.visit(id), undefined);
  assert.deepEqual(rows.get(`n-1/${id}`), newer);
});

test('openDesk of an updated app goes on with a visit that was begun before', async () => {
  const { device } = world();
  const { id } = await withUnsent(device);
  device.kill(1);
  const change = (area: string, value: unknown) => {
    if (area !== 'visits') return value;
    const kept = value as { entry: { remarks: string } };
    return { ...kept, entry: { ...kept.entry, remarks: `${kept.entry.remarks} (updated)` } };
  };
  const desk = await device.open({ shapes: { to: 2, steps: [{ from: 1, change }] } });
  assert.equal(desk.visit(id)?.entry.remarks, 'tired (updated)');
});
