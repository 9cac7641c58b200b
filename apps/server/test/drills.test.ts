import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { AlertList, AlertPage, Board, Drill, DrillList, DrillReport, OutcomesPage, Role } from '@munan/flow';
import { ManualClock, silentLog } from '@munan/runtime';
import { type House, openHouse } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { GatewayForTests, gatewaySecret, gatewayToken } from './gateway-for-tests.ts';
import { bearer, configOf, newFolder, personOf } from './house-for-tests.ts';

const begin = Date.UTC(2026, 10, 22, 3);
const minute = 60_000;

describe('a drill', () => {
  const { folder, remove } = newFolder();
  const clock = new ManualClock(begin);
  const tokens = {} as Record<Role, string>;
  const commands: string[] = [];
  let gateway: GatewayForTests;
  let house: House;
  let app: App;

  const open = async () => {
    // A way out that is open: what goes nowhere goes nowhere because it is a drill.
    const notify = { gateway: { url: gateway.url, token: gatewayToken, secret: gatewaySecret } };
    const config = { ...configOf(folder), publicUrl: 'https://munan.example', notify };
    house = await openHouse(config, { clock, log: silentLog });
    await house.start();
    app = await house.openHttp();
    const send = house.ingest.sendCommand.bind(house.ingest);
    house.ingest.sendCommand = (device, command) => {
      commands.push(device);
      return send(device, command);
    };
  };
  const close = async () => {
    await app.close();
    await house.close();
  };
  const ask = async (by: Role | undefined, path: string, payload?: unknown) => {
    const answer = await app.inject({
      method: payload === undefined ? 'GET' : 'POST',
      url: path,
      headers: { 'content-type': 'application/json', ...(by ? { authorization: tokens[by] } : {}) },
      ...(payload === undefined ? {} : { payload: typeof payload === 'string' ? payload : JSON.stringify(payload) }),
    });
    return { status: answer.statusCode, body: answer.body === '' ? undefined : answer.json() };
  };
  const begun = async (alerts: number, minutes: number): Promise<Drill> => {
    const { status, body } = await ask('manager', '/api/drills', { name: '가을 훈련', alerts, minutes });
    assert.equal(status, 201, JSON.stringify(body));
    return body;
  };
  const rest = async () => {
    // A wake-up hands work on: the alert that it raised asks, and so on.
    for (let round = 0; round < 4; round++) {
      clock.advance(0);
      await house.drills.settled();
      await house.response.settled();
    }
  };
  const wait = async (ms: number) => {
    clock.advance(ms);
    await rest();
  };
  const report = async (id: string): Promise<DrillReport> => (await ask('operator', `/api/drills/${id}`)).body;
  const queue = async (): Promise<AlertList['alerts']> => (await ask('operator', '/api/alerts')).body.alerts;

  before(async () => {
    for (const role of ['operator', 'nurse', 'doctor', 'manager', 'family', 'person'] as const)
      tokens[role] = await bearer(folder, role, `token-${role}`, begin);
    gateway = await GatewayForTests.open();
    await open();
    await house.enrol([personOf('p1')]);
    await house.addDevice('ear-1', 'ear', 'p1', begin);
  });
  afterEach(async () => {
    for (const { id, endedAt } of await house.drills.list()) if (endedAt === undefined) await house.drills.end(id);
    await rest();
  });
  after(async () => {
    await close();
    await gateway.close();
    remove();
  });

  /** Somebody who is enrolled presses her button; the id of the alert. */
  const realCall = async (episode: string): Promise<string> => {
    const at = clock.now();
    await house.response.take([
      {
        ...{ id: `${episode}/began`, episode, subject: 'p1', detector: 'button', version: 1, phase: 'began' },
        ...{ family: 'safety', priority: 'high', reason: { code: 'button' }, confidence: 1, since: at, at, live: true },
        evidence: [],
      },
    ]);
    await rest();
    return (await house.response.list({ status: 'open', subject: 'p1' }))[0]!.id;
  };
  const closeReal = async (id: string) => {
    const outcome = { verdict: 'true', code: 'helped' } as const;
    await house.response.command(id, { command: 'close', outcome }, { id: 'op', name: 'op' });
  };

  it('brings its alerts over the time, each marked, in the queue with somebody made up', async () => {
    const drill = await begun(6, 12);
    await rest();
    assert.equal((await report(drill.id)).drill.raised, 1);
    const [first] = await queue();
    assert.equal(first?.drill, drill.id);
    assert.match(first?.person?.name ?? '', /^훈련 \d+$/);
    assert.equal(first?.person?.simulated, true);
    await wait(12 * minute);
    assert.equal((await report(drill.id)).drill.raised, 6);
    const { body } = await ask('operator', `/api/alerts/${first!.id}`);
    const page: AlertPage = body;
    assert.match(page.callSheet?.address ?? '', /전화하지 마십시오/);
    assert.ok(page.contacts.length > 0);
  });

  it('is worked by the same commands, and the report says how long each took', async () => {
    const drill = await begun(1, 1);
    await rest();
    const [row] = await queue();
    const command = (given: object) => ask('operator', `/api/alerts/${row!.id}/commands`, given);
    clock.advance(4_000);
    assert.equal((await command({ command: 'acknowledge' })).status, 200);
    clock.advance(3_000);
    assert.equal((await command({ command: 'take' })).status, 200);
    clock.advance(5_000);
    assert.equal((await command({ command: 'close', outcome: { verdict: 'true', code: 'fell' } })).status, 200);
    await rest();
    const { alerts, figures, drill: now } = await report(drill.id);
    assert.deepEqual(
      alerts.map(({ silencedMs, takenMs, closedMs, outcome }) => [silencedMs, takenMs, closedMs, outcome?.code]),
      [[4_000, 7_000, 12_000, 'fell']],
    );
    assert.deepEqual([figures.medianTakenMs, figures.neverTaken], [7_000, 0]);
    assert.equal(now.endedAt, clock.now(), 'all has come and nothing is open: it is over by itself');
  });

  it('leaves the building by no way: no command to a device, no message, nothing in the record, the board or the outcomes', async () => {
    const outcomes = async (): Promise<OutcomesPage> => (await ask('operator', '/api/outcomes?days=365')).body;
    const board = async (): Promise<Board> => (await ask('operator', '/api/board')).body;
    const count = async (wanted: string): Promise<number> =>
      (await ask('manager', `/fhir/R4/${wanted}&_summary=count`)).body.total;
    const before = { board: (await board()).people, total: (await outcomes()).total };
    commands.length = 0;
    const real = await realCall('of-the-same-night');
    const drill = await begun(8, 1);
    for (let quarter = 0; quarter < 8; quarter++) await wait(15 * minute);
    await gateway.heard(1);
    const { figures, alerts } = await report(drill.id);
    assert.equal(alerts.length, 8);
    assert.ok(figures.overdueSteps > 0, 'nobody worked, and the plan went on');
    assert.equal(figures.outsideMessages, 0);
    assert.ok(
      alerts.some(({ messages }) => messages > 0),
      'what would have been sent is counted',
    );
    for (const { to, text } of gateway.told) assert.deepEqual([to, text.includes('훈련')], ['01000000000', false]);
    assert.ok(commands.length > 0 && commands.every((device) => device === 'ear-1'), String(commands));
    await closeReal(real);
    for (const type of ['Flag', 'Task', 'Communication']) {
      const ofP1 = await count(`${type}?patient=p1`);
      assert.deepEqual([ofP1 > 0, await count(`${type}?_lastUpdated=gt2000`)], [true, ofP1], type);
    }
    const { people } = await board();
    assert.deepEqual(
      people.map(({ id, alerts: open }) => [id, open]),
      before.board.map(({ id, alerts: open }) => [id, open]),
    );
    const { total } = await outcomes();
    assert.deepEqual([total.closed, total.true], [before.total.closed + 1, before.total.true + 1]);
    const { status } = await ask('manager', '/fhir/R4/Patient/drill-1');
    assert.equal(status, 404);
  });

  it('lets some of the people answer by themselves, and others never', async () => {
    const drill = await begun(8, 1);
    await wait(minute);
    for (let seconds = 0; seconds < 60; seconds += 10) await wait(10_000);
    const { alerts } = await report(drill.id);
    const codes = alerts.map(({ outcome }) => outcome?.code);
    assert.ok(codes.includes('answered-ok'));
    assert.ok(codes.filter((code) => code === undefined).length >= 4, String(codes));
  });

  it('goes on after a restart in the middle: nothing is lost, nothing comes twice', async () => {
    const drill = await begun(10, 20);
    await wait(7 * minute);
    const before = await report(drill.id);
    await close();
    clock.advance(5 * minute);
    await open();
    await rest();
    const after = await report(drill.id);
    assert.ok(after.drill.raised > before.drill.raised, 'what was due meanwhile comes at once');
    assert.deepEqual(
      after.alerts.slice(0, before.alerts.length).map(({ alert }) => alert),
      before.alerts.map(({ alert }) => alert),
    );
    await wait(10 * minute);
    const { alerts } = await report(drill.id);
    assert.deepEqual([alerts.length, new Set(alerts.map(({ alert }) => alert)).size], [10, 10]);
  });

  it('is ended by the manager: what is open is closed by the stated rule, what had not come never comes', async () => {
    // Six and more have come by then, and two of the first eight answer by themselves.
    const drill = await begun(40, 60);
    await wait(10 * minute);
    const ended = await ask('manager', `/api/drills/${drill.id}/end`, {});
    assert.equal(ended.status, 200);
    assert.deepEqual([ended.body.open, ended.body.endedAt], [0, clock.now()]);
    const { alerts } = await report(drill.id);
    assert.ok(alerts.some(({ outcome }) => outcome?.code === 'drill-over'));
    await wait(60 * minute);
    assert.equal((await report(drill.id)).drill.raised, ended.body.raised);
    assert.equal((await ask('manager', `/api/drills/${drill.id}/end`, {})).body.endedAt, ended.body.endedAt);
  });

  it('that everybody forgot ends by itself', async () => {
    const drill = await begun(2, 1);
    await wait(5 * 60 * minute);
    const { drill: now } = await report(drill.id);
    assert.deepEqual([now.open, now.endedAt !== undefined], [0, true]);
  });

  it('leaves the alert of a person beside it as it is', async () => {
    const drill = await begun(2, 1);
    const real = await realCall('real');
    const rows = await queue();
    assert.deepEqual(
      rows.filter(({ drill: of }) => of === undefined).map(({ person }) => person?.id),
      ['p1'],
    );
    await ask('manager', `/api/drills/${drill.id}/end`, {});
    const left = await queue();
    assert.deepEqual(
      left.map(({ person }) => person?.id),
      ['p1'],
    );
    await closeReal(real);
  });

  it('is begun and ended by the manager, read by the desk, and by nobody else; one at a time', async () => {
    const good = { name: 'n', alerts: 1, minutes: 1 };
    for (const role of ['operator', 'doctor', 'nurse', 'family', 'person'] as const)
      assert.equal((await ask(role, '/api/drills', good)).status, 403, role);
    assert.equal((await ask(undefined, '/api/drills', good)).status, 401);
    const { id } = await begun(1, 1);
    const second = await ask('manager', '/api/drills', good);
    assert.deepEqual([second.status, second.body.error.code], [409, 'drill-running']);
    for (const role of ['operator', 'doctor', 'nurse', 'family', 'person'] as const)
      assert.equal((await ask(role, `/api/drills/${id}/end`, {})).status, 403, role);
    for (const role of ['doctor', 'nurse', 'family', 'person'] as const) {
      assert.equal((await ask(role, '/api/drills')).status, 403, role);
      assert.equal((await ask(role, `/api/drills/${id}`)).status, 403, role);
    }
    const { drills }: DrillList = (await ask('operator', '/api/drills')).body;
    assert.equal(drills[0]!.id, id);
    assert.equal(drills[0]!.name, '가을 훈련');
  });

  it('refuses what is hostile or senseless, and begins nothing', async () => {
    const before = (await house.drills.list()).length;
    const table: [what: string, given: unknown][] = [
      ['nothing', 'null'],
      ['a list', []],
      ['no name', { alerts: 1, minutes: 1 }],
      ['an empty name', { name: '', alerts: 1, minutes: 1 }],
      ['a name of 101', { name: 'x'.repeat(101), alerts: 1, minutes: 1 }],
      ['no alerts', { name: 'n', alerts: 0, minutes: 1 }],
      ['51 alerts', { name: 'n', alerts: 51, minutes: 1 }],
      ['half an alert', { name: 'n', alerts: 1.5, minutes: 1 }],
      ['no time', { name: 'n', alerts: 1, minutes: 0 }],
      ['121 minutes', { name: 'n', alerts: 1, minutes: 121 }],
      ['a number of text', { name: 'n', alerts: '5', minutes: 1 }],
      ['an id of one’s own', { name: 'n', alerts: 1, minutes: 1, id: 'x' }],
      ['truncated', '{"name":"n","alerts":1'],
      ['a NUL', '{"name":"\\u0000","alerts":1,"minutes":1}'],
    ];
    for (const [what, given] of table) assert.equal((await ask('manager', '/api/drills', given)).status, 400, what);
    assert.equal((await house.drills.list()).length, before);
    assert.equal((await ask('manager', '/api/drills/none/end', {})).status, 404);
    assert.equal((await ask('operator', '/api/drills/none')).status, 404);
    assert.equal((await ask('operator', '/api/drills/%00')).status, 400);
    assert.equal((await ask('operator', `/api/drills/${'x'.repeat(65)}`)).status, 400);
    await assert.rejects(house.enrol([personOf('drill-abc-1')]), /no person/);
  });
});
