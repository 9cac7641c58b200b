import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { type AlertList, type AlertPage, houseSubject, type Role, type StreamEvent } from '@munan/flow';
import { ManualClock } from '@munan/runtime';
import type { House } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { bearer, newFolder, openTestHouse, personOf } from './house-for-tests.ts';

const begin = Date.UTC(2026, 10, 22, 3);

describe('an alert about Munan itself', () => {
  const { folder, remove } = newFolder();
  const clock = new ManualClock(begin);
  const tokens = {} as Record<Role, string>;
  let house: House;
  let app: App;
  const open = async () => {
    house = await openTestHouse(folder, clock);
    await house.start();
    app = await house.openHttp();
  };
  const close = async () => {
    await app.close();
    await house.close();
  };
  const ask = async (by: Role, path: string, payload?: object) => {
    const answer = await app.inject({
      method: payload ? 'POST' : 'GET',
      url: path,
      headers: { authorization: tokens[by] },
      ...(payload && { payload }),
    });
    return { status: answer.statusCode, body: answer.json() };
  };
  const queue = async (by: Role): Promise<AlertList> => (await ask(by, '/api/alerts')).body;

  before(async () => {
    for (const role of ['operator', 'nurse', 'doctor', 'manager', 'family'] as const)
      tokens[role] = await bearer(folder, role, `token-${role}`, begin);
    await open();
    await house.enrol([personOf('p1')]);
  });
  after(async () => {
    await close();
    remove();
  });

  it('trouble.raise opens one alert of nobody, which who sees all people sees, and nobody else', async () => {
    const heard: { event: StreamEvent; subject: string | undefined }[] = [];
    const leave = house.live.subscribe({
      wants: (event, subject) => heard.push({ event, subject }) > 0,
      send: () => {},
    });
    const board = (await ask('operator', '/api/board')).body;
    await house.trouble.raise({ code: 'messages-late', params: { seconds: 90 }, priority: 'high' });
    await house.trouble.raise({
      ...{ code: 'channel-dead', params: { channel: 'text', minutes: 3 } },
      ...{ priority: 'medium', about: 'text' },
    });
    leave();
    assert.deepEqual([...new Set(heard.map(({ event, subject }) => `${event.type} ${subject}`))], ['alert munan']);
    for (const role of ['operator', 'manager', 'doctor'] as const) {
      const { alerts } = await queue(role);
      assert.equal(alerts.length, 1, role);
      const [alert] = alerts;
      assert.deepEqual(
        [alert?.family, alert?.person, alert?.priority, alert?.reason.code],
        ['house', undefined, 'high', 'messages-late'],
      );
      const page = (await ask(role, `/api/alerts/${alert?.id}`)).body as AlertPage;
      assert.deepEqual(
        page.findings.map(({ reason }) => reason.code),
        ['messages-late', 'channel-dead'],
      );
      assert.deepEqual([page.contacts, page.callSheet], [[], undefined]);
    }
    const { alerts } = await queue('operator');
    for (const role of ['nurse', 'family'] as const) {
      assert.equal((await ask(role, `/api/alerts/${alerts[0]?.id}`)).status, 403, role);
      const seen = await ask(role, '/api/alerts');
      assert.ok(seen.status === 403 || (seen.body as AlertList).alerts.length === 0, role);
    }
    assert.deepEqual((await ask('operator', '/api/board')).body.people, board.people);
    assert.equal((await ask('operator', '/api/alerts?person=munan')).body.alerts.length, 1);
  });

  it('trouble of the house stands in nobody’s record, and looking at it names no person in the audit trail', async () => {
    const tables = house.database.query.withTables<Record<string, Record<string, unknown>>>();
    const kept = await tables.selectFrom('resource').select('type').execute();
    assert.ok(kept.some(({ type }) => type === 'Patient'));
    const ofAlerts = kept.filter(({ type }) => ['Flag', 'Task', 'Communication'].includes(String(type)));
    assert.deepEqual(ofAlerts, []);
    const rows = await tables.selectFrom('audit_event').selectAll().execute();
    assert.ok(rows.length > 0);
    assert.ok(!JSON.stringify(rows).includes(`Patient/${houseSubject}`));
  });

  it('trouble.raise is known after a restart: nothing is raised twice, and end() speaks to the same alert', async () => {
    const [first] = (await queue('operator')).alerts;
    await close();
    await open();
    await house.trouble.raise({ code: 'messages-late', params: { seconds: 99 }, priority: 'high' });
    assert.equal((await queue('operator')).alerts[0]?.version, first?.version);
    await house.trouble.end('messages-late');
    const page = (await ask('operator', `/api/alerts/${first?.id}`)).body as AlertPage;
    assert.equal(page.alert.status, 'open', 'the channel is still dead');
    assert.ok(page.history.some(({ what, reason }) => what === 'sign-ended' && reason?.code === 'messages-late'));
  });

  it('an operator takes and closes an alert of the house; what lasts an hour longer comes again', async () => {
    const [alert] = (await queue('operator')).alerts;
    const command = (payload: object) => ask('operator', `/api/alerts/${alert?.id}/commands`, payload);
    assert.equal((await ask('doctor', `/api/alerts/${alert?.id}/commands`, { command: 'take' })).status, 403);
    assert.equal((await command({ command: 'take' })).status, 200);
    const done = await command({ command: 'close', outcome: { verdict: 'true', code: 'other' } });
    assert.equal(done.status, 200, JSON.stringify(done.body));
    const deaf = { code: 'channel-dead', params: { channel: 'text', minutes: 4 }, priority: 'medium' } as const;
    await house.trouble.raise({ ...deaf, about: 'text' });
    assert.equal((await queue('operator')).alerts.length, 0);
    clock.advance(61 * 60_000);
    await house.trouble.raise({ ...deaf, about: 'text' });
    assert.deepEqual(
      (await queue('operator')).alerts.map(({ reason }) => reason.code),
      ['channel-dead'],
    );
    const { id } = (await queue('operator')).alerts[0]!;
    await house.trouble.end('channel-dead', 'text');
    const { status, outcome, closedAt } = ((await ask('operator', `/api/alerts/${id}`)).body as AlertPage).alert;
    assert.deepEqual([status, outcome?.code, closedAt], ['closed', 'trouble-over', clock.now()]);
  });
});
