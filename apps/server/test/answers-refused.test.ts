import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { FamilyPage, FamilyPart } from '@munan/flow';
import { ManualClock, silentLog } from '@munan/runtime';
import { type House, openHouse } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { askingOf } from './asked-for-tests.ts';
import { GatewayForTests, gatewaySecret, gatewayToken } from './gateway-for-tests.ts';
import { configOf, newFolder, personOf } from './house-for-tests.ts';

const clock = new ManualClock();
const password = 'right-password-1';

describe('an answer of family who may not know any more', () => {
  const { folder, remove } = newFolder();
  let gateway: GatewayForTests;
  let house: House;
  let app: App;
  let ask: ReturnType<typeof askingOf>;
  let url: string;
  let message: string;

  const answer = (user = 'child') =>
    ask('family', user, {
      ...{ method: 'POST', url: `/api/messages/${encodeURIComponent(message)}/answer`, payload: { key: '3' } },
    });
  const agree = async (parts: FamilyPart[]) => {
    const payload = { person: 'p1', family: 'child', parts, agreedAt: clock.now(), agreedBy: '김p1' };
    const asked = await ask('manager', 'manager', { method: 'POST', url: '/api/manage/consents', payload });
    assert.equal(asked.statusCode, 200, asked.body);
  };
  const alertNow = async () => (await house.response.list({ status: 'open', subject: 'p1' }))[0] ?? assert.fail();
  const stateOf = async () =>
    (await house.response.messages({ subject: 'p1' })).find(({ id }) => id === message)?.state;
  const trail = async (what: string) =>
    (await house.audit.search({ limit: 50 })).records
      .filter((row) => row.what === what)
      .map(({ user_id, persons, outcome }) => [user_id, persons, outcome]);

  before(async () => {
    gateway = await GatewayForTests.open();
    const notify = { gateway: { url: gateway.url, token: gatewayToken, secret: gatewaySecret } };
    house = await openHouse(
      { ...configOf(folder), publicUrl: 'http://127.0.0.1:8080', notify },
      { clock, log: silentLog },
    );
    await house.enrol([personOf('p1')]);
    await house.addUser({ id: 'child', name: '박딸', role: 'family', password }, ['p1']);
    await house.addUser({ id: 'son', name: '박아들', role: 'family', password }, ['p1']);
    await house.desk.setReach('child', { phone: '010-1234-5678' }, 'manager');
    await house.start();
    app = await house.openHttp();
    url = `${await app.listen({ host: '127.0.0.1', port: 0 })}/hooks/gateway`;
    ask = askingOf(app, folder, () => clock.now());
    await agree(['status', 'alerts']);
    await house.response.reply({ subject: 'p1', device: 'ear', answer: 'help', at: clock.now() });
    const { id } = await alertNow();
    await house.response.command(id, { command: 'skip-to', stepKind: 'family-text' }, { id: 'op', name: '교환' });
    await gateway.heard(1);
    await house.response.settled();
    message = gateway.told.at(-1)?.id ?? assert.fail();
  });
  after(async () => {
    await app.close();
    await house.close();
    await gateway.close();
    remove();
  });

  it('POST /api/messages/:id/answer is refused with `consent` once it was withdrawn, changes nothing, and stands in the trail with her name and the person', async () => {
    const before = await alertNow();
    for (const parts of [[], ['status', 'visits', 'vitals']] as FamilyPart[][]) {
      await agree(parts);
      const refused = await answer();
      assert.deepEqual([refused.statusCode, refused.json().error.code], [403, 'consent']);
    }
    assert.deepEqual([await alertNow(), await stateOf()], [before, 'sent']);
    assert.deepEqual(await trail('refused message answer'), [
      ['child', ['p1'], 4],
      ['child', ['p1'], 4],
    ]);
    assert.equal((await answer('son')).statusCode, 404, 'it was not for her brother');
    assert.deepEqual(await trail('message answered'), []);
  });

  it('POST /hooks/gateway: a key pressed on the telephone does not count either; that she has it does', async () => {
    const before = await alertNow();
    const said = await gateway.callback(
      url,
      { message, state: 'answered', key: '3', at: clock.now() },
      { timestamp: clock.now() },
    );
    assert.deepEqual([said.status, JSON.parse(said.body)], [200, { state: 'taken' }]);
    assert.equal(await stateOf(), 'delivered');
    const { history, deadline } = await alertNow();
    assert.equal(deadline, before.deadline, 'nothing waits for her');
    assert.ok(!history.some(({ reason }) => reason?.code.startsWith('answered')));
    assert.equal((await trail('refused message answer')).length, 3);
  });

  it('when she agreed again, the answer counts, and the trail names whom it is about', async () => {
    await agree(['alerts']);
    const [person] = (await ask('family', 'child', { url: '/api/family' })).json<FamilyPage>().people;
    assert.deepEqual(
      person?.messages?.map(({ id }) => id),
      [message],
    );
    assert.equal((await answer()).json().state, 'taken');
    assert.equal(await stateOf(), 'answered');
    assert.deepEqual(await trail('message answered'), [['child', ['p1'], 0]]);
  });
});
