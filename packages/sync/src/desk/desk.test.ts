import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idle } from '../device-for-tests.ts';
import { start, visited, world } from './world-for-tests.ts';

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

test('Desk keeps each change at once: a killed browser comes back where it was', async () => {
  const { device } = world();
  const needs = device.needs();
  const desk = await device.open(undefined, needs);
  const { id } = desk.begin('p-1').entry;
  for (const text of ['t', 'ti', 'tir', 'tired'])
    desk.change(id, (entry) => ({ ...entry, remarks: text }), { step: 'remarks' });
  await desk.settled();
  device.kill(needs.tab);
  device.online = false;
  const again = await device.open();
  assert.equal(again.visit(id)?.entry.remarks, 'tired');
  assert.deepEqual(again.visit(id)?.screen, { step: 'remarks' });
  assert.equal(again.people().length, 0);
});

test('Desk sends several changes that were not sent yet as one message', async () => {
  const { device, server } = world();
  const desk = await device.open();
  await idle();
  device.online = false;
  const id = visited(desk);
  desk.correct(desk.visit(id)?.entry ?? assert.fail(), 'a slip');
  desk.change(id, (entry) => ({ ...entry, remarks: 'well' }));
  desk.sign(id);
  assert.equal(desk.state.waiting, 1);
  device.online = true;
  await desk.sync();
  assert.equal(server.applied.length, 1);
  assert.equal(server.visits.get(id)?.entry.remarks, 'well');
});

test('Desk shows what was done here before the server knows it, and after', async () => {
  const { device, server } = world();
  server.answers.set('a-1', { patient: 'p-1' });
  const desk = await device.open();
  await idle();
  device.online = false;
  desk.changeFacts('p-1', [
    { field: 'phone', base: null, mine: '010-2' },
    { field: 'medications', base: [], mine: ['aspirin'] },
  ]);
  desk.read('a-1');
  desk.order('2026-11-28', ['p-2', 'p-1']);
  const check = async () => {
    const person = await desk.person('p-1');
    assert.equal(person?.facts.phone, '010-2');
    assert.deepEqual(person?.facts.medications, ['aspirin']);
    assert.equal(person?.answers[0]?.read?.by, 'n-1');
    assert.equal(desk.people()[0]?.phone, '010-2');
  };
  await check();
  assert.equal(await desk.person('p-1'), await desk.person('p-1'));
  assert.deepEqual(
    desk.day()?.stops.map((stop) => stop.person),
    ['p-2', 'p-1'],
  );
  assert.equal(desk.state.waiting, 3);
  device.online = true;
  await desk.sync();
  await check();
  assert.equal(desk.state.waiting, 0);
  assert.deepEqual(server.orders.get('2026-11-28'), ['p-2', 'p-1']);
});

test('Desk keeps both values of what the hospital changed meanwhile, and a decision takes the question away', async () => {
  const { device, server } = world();
  const desk = await device.open();
  await idle();
  const base = (await desk.person('p-1'))?.facts.medications ?? null;
  server.editFact('p-1', 'medications', ['warfarin']);
  desk.changeFacts('p-1', [{ field: 'medications', base, mine: ['aspirin'] }]);
  await idle();
  const [conflict] = desk.conflicts();
  assert.deepEqual([conflict?.kept.value, conflict?.other.value], [['warfarin'], ['aspirin']]);
  assert.equal(desk.state.needsYou, 1);
  assert.deepEqual((await desk.person('p-1'))?.facts.medications, ['warfarin']);
  desk.decide(conflict?.id ?? '', 'other');
  assert.equal(desk.conflicts().length, 0);
  await idle();
  assert.deepEqual(server.people.get('p-1')?.facts.medications, ['aspirin']);
  assert.equal(desk.state.needsYou, 0);
});

test('Desk tells what the hospital decided until it is read', async () => {
  const { device, server } = world();
  const desk = await device.open();
  server.editFact('p-1', 'phone', 'h');
  desk.changeFacts('p-1', [{ field: 'phone', base: 'before', mine: 'n' }]);
  await idle();
  server.decideConflict('c-1', 'kept');
  await desk.sync();
  assert.equal(desk.conflicts()[0]?.status, 'decided');
  desk.read('c-1');
  assert.equal(desk.conflicts().length, 0);
  await desk.sync();
  assert.deepEqual(server.conflicts[0]?.unread, []);
});

test('Desk sends a picture after its visit, and keeps its bytes', async () => {
  const { device, server } = world();
  const desk = await device.open();
  const { id } = desk.begin('p-1').entry;
  const jpeg = Uint8Array.from({ length: 20_000 }, (_, index) => index % 251);
  await desk.addPhoto(id, { id: 'f-1', takenAt: start, kind: 'wound' }, jpeg);
  assert.equal(server.visits.size, 0);
  desk.sign(id);
  await idle();
  const photo = server.visits.get(id)?.photos[0] ?? assert.fail();
  assert.equal(photo, `f-1 ${Buffer.from(jpeg).toString('base64')}`);
  assert.deepEqual(await desk.photo('f-1'), jpeg);
  assert.equal(desk.visit(id)?.state, 'sent');
});

test('Desk lets a sent visit go on the next day, and none that is unfinished', async () => {
  const { device } = world();
  const desk = await device.open();
  const sent = visited(desk);
  const pending = desk.begin('p-2').entry.id;
  desk.finishVitals(pending);
  await idle();
  await device.passes(86_400_000);
  await desk.sync();
  assert.equal(desk.visit(sent), undefined);
  assert.equal(desk.visit(pending)?.state, 'editing');
});

test('Desk hides nothing of what the hospital wrote into the field that she is changing', async () => {
  const { device, server } = world();
  const desk = await device.open();
  const id = visited(desk);
  await idle();
  desk.correct(desk.visit(id)?.entry ?? assert.fail(), 'a slip');
  desk.change(id, (entry) => ({ ...entry, remarks: 'slept badly' }));
  server.editVisit(id, 'remarks', 'seen at the clinic');
  server.editVisit(id, 'question', 'which dose?');
  await desk.sync();
  assert.deepEqual([desk.visit(id)?.entry.remarks, desk.visit(id)?.entry.question], ['slept badly', 'which dose?']);
  desk.sign(id);
  await idle();
  const [conflict] = server.conflicts;
  assert.deepEqual([conflict?.kept.value, conflict?.other.value], ['seen at the clinic', 'slept badly']);
  assert.equal(desk.state.needsYou, 1);
});
