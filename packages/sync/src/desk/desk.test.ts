import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idle, TestDevice } from '../device-for-tests.ts';
import { ModelServer } from '../model-server-for-tests.ts';

const start = Date.UTC(2026, 10, 28, 1);
function world(patients: readonly string[] = ['p-1', 'p-2']) {
  const device = new TestDevice(async (path, body) => server.post(path, body), start);
  const server: ModelServer = new ModelServer(patients, () => device.wall);
  return { device, server };
}

test('openDesk enrols, fetches and answers from memory', async () => {
  const { device } = world();
  const desk = await device.open();
  await idle();
  assert.equal(desk.device, 'device-1');
  assert.deepEqual(
    desk.people().map((card) => card.person.id),
    ['p-1', 'p-2'],
  );
  assert.equal((await desk.person('p-1'))?.person.name, 'Person p-1');
  assert.equal(desk.day()?.stops.length, 2);
  assert.equal(desk.state.lastContact, start);
  assert.equal(desk.state.waiting, 0);
});

test('Desk takes a visit from arrival to the hospital', async () => {
  const { device, server } = world();
  const desk = await device.open();
  const visit = desk.begin('p-1', { latitude: 35.2, longitude: 128.6 });
  const { id } = visit.entry;
  desk.change(id, (entry) => ({ ...entry, vitals: { ...entry.vitals, pulsePerMin: 70 } }), { step: 'pulse' });
  assert.equal(desk.visit(id)?.state, 'editing');
  desk.finishVitals(id);
  await idle();
  assert.equal(server.visits.get(id)?.entry.state, 'vitals-final');
  assert.equal(desk.visit(id)?.state, 'editing');
  assert.equal(desk.state.waiting, 0);
  desk.change(id, (entry) => ({ ...entry, remarks: 'tired' }));
  await device.passes(60_000);
  desk.sign(id);
  assert.equal(desk.visit(id)?.state, 'waiting');
  assert.equal(desk.day()?.stops[0]?.done, id);
  await idle();
  assert.equal(desk.visit(id)?.state, 'sent');
  const { entry } = server.visits.get(id) ?? assert.fail();
  assert.equal(entry.state, 'signed');
  assert.deepEqual([entry.arrived, entry.measured, entry.finished], [start, start, start + 60_000]);
  assert.deepEqual([entry.vitals.pulsePerMin, entry.remarks], [70, 'tired']);
  assert.equal(server.conflicts.length, 0);
});
