import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import type { PlanStep, Recipient } from '@munan/flow';
import { silentLog } from '@munan/runtime';
import { recipientOf, ScriptedChannel, until } from './channel-for-tests.ts';
import { findingOf, sqliteForTests, start, TestHouse } from './house-for-tests.ts';
import type { ResponseNeeds } from './needs.ts';
import { isRefused } from './responder.ts';

const minute = 60_000;
const familyFirst: PlanStep[] = [
  { kind: 'family-text', withinMs: 3 * minute },
  { kind: 'operator-call', withinMs: 5 * minute },
];

describe('what seldom happens to the response, and must not be lost by it', () => {
  let sqlite: Awaited<ReturnType<typeof sqliteForTests>>;
  let house: TestHouse;
  let text: ScriptedChannel;
  let recipients: Recipient[];
  const open = async (needs: Partial<ResponseNeeds> = {}) => {
    text = new ScriptedChannel('text', true);
    recipients = [recipientOf()];
    house = await TestHouse.open(await sqlite.newDatabase(), {
      planFor: () => ({ steps: familyFirst, version: 1 }),
      channels: [text],
      recipients: () => recipients,
      ...needs,
    });
    await house.room.start();
  };
  const states = async () =>
    (await house.tables.selectFrom('outbox').select('state').orderBy('id').execute()).map(({ state }) => state);

  before(async () => {
    sqlite = await sqliteForTests();
  });
  after(() => sqlite.stop());
  afterEach(() => house.close());

  it('of a message whose end could not be stored the sender asks again, without a restart', async () => {
    let isBroken = false;
    await open({
      onChange: async () => {
        if (isBroken) throw new Error('the record is full');
      },
    });
    text.answer = () => {
      isBroken = text.given.length === 1;
      return { state: 'delivered' };
    };
    await house.room.take([findingOf()]);
    await until(() => text.given.length > 0);
    isBroken = true;
    await house.room.settled();
    isBroken = false;
    await house.wait(10_000);
    assert.deepEqual(await states(), ['delivered']);
    assert.deepEqual(new Set(text.given.map(({ id }) => id)).size, 1);
  });

  it('a call lock of a clock that was put back while the server was down holds nobody up', async () => {
    await open();
    await house.room.take([findingOf()]);
    const [{ id } = { id: '' }] = await house.room.list({ status: 'open' });
    const call = async (user: string) => {
      const answer = await house.room.command(id, { command: 'begin-call', to: 'her' }, { id: user, name: user });
      return isRefused(answer) ? answer.code : 'called';
    };
    assert.equal(await call('op-1'), 'called');
    await house.room.command(id, { command: 'end-call' }, { id: 'op-1', name: 'op-1' });
    await house.tables
      .insertInto('call_lock')
      .values({ subject: 'person-1', alert: 'gone', by: 'op-1', until: house.clock.now() + 120 * minute })
      .execute();
    assert.equal(await call('op-2'), 'called');
  });

  it('two people who say the same in the same moment through what has no id of its own are both heard', async () => {
    await open();
    const answers = ['person-1', 'person-2'].map((subject) =>
      house.room.reply({ subject, device: 'page', answer: 'help', at: start }),
    );
    await Promise.all(answers);
    const alerts = await house.room.list({ status: 'open' });
    assert.deepEqual(alerts.map(({ subject }) => subject).sort(), ['person-1', 'person-2']);
  });

  it('help that was said before the present alert began, and just now, is heard as help', async () => {
    await open();
    await house.room.take([findingOf({ since: start - 1_000 })]);
    await house.room.reply({ subject: 'person-1', device: 'ear-1', answer: 'help', at: start - minute });
    const [alert] = await house.room.list({ status: 'open' });
    assert.deepEqual([alert?.priority, alert?.plan[alert.step]?.kind], ['high', 'operator-call']);
  });

  it('no address and no text of a message stands in the log, whatever a provider says', async () => {
    const said: string[] = [];
    const log = { ...silentLog, warn: (...what: unknown[]) => void said.push(JSON.stringify(what)) };
    await open({ log: log as ResponseNeeds['log'] });
    recipients = [
      recipientOf({ address: '010-1234-5678' }),
      recipientOf({ name: '김아들', address: '+82 10 2222 3333' }),
      recipientOf({ name: '김셋', address: 'kim@example.kr' }),
    ];
    text.answer = ({ to, body }) => ({
      ...{ state: 'refused', code: 'rejected' },
      detail: `550 <${to.address}> unknown, ${to.address.replace(/\D/g, '')}: ${body}`,
    });
    await house.room.take([findingOf()]);
    await until(async () => (await states()).every((state) => state === 'failed'));
    const [{ id } = { id: '' }] = await house.tables.selectFrom('outbox').select('id').execute();
    const receipt = { message: id, state: 'failed', at: start, detail: 'no 010-1234-5678 here' } as const;
    await house.room.receipt(receipt, 'text');
    assert.equal(said.length, 4);
    assert.doesNotMatch(said.join('\n'), /5678|3333|kim@|Munan|문안/);
    assert.match(said.join('\n'), /550 .*unknown/);
  });
});
