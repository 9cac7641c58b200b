import assert from 'node:assert/strict';
import { test } from 'node:test';
import { idle } from '../device-for-tests.ts';
import type { Answered } from '../needs.ts';
import { start, visited, world } from './world-for-tests.ts';

const error = (status: number, code: string): Answered => ({ status, body: { error: { code, message: code } } });

/** What was answered to a push; why nothing goes out; that nothing was lost. */
for (const [name, answer, held] of [
  ['a session that ended', error(401, 'no-session'), 'sign-in'],
  ['a busy server', error(503, 'busy'), 'server'],
  ['too many requests', { status: 429, body: undefined }, 'server'],
  ['a page of a hotel', { status: 200, body: undefined }, 'server'],
  ['another JSON', { status: 200, body: { hello: 'x' } }, 'server'],
  ['results that are none', { status: 200, body: { now: start, results: 'x' } }, 'server'],
  [
    'results of others',
    { status: 200, body: { now: start, results: [{ id: 'x', outcome: 'applied' }, null] } },
    'server',
  ],
  ['an outcome that nobody knows', 'unknown-outcome', 'server'],
  ['a proxy that forbids', { status: 403, body: undefined }, 'server'],
  ['no network', undefined, 'offline'],
] as [string, Answered | 'unknown-outcome' | undefined, string][])
  test(`Desk keeps everything and tries later when the answer is ${name}`, async () => {
    const { device, server } = world();
    const desk = await device.open();
    await idle();
    device.post = async (path, body) => {
      if (path !== '/api/sync/push') return server.post(path, body);
      if (answer === undefined) throw new Error('no network');
      if (answer !== 'unknown-outcome') return answer;
      const { messages } = body as { messages: { id: string }[] };
      return { status: 200, body: { now: start, results: messages.map(({ id }) => ({ id, outcome: 'thrown-away' })) } };
    };
    const id = visited(desk);
    await idle();
    assert.equal(desk.state.held, held);
    assert.equal(desk.state.waiting, 1);
    assert.equal(desk.visit(id)?.state, 'waiting');
    device.post = async (path, body) => server.post(path, body);
    await device.passes(300_000);
    assert.equal(desk.state.held, undefined);
    assert.equal(desk.visit(id)?.state, 'sent');
    const ids = device.asked.flatMap(({ body }) => ((body.messages ?? []) as { id: string }[]).map((one) => one.id));
    assert.equal(new Set(ids).size, 1);
  });

test('Desk waits longer after each failure, and not at all when there is hope', async () => {
  const { device, server } = world();
  const desk = await device.open();
  await idle();
  const before = device.asked.length;
  device.post = async () => error(500, 'broken');
  visited(desk);
  await idle();
  await device.passes(1_000_000);
  const tries = device.asked.length - before;
  assert.ok(tries >= 8 && tries <= 14, `${tries} tries`);
  device.post = async (path, body) => server.post(path, body);
  device.hope();
  await idle();
  assert.equal(desk.state.waiting, 0);
});

test('Desk keeps what the server refuses, with why, and goes on with the rest', async () => {
  const { device, server } = world();
  server.refuse = (message) =>
    message.kind === 'visit' && message.visit.remarks === 'bad'
      ? { id: message.id, outcome: 'refused', code: 'not-yours', message: 'She is not your patient.' }
      : undefined;
  const desk = await device.open();
  const bad = visited(desk, 'p-1', 'bad');
  const good = visited(desk, 'p-2');
  desk.changeFacts('p-1', [{ field: 'phone', base: null, mine: 'n' }]);
  await idle();
  assert.deepEqual([desk.visit(bad)?.state, desk.visit(good)?.state], ['refused', 'sent']);
  assert.equal(desk.visit(bad)?.problem, 'She is not your patient.');
  assert.deepEqual([desk.state.waiting, desk.state.needsYou], [0, 1]);
  assert.deepEqual(
    desk.refusals().map(({ id, kind, code }) => [id, kind, code]),
    [[bad, 'visit', 'not-yours']],
  );
  server.refuse = () => undefined;
  desk.again(bad);
  await idle();
  assert.equal(desk.visit(bad)?.state, 'sent');
  assert.equal(server.visits.get(bad)?.entry.remarks, 'bad');
});

test('Desk.again sends a refused visit as it was handed on: it signs nothing', async () => {
  const { device, server } = world();
  server.refuse = ({ id }) => ({ id, outcome: 'refused', code: 'internal', message: 'The server failed.' });
  const desk = await device.open();
  const { id } = desk.begin('p-1').entry;
  desk.change(id, (entry) => ({ ...entry, vitals: { pulsePerMin: 70 } }));
  desk.finishVitals(id);
  await idle();
  assert.equal(desk.visit(id)?.state, 'refused');
  server.refuse = () => undefined;
  desk.again(id);
  await idle();
  assert.equal(server.visits.get(id)?.entry.state, 'vitals-final');
  assert.deepEqual([desk.visit(id)?.state, desk.visit(id)?.entry.state], ['editing', 'vitals-final']);
});

test('Desk is not stuck by a message for which the whole request is refused (400), also behind a picture that is gone', async () => {
  const { device, server } = world();
  const desk = await device.open();
  await idle();
  device.online = false;
  const id = visited(desk);
  desk.correct(desk.visit(id)!.entry, 'picture forgotten');
  await desk.addPhoto(id, { id: 'f-1', takenAt: start, kind: 'wound' }, Uint8Array.of(0xff, 0xd8, 0xff));
  desk.sign(id);
  await idle();
  device.disk.get('photos')?.clear();
  desk.changeFacts('p-1', [{ field: 'phone', base: null, mine: 'bad' }]);
  desk.changeFacts('p-1', [{ field: 'doorCode', base: null, mine: 'good' }]);
  const whole = device.post;
  // As the server answers where a name is `__proto__`.
  device.post = async (path, body) =>
    JSON.stringify(body).includes('"bad"') && path === '/api/sync/push' ? error(400, 'refused') : whole(path, body);
  device.online = true;
  await desk.sync();
  await idle();
  assert.deepEqual(
    desk.refusals().map(({ kind, code }) => [kind, code]),
    [['facts', 'refused']],
  );
  assert.equal(server.person('p-1').facts.doorCode, 'good');
});

test('Desk finds the one message that is too large, and sends the others', async () => {
  const { device, server } = world();
  device.online = true;
  const desk = await device.open();
  await idle();
  device.online = false;
  for (let count = 0; count < 9; count++) desk.changeFacts('p-1', [{ field: 'phone', base: null, mine: `n${count}` }]);
  const whole = device.post;
  device.post = async (path, body) =>
    JSON.stringify(body).includes('"n4"') && path === '/api/sync/push'
      ? { status: 413, body: undefined }
      : whole(path, body);
  device.online = true;
  await desk.sync();
  await idle();
  assert.deepEqual(
    desk.refusals().map(({ code, changes }) => [code, changes?.[0]?.mine]),
    [['too-large', 'n4']],
  );
  assert.equal(server.applied.length, 8);
  assert.equal(desk.state.waiting, 0);
});

test('Desk sends what is of one document in the order it was entered, and at most fifty at once', async () => {
  const { device, server } = world();
  const desk = await device.open();
  await idle();
  device.online = false;
  let before: string | null = null;
  for (let count = 0; count < 120; count++) {
    desk.changeFacts('p-1', [{ field: 'phone', base: before, mine: `n${count}` }]);
    before = `n${count}`;
  }
  device.online = true;
  await desk.sync();
  const sizes = device.asked.flatMap(({ body }) => (Array.isArray(body.messages) ? [body.messages.length] : []));
  assert.deepEqual(sizes, [50, 50, 20]);
  assert.equal(server.people.get('p-1')?.facts.phone, 'n119');
  assert.equal(server.conflicts.length, 0);
});

test('Desk holds in memory what the disk has no room for, and says so until it has', async () => {
  const { device } = world();
  const needs = device.needs();
  const desk = await device.open(undefined, needs);
  await idle();
  device.online = false;
  device.room = 0;
  const { id } = desk.begin('p-1').entry;
  await desk.settled();
  assert.equal(desk.state.cannotKeep, true);
  assert.equal(desk.state.spaceShort, true);
  assert.equal(desk.people().length, 2);
  assert.equal(await desk.person('p-1'), undefined);
  device.room = Number.POSITIVE_INFINITY;
  await device.passes(30_000);
  assert.equal(desk.state.cannotKeep, false);
  device.kill(needs.tab);
  assert.equal((await device.open()).visit(id)?.entry.patient, 'p-1');
});

test('Desk makes room for an entry by what can be fetched again', async () => {
  const { device } = world();
  const desk = await device.open();
  await idle();
  device.online = false;
  const there = [...device.disk.values()].flatMap((rows) => [...rows.values()]);
  device.room = there.reduce<number>(
    (sum, row) => sum + ((row as { sealed?: ArrayBuffer }).sealed?.byteLength ?? 0),
    0,
  );
  desk.begin('p-1');
  await desk.settled();
  assert.equal(desk.state.cannotKeep, false);
  assert.equal(desk.state.spaceShort, true);
});

test('Desk marks what is entered after its clock jumped, and not what is entered after the next contact', async () => {
  const { device } = world();
  const desk = await device.open();
  await idle();
  device.wall -= 3 * 3_600_000;
  const doubtful = desk.begin('p-1');
  assert.equal(doubtful.entry.clockUncertain, true);
  assert.equal(doubtful.entry.arrived, start);
});

test('Desk of a second tab sees what the first entered; one of them sends', async () => {
  const { device, server } = world();
  const [first, second] = [await device.open(), await device.open()];
  await idle();
  const { id } = first.begin('p-1').entry;
  await idle();
  assert.equal(second.visit(id)?.entry.patient, 'p-1');
  second.change(id, (entry) => ({ ...entry, remarks: 'from the second' }));
  first.change(id, (entry) => ({ ...entry, question: 'from the first' }));
  await idle();
  for (const tab of [first, second])
    assert.deepEqual(
      [tab.visit(id)?.entry.remarks, tab.visit(id)?.entry.question],
      ['from the second', 'from the first'],
    );
  device.online = false;
  second.sign(id);
  await idle();
  assert.equal(second.state.held, 'another-tab');
  device.online = true;
  await second.sync();
  await idle();
  assert.equal(server.applied.length, 1);
  assert.equal(second.visit(id)?.state, 'sent');
  await first.close();
  visited(second, 'p-2');
  await idle();
  assert.equal(server.visits.size, 2);
});

test('Desk keeps both values that two tabs entered into one field at once', async () => {
  const { device, server } = world();
  const [first, second] = [await device.open(), await device.open()];
  const { id } = first.begin('p-1').entry;
  await idle();
  first.change(id, (entry) => ({ ...entry, remarks: 'from the first' }));
  second.change(id, (entry) => ({ ...entry, remarks: 'from the second' }));
  await idle();
  first.sign(id);
  await idle();
  const [conflict] = server.conflicts;
  const values = [conflict?.kept.value, conflict?.other.value].sort();
  assert.deepEqual(values, ['from the first', 'from the second']);
  assert.equal(server.conflicts.length, 1);
});
