import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Alert, Finding, MessageRow } from '@munan/flow';
import { ManualClock, silentLog } from '@munan/runtime';
import { type House, openHouse } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { GatewayForTests, gatewaySecret, gatewayToken } from './gateway-for-tests.ts';
import { bearer, configOf, newFolder, personOf } from './house-for-tests.ts';

const clock = new ManualClock();
const now = clock.now();
const fiveMinutes = 5 * 60_000;
const operator = { id: 'op', name: '교환' };

const findingOf = (subject: string): Finding => ({
  ...{ id: `low/${subject}/began`, episode: `low/${subject}`, subject, detector: 'low-oxygen', version: 1 },
  ...{ phase: 'began', family: 'vital', priority: 'medium', confidence: 1, live: true, evidence: [] },
  ...{ reason: { code: 'low-oxygen', params: { percent: 85, minutes: 12, limit: 88 } }, since: now, at: now },
});

describe('POST /hooks/gateway', () => {
  const { folder, remove } = newFolder();
  let gateway: GatewayForTests;
  let house: House;
  let app: App;
  let url: string;
  const callback = (body: unknown, wrong: Parameters<GatewayForTests['callback']>[2] = {}) =>
    gateway.callback(url, body, { timestamp: clock.now(), ...wrong });
  const statusOf = async (body: unknown, wrong?: Parameters<GatewayForTests['callback']>[2]) =>
    (await callback(body, wrong)).status;
  const messageOf = async (id: string): Promise<MessageRow> => {
    const alert = await alertOf(id);
    return (await house.response.messages({ alert: alert.id })).find((row) => row.id === id) ?? assert.fail(id);
  };
  const alerts = new Map<string, string>();
  const alertOf = (message: string): Promise<Alert> => house.response.get(alerts.get(message) ?? '');

  /** A text to a person's daughter, as it reached the gateway. */
  async function textAbout(subject: string): Promise<string> {
    const before = gateway.requests;
    await house.response.take([findingOf(subject)]);
    const [alert = assert.fail()] = await house.response.list({ status: 'open', subject });
    const skipped = await house.response.command(alert.id, { command: 'skip-to', stepKind: 'family-text' }, operator);
    assert.ok('history' in skipped, JSON.stringify(skipped));
    await gateway.heard(before + 1);
    await house.response.settled();
    const { id = assert.fail() } = gateway.told.at(-1) ?? {};
    alerts.set(id, alert.id);
    return id;
  }
  const people = Array.from({ length: 12 }, (_, number) => `p${number}`);
  before(async () => {
    gateway = await GatewayForTests.open();
    const notify = { gateway: { url: gateway.url, token: gatewayToken, secret: gatewaySecret } };
    const config = { ...configOf(folder), publicUrl: 'http://127.0.0.1:8080', notify };
    house = await openHouse(config, { clock, log: silentLog });
    await house.enrol(people.map((id) => personOf(id)));
    await house.start();
    app = await house.openHttp();
    url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/hooks/gateway`;
  });
  after(async () => {
    await app.close();
    await house.close();
    await gateway.close();
    remove();
  });

  it('what was sent is sent, then delivered, then answered; and the answer moves the alert', async () => {
    const id = await textAbout('p0');
    const told = gateway.told.at(-1);
    assert.deepEqual([told?.to, told?.callback], ['01000000000', 'http://127.0.0.1:8080/hooks/gateway']);
    assert.deepEqual(gateway.complaints, []);
    assert.equal((await messageOf(id)).state, 'sent');
    assert.equal(await statusOf({ message: id, state: 'delivered', at: now }), 200);
    assert.equal((await messageOf(id)).state, 'delivered');
    const before = await alertOf(id);
    assert.equal(await statusOf({ message: id, state: 'answered', key: '3', at: now }), 200);
    const { state, answer } = await messageOf(id);
    assert.deepEqual([state, answer], ['answered', 'coming']);
    const after = await alertOf(id);
    assert.ok(after.version > before.version);
    assert.notDeepEqual(after.history.at(-1), before.history.at(-1));
  });

  it('twice and out of order changes nothing more', async () => {
    const id = await textAbout('p1');
    const answered = { message: id, state: 'answered', key: '3', at: now };
    const delivered = { message: id, state: 'delivered', at: now };
    const timestamp = clock.now();
    assert.deepEqual(JSON.parse((await callback(answered, { timestamp })).body), { state: 'taken' });
    const [alert, message] = [await alertOf(id), await messageOf(id)];
    // The same bytes with the same signature, an older state, and a failure after an answer.
    for (const again of [answered, delivered, { message: id, state: 'failed', at: now }])
      assert.deepEqual(JSON.parse((await callback(again, { timestamp })).body), { state: 'known' }, again.state);
    assert.deepEqual(await alertOf(id), alert);
    assert.deepEqual(await messageOf(id), message);
  });

  it('a signature that is missing, wrong, of another secret, old or of tomorrow is refused, and changes nothing', async () => {
    const id = await textAbout('p2');
    const [alert, message] = [await alertOf(id), await messageOf(id)];
    const body = { message: id, state: 'answered', key: '1', at: now };
    assert.equal(await statusOf(body, { unsigned: true }), 401);
    assert.equal(await statusOf(body, { secret: gatewayToken }), 401);
    assert.equal(await statusOf(body, { secret: '' }), 401);
    assert.equal(await statusOf(body, { timestamp: clock.now() - fiveMinutes - 1 }), 401);
    assert.equal(await statusOf(body, { timestamp: clock.now() + fiveMinutes + 1 }), 401);
    // Whoever has a login is nobody here; nor has she one by it.
    const authorization = await bearer(folder, 'manager', 'manager', now);
    const asManager = await app.inject({
      method: 'POST',
      url: '/hooks/gateway',
      headers: { authorization },
      payload: body,
    });
    assert.equal(asManager.statusCode, 401);
    assert.deepEqual([await alertOf(id), await messageOf(id)], [alert, message]);
    assert.equal(await statusOf(body, { timestamp: clock.now() - fiveMinutes }), 200);
  });

  const wrong: [name: string, body: unknown, more: { raw?: string; method?: string }, status: number][] = [
    ['nothing', undefined, { raw: '' }, 400],
    ['no JSON', undefined, { raw: '{"message":' }, 400],
    ['a list', [], {}, 400],
    ['null', null, {}, 400],
    ['no state', { message: 'm', at: 1 }, {}, 400],
    ['a state that is none', { message: 'm', state: 'sent', at: 1 }, {}, 400],
    ['a message that is a number', { message: 7, state: 'delivered', at: 1 }, {}, 400],
    ['an id of a kilobyte', { message: 'm'.repeat(1024), state: 'delivered', at: 1 }, {}, 400],
    ['an empty id', { message: '', state: 'delivered', at: 1 }, {}, 400],
    ['a time in words', { message: 'm', state: 'delivered', at: 'now' }, {}, 400],
    ['a time beyond all', undefined, { raw: '{"message":"m","state":"delivered","at":1e999}' }, 400],
    ['a time that no date holds', { message: 'm', state: 'delivered', at: 1e300 }, {}, 400],
    ['a time before all', { message: 'm', state: 'delivered', at: -1 }, {}, 400],
    ['two keys at once', { message: 'm', state: 'answered', key: '12', at: 1 }, {}, 400],
    ['more than is in the contract', { message: 'm', state: 'delivered', at: 1, alert: 'a' }, {}, 400],
    ['__proto__', undefined, { raw: '{"message":"m","state":"delivered","at":1,"__proto__":{"x":1}}' }, 400],
    ['NUL', { message: 'm\0', state: 'delivered', at: 1 }, {}, 400],
    ['a list nested deep', undefined, { raw: `${'['.repeat(7000)}${']'.repeat(7000)}` }, 400],
    ['a detail of 17 KB', { message: 'm', state: 'failed', at: 1, detail: 'x'.repeat(17 * 1024) }, {}, 413],
    ['a message that is not there', { message: 'm', state: 'delivered', at: 1 }, {}, 404],
    ['SQL as a message', { message: "'; drop table outbox; --", state: 'delivered', at: 1 }, {}, 404],
    ['GET', undefined, { method: 'GET' }, 404],
    ['PUT', { message: 'm', state: 'delivered', at: 1 }, { method: 'PUT' }, 404],
  ];
  it('well signed nonsense is answered with what is wrong with it, and changes nothing', async () => {
    const id = await textAbout('p3');
    const before = [await alertOf(id), await messageOf(id)];
    for (const [name, body, more, status] of wrong) {
      const answer = await callback(body, more);
      assert.equal(answer.status, status, `${name}: ${answer.body}`);
    }
    assert.deepEqual([await alertOf(id), await messageOf(id)], before);
  });

  it('a time with fractions, and one of a clock that goes ahead, are taken as what they can be', async () => {
    const id = await textAbout('p4');
    assert.equal(await statusOf({ message: id, state: 'delivered', at: now + 86_400_000.5 }), 200);
    assert.ok((await messageOf(id)).stateAt <= clock.now());
  });

  it('a gateway that answers with garbage, cuts its answer off, or answers twice tells nobody twice', async () => {
    for (const [subject, mode] of [
      ['p5', 'garbage'],
      ['p6', 'cut'],
      ['p7', 'huge'],
    ] as const) {
      gateway.mode = mode;
      const id = await textAbout(subject);
      assert.equal((await messageOf(id)).state, 'waiting', mode);
      gateway.mode = 'normal';
      const before = gateway.requests;
      clock.advance(5_000);
      await gateway.heard(before + 1);
      await house.response.settled();
      assert.equal((await messageOf(id)).state, 'sent', mode);
      assert.equal(gateway.told.filter((message) => message.id === id).length, 1, mode);
    }
  });

  it('a callback that comes before the answer to the sending is taken', async () => {
    gateway.mode = 'slow';
    const before = gateway.requests;
    await house.response.take([findingOf('p8')]);
    const [alert = assert.fail()] = await house.response.list({ status: 'open', subject: 'p8' });
    await house.response.command(alert.id, { command: 'skip-to', stepKind: 'family-text' }, operator);
    await gateway.heard(before + 1);
    const { id = assert.fail() } = gateway.told.at(-1) ?? {};
    alerts.set(id, alert.id);
    assert.equal(await statusOf({ message: id, state: 'answered', key: '3', at: clock.now() }), 200);
    gateway.mode = 'normal';
    gateway.release();
    await house.response.settled();
    assert.equal((await messageOf(id)).state, 'answered');
  });

  it('each refusal is in the audit trail', async () => {
    const refusals = async () => (await house.audit.search({ outcomes: [4], limit: 0 })).total;
    const before = await refusals();
    assert.equal(await statusOf({}, { unsigned: true }), 401);
    assert.ok((await refusals()) > before);
  });
});
