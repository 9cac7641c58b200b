import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { ChannelsPage, Finding, NoticeAccounts, Role } from '@munan/flow';
import { ManualClock, signBody, silentLog } from '@munan/runtime';
import { type House, openHouse } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { gatewaySecret } from './gateway-for-tests.ts';
import { bearer, configOf, newFolder, passwordCost, personOf } from './house-for-tests.ts';
import { BrowserKeys, PushServiceForTests } from './push-service-for-tests.ts';

// Push services take a token by the real time.
const clock = new ManualClock(Date.now());
const now = clock.now();
const roles: Role[] = ['operator', 'nurse', 'doctor', 'manager', 'family', 'person'];

describe('notices in the browser', () => {
  const { folder, remove } = newFolder();
  let service: PushServiceForTests;
  let house: House;
  let app: App;
  let key: string;
  const ask = async (
    user: string,
    method: 'GET' | 'POST' | 'DELETE',
    url: string,
    body?: object,
    role: Role = 'nurse',
  ) =>
    app.inject({
      ...{ method, url, headers: { authorization: await bearer(folder, role, user, now) } },
      ...(body && { payload: body }),
    });
  const subscribe = (user: string, name: string) => ask(user, 'POST', '/api/push', service.subscribe(name, key));

  before(async () => {
    service = await PushServiceForTests.open();
    const config = { ...configOf(folder), notify: { pushHosts: [service.host] } };
    house = await openHouse(config, { clock, log: silentLog, passwordCost });
    await house.enrol([personOf('p1')]);
    await house.addUser({ id: 'nurse', name: '간호', role: 'nurse', password: 'right-password-2' }, ['p1']);
    await house.addUser({ id: 'other', name: '다른', role: 'nurse', password: 'right-password-3' }, []);
    await house.start();
    app = await house.openHttp();
    key = (await ask('nurse', 'GET', '/api/push/key')).json<{ key: string }>().key;
  });
  after(async () => {
    await app.close();
    await house.close();
    await service.close();
    remove();
  });

  it('everybody who signs in may have them, and is told the same key, of 65 bytes', async () => {
    for (const role of roles) {
      const answer = await ask(`a-${role}`, 'GET', '/api/push/key', undefined, role);
      assert.equal(answer.statusCode, 200, role);
      assert.equal(answer.json<{ key: string }>().key, key);
    }
    assert.equal((await ask('x', 'GET', '/api/push/key', undefined, 'service')).statusCode, 403);
    assert.equal(Buffer.from(key, 'base64url').length, 65);
  });

  it('a subscription that could not be sent to, or leads into the own network, is refused', async () => {
    const { keys } = new BrowserKeys();
    const endpoint = 'https://push.example/send/1';
    const far = { endpoint, keys };
    const bad: [string, object, string][] = [
      ['no endpoint', { keys }, 'invalid'],
      ['no keys', { endpoint }, 'invalid'],
      ['http', { ...far, endpoint: 'http://push.example/send/1' }, 'endpoint-refused'],
      ['this machine', { ...far, endpoint: 'https://127.0.0.1/send/1' }, 'endpoint-refused'],
      ['another port of this machine', { ...far, endpoint: 'http://127.0.0.1:9/send/1' }, 'endpoint-refused'],
      ['the cloud’s own address', { ...far, endpoint: 'https://169.254.169.254/latest' }, 'endpoint-refused'],
      ['a file', { ...far, endpoint: 'file:///etc/passwd' }, 'endpoint-refused'],
      ['a password', { ...far, endpoint: 'https://a:b@push.example/1' }, 'endpoint-refused'],
      ['two kilobytes', { ...far, endpoint: `https://push.example/${'x'.repeat(2000)}` }, 'invalid'],
      ['NUL', { ...far, endpoint: 'https://push.example/\0' }, 'invalid'],
      ['a short key', { ...far, keys: { ...keys, p256dh: 'BAAAAAAAAAAA' } }, 'invalid'],
      [
        'a point beside the curve',
        { ...far, keys: { ...keys, p256dh: Buffer.alloc(65, 4).toString('base64url') } },
        'invalid',
      ],
      ['a short secret', { ...far, keys: { ...keys, auth: 'AAAAAAAAAAAA' } }, 'invalid'],
      ['keys in words', { ...far, keys: 'none' }, 'invalid'],
    ];
    for (const [name, body, code] of bad) {
      const answer = await ask('nurse', 'POST', '/api/push', body);
      assert.deepEqual([answer.statusCode, answer.json().error.code], [400, code], name);
    }
    assert.equal(house.ways.push.devicesOf('nurse'), 0);
    // As a browser's toJSON() has it.
    assert.equal((await ask('nurse', 'POST', '/api/push', { ...far, expirationTime: null })).statusCode, 204);
    assert.equal((await ask('nurse', 'DELETE', '/api/push', { endpoint })).statusCode, 204);
  });

  it('a test notice goes to each browser of whoever asks, in her language, and to nobody else', async () => {
    await subscribe('nurse', 'tablet');
    await subscribe('other', 'phone');
    const answer = await ask('nurse', 'POST', '/api/push/test', { language: 'en' });
    assert.deepEqual([answer.statusCode, answer.json().state], [202, 'sent']);
    assert.deepEqual(service.complaints, []);
    assert.deepEqual(
      service.pushed.map(({ path }) => path),
      ['/push/tablet'],
    );
    assert.match(JSON.parse(service.pushed[0]?.data ?? '').body, /test/);
    const none = await ask('nobody', 'POST', '/api/push/test', {});
    assert.deepEqual([none.statusCode, none.json().state, none.json().code], [202, 'refused', 'no-subscription']);
  });

  it('a browser belongs to whoever allowed them last; nobody turns off another’s; one that is gone is forgotten', async () => {
    const tablet = service.subscribe('shared', key);
    await ask('nurse', 'POST', '/api/push', tablet);
    await ask('other', 'DELETE', '/api/push', { endpoint: tablet.endpoint });
    assert.equal(house.ways.push.devicesOf('nurse'), 2);
    await ask('other', 'POST', '/api/push', tablet);
    assert.deepEqual(['nurse', 'other'].map(house.ways.push.devicesOf), [1, 2]);
    service.answers.set('/push/shared', 410);
    await ask('other', 'POST', '/api/push/test', {});
    assert.equal(house.ways.push.devicesOf('other'), 1);
  });

  it('nobody has more than ten browsers: the oldest goes', async () => {
    for (let number = 0; number < 12; number++) {
      clock.advance(1);
      await subscribe('many', `many-${number}`);
    }
    assert.equal(house.ways.push.devicesOf('many'), 10);
    service.pushed.length = 0;
    await ask('many', 'POST', '/api/push/test', {});
    const reached = service.pushed.map(({ path }) => path).sort();
    assert.equal(reached.length, 10);
    assert.ok(!reached.includes('/push/many-0') && reached.includes('/push/many-11'));
  });

  it('a notice for the nurse is delivered when her browser says so, and answered by her alone', async () => {
    const found: Finding = {
      ...{ id: 'f/p1/began', episode: 'f/p1', subject: 'p1', detector: 'low-oxygen', version: 1 },
      ...{ phase: 'began', family: 'vital', priority: 'medium', confidence: 1, live: true, evidence: [] },
      ...{ reason: { code: 'low-oxygen', params: { percent: 85, minutes: 12, limit: 88 } }, since: now, at: now },
    };
    await house.response.take([found]);
    const [alert = assert.fail()] = await house.response.list({ status: 'open', subject: 'p1' });
    service.pushed.length = 0;
    const before = service.requests;
    const by = { id: 'op', name: '교환' };
    await house.response.command(alert.id, { command: 'skip-to', stepKind: 'nurse-visit' }, by);
    await service.heard(before + 1);
    await house.response.settled();
    assert.deepEqual(
      service.pushed.map(({ path }) => path),
      ['/push/tablet'],
    );
    const notice = JSON.parse(service.pushed[0]?.data ?? '') as {
      id: string;
      receipt: string;
      keys: { key: string }[];
    };
    const { id, receipt, keys } = notice;
    const stateOf = async () =>
      (await house.response.messages({ alert: alert.id })).find((row) => row.id === id)?.state;
    assert.equal(await stateOf(), 'sent');

    // Her browser says that it came: without a session, by what only the encrypted notice held.
    const arrived = (payload: object) => app.inject({ method: 'POST', url: '/hooks/push', payload });
    assert.equal((await arrived({ id, receipt: 'A'.repeat(43) })).statusCode, 401);
    assert.equal((await arrived({ id: `${id}0`, receipt })).statusCode, 401);
    for (const body of [{}, { id }, { id, receipt, more: 1 }, { id: 7, receipt }, []])
      assert.equal((await arrived(body)).statusCode, 400);
    assert.equal(await stateOf(), 'sent');
    assert.deepEqual((await arrived({ id, receipt })).json(), { state: 'taken' });
    assert.deepEqual((await arrived({ id, receipt })).json(), { state: 'known' });
    assert.equal(await stateOf(), 'delivered');

    const url = `/api/messages/${encodeURIComponent(id)}/answer`;
    const [{ key: pressed } = assert.fail()] = keys;
    assert.equal((await ask('other', 'POST', url, { key: pressed })).statusCode, 404, "another's is not there");
    assert.equal((await ask('nurse', 'POST', '/api/messages/none/answer', { key: '1' })).statusCode, 404);
    for (const body of [{}, { key: '' }, { key: '12' }, { key: 1 }])
      assert.equal((await ask('nurse', 'POST', url, body)).statusCode, 400);
    assert.equal(await stateOf(), 'delivered');
    assert.deepEqual((await ask('nurse', 'POST', url, { key: pressed })).json().state, 'taken');
    assert.deepEqual((await ask('nurse', 'POST', url, { key: pressed })).json().state, 'known');
    assert.equal(await stateOf(), 'answered');
  });

  it('DELETE /api/manage/notices/:user ends every browser of an account whose telephone was lost; the manager alone', async () => {
    const lost = (user: string, role: Role = 'manager') =>
      ask('boss', 'DELETE', `/api/manage/notices/${user}`, undefined, role);
    const list = async () =>
      (await ask('boss', 'GET', '/api/manage/notices', undefined, 'manager')).json<NoticeAccounts>().accounts;
    await subscribe('other', 'second');
    const [tablet, phone] = [house.ways.push.devicesOf('nurse'), house.ways.push.devicesOf('other')];
    assert.deepEqual(
      (await list()).map(({ id, role, devices }) => [id, role, devices]),
      [
        ['nurse', 'nurse', tablet],
        ['other', 'nurse', phone],
      ],
      'by name; whoever has no account is not in it',
    );
    for (const role of ['operator', 'nurse', 'doctor', 'family', 'person', 'service'] as const) {
      assert.equal((await lost('other', role)).statusCode, 403, role);
      assert.equal((await ask('x', 'GET', '/api/manage/notices', undefined, role)).statusCode, 403, role);
    }
    for (const [user, status] of [
      ['nobody', 404],
      ['a'.repeat(99), 404],
      ['a'.repeat(101), 414],
      [encodeURIComponent("' or 1=1 --"), 404],
      ['%00', 400],
    ] as const)
      assert.equal((await lost(user)).statusCode, status, user);
    assert.equal(house.ways.push.devicesOf('other'), phone);
    assert.ok(phone > 1);
    assert.equal((await lost('other')).statusCode, 204);
    assert.equal((await lost('other')).statusCode, 204, 'twice');
    assert.deepEqual([house.ways.push.devicesOf('nurse'), house.ways.push.devicesOf('other')], [tablet, 0]);
    assert.equal((await ask('other', 'POST', '/api/push/test', {})).json().code, 'no-subscription');
    const { records } = await house.audit.search({ users: ['boss'], limit: 50 });
    const [row = assert.fail()] = records.filter(({ what }) => what === 'notices ended of other');
    assert.deepEqual([row.interaction, row.outcome], ['update', 0]);
    await subscribe('other', 'phone');
  });

  it('GET /api/channels tells how each way does: what is not set up is off', async () => {
    const page = (await ask('op', 'GET', '/api/channels', undefined, 'operator')).json<ChannelsPage>();
    const states = Object.fromEntries(page.channels.map(({ channel, state }) => [channel, state]));
    assert.deepEqual(states, { push: 'well', text: 'off', voice: 'off', mail: 'off', console: 'off' });
    assert.equal(page.channels.find(({ channel }) => channel === 'push')?.answered, 1);
    for (const role of ['nurse', 'doctor', 'family', 'person', 'service'] as const)
      assert.equal((await ask('x', 'GET', '/api/channels', undefined, role)).statusCode, 403, role);
  });

  it('without a gateway there is nothing to sign with: POST /hooks/gateway refuses everything', async () => {
    const body = JSON.stringify({ message: 'm', state: 'delivered', at: 1 });
    for (const secret of ['', 'undefined', gatewaySecret]) {
      const headers = { 'content-type': 'application/json', ...signBody(secret, Buffer.from(body), clock.now()) };
      const answer = await app.inject({ method: 'POST', url: '/hooks/gateway', headers, payload: body });
      assert.equal(answer.statusCode, 401);
    }
  });

  it('what a browser allowed is known after a restart', async () => {
    await app.close();
    await house.close();
    house = await openHouse(configOf(folder), { clock, log: silentLog, passwordCost });
    app = await house.openHttp();
    assert.deepEqual(['nurse', 'other', 'many'].map(house.ways.push.devicesOf), [1, 1, 10]);
    assert.equal((await ask('nurse', 'GET', '/api/push/key')).json<{ key: string }>().key, key);
  });
});
