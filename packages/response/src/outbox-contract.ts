import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, beforeEach, describe, it } from 'node:test';
import type { Alert, ChannelName, Circumstances, PlanStep, Recipient, RecipientKind } from '@munan/flow';
import type { Channel } from '@munan/runtime';
import { recipientOf, ScriptedChannel, unreachable, until } from './channel-for-tests.ts';
import { closeIt, findingOf, operator, plainDay, TestHouse } from './house-for-tests.ts';
import type { ResponseNeeds } from './needs.ts';

const minute = 60_000;
const familyFirst: PlanStep[] = [
  { kind: 'family-text', withinMs: 3 * minute },
  { kind: 'operator-call', withinMs: 5 * minute },
  { kind: 'dispatch', withinMs: 5 * minute },
];
const tables = ['alert', 'alert_episode', 'alert_taken', 'action', 'outbox', 'call_lock'] as const;
const kindOf = (alert: Alert | undefined) => alert?.plan[alert.step]?.kind;

/** What the outbox must do, on any database. */
export function outboxContract(name: string, newUrl: () => Promise<string>): void {
  describe(`Outbox on ${name}`, () => {
    let house: TestHouse;
    let url: string;
    let plan: PlanStep[];
    let text: ScriptedChannel;
    let recipients: Recipient[];
    let around: Circumstances;
    let said: [ChannelName, string][];

    /** Whichever the test has put there. */
    const texts: Channel = {
      name: 'text',
      get knowsIds() {
        return text.knowsIds;
      },
      send: (message) => text.send(message),
    };
    // A house costs a third of a second: one for all tests, but for those that start it again.
    let isOwn = false;
    const open = async (needs: Partial<ResponseNeeds> = {}) => {
      isOwn = house !== undefined;
      await house?.close();
      house = await TestHouse.open(url, {
        ...(house && { clock: house.clock }),
        newId: () => randomUUID(),
        planFor: () => ({ steps: plan, version: 1 }),
        channels: [texts],
        recipients: (_subject: string, kind: RecipientKind) => recipients.filter((one) => one.kind === kind),
        nameOf: () => '이순자',
        around: () => around,
        onChannel: (channel, state) => void said.push([channel, state]),
        ...needs,
      });
      await house.room.start();
    };
    const alertOf = async () => (await house.room.list({ status: 'open' }))[0]!;
    const raise = async (more: Parameters<typeof findingOf>[0] = {}) => {
      await house.room.take([findingOf(more)]);
      await house.room.settled();
      return alertOf();
    };
    const rows = () => house.tables.selectFrom('outbox').selectAll().orderBy('id').execute();
    const states = async () => (await rows()).map(({ state }) => state);
    const reasons = async () =>
      (await alertOf()).history.flatMap(({ what, reason }) => (what === 'message' ? [reason?.code] : []));
    const receipt = (message: string, state: 'delivered' | 'answered' | 'failed', key?: string) =>
      house.room.receipt({ message, state, at: house.clock.now(), ...(key !== undefined && { key }) }, [
        'text',
        'voice',
      ]);

    beforeEach(async () => {
      plan = familyFirst;
      text = new ScriptedChannel('text', true);
      recipients = [recipientOf(), recipientOf({ name: '김아들', address: '010-2222-3333' }), recipientOf()];
      around = plainDay;
      said = [];
      if (house && !isOwn) {
        await house.room.settled();
        for (const table of tables) await house.tables.deleteFrom(table).execute();
        house.audits.length = 0;
        return;
      }
      await house?.close();
      house = undefined as never;
      url = await newUrl();
      await open();
    });
    after(() => house?.close());

    it('a step that begins tells each recipient once, and no address twice', async () => {
      const { id } = await raise();
      await until(async () => (await states()).every((state) => state === 'sent'));
      assert.deepEqual(
        text.given.map((message) => [message.id, message.to.address]),
        [
          [`${id}.1.1`, '010-1234-5678'],
          [`${id}.1.2`, '010-2222-3333'],
        ],
      );
      assert.match(text.given[0]!.body, /이순자님/);
      assert.deepEqual(
        text.given[0]!.keys.map(({ means }) => means),
        ['ok', 'help', 'coming'],
      );
      assert.equal((await rows())[0]!.reference, 'r');
    });

    it('nothing goes out for an alert that could not be stored', async () => {
      await open({ onChange: () => Promise.reject(new Error('the record is full')) });
      await assert.rejects(house.room.take([findingOf()]), /the record is full/);
      assert.deepEqual([await rows(), text.given], [[], []]);
    });

    it('what is unreachable is tried again, later and later, until its step is over; then the plan goes on', async () => {
      text.answer = () => unreachable;
      recipients = [recipientOf()];
      await raise();
      const tries: number[] = [];
      for (let second = 0; second < 179; second++) {
        await house.wait(1000);
        tries.push(text.given.length);
      }
      assert.deepEqual(await states(), ['waiting']);
      assert.ok(tries.at(-1)! >= 5 && tries.at(-1)! <= 7, `${tries.at(-1)} tries`);
      await house.wait(1000);
      assert.ok(['failed', 'expired'].includes((await states())[0]!));
      assert.equal(kindOf(await alertOf()), 'operator-call');
      await house.wait(10 * minute);
      assert.equal(text.given.length, tries.at(-1), 'nothing is sent of a step that is over');
    });

    it('when everybody was refused the plan goes on at once; one who can be reached keeps it waiting', async () => {
      text.answer = ({ to }) =>
        to.address.endsWith('3333') ? { state: 'sent' } : { state: 'refused', code: 'bad-number', detail: '' };
      const { id } = await raise();
      await until(async () => (await states()).join() === 'failed,sent');
      assert.equal(kindOf(await alertOf()), 'family-text');
      assert.equal(await receipt(`${id}.1.2`, 'failed'), 'taken');
      assert.equal(kindOf(await alertOf()), 'operator-call');
      assert.deepEqual(await reasons(), ['message-failed', 'message-failed']);
    });

    it('a step done by messages goes on at once when there is nobody to tell, or no way; the last step of a plan waits', async () => {
      recipients = [];
      assert.equal(kindOf(await raise()), 'operator-call');
      assert.ok((await alertOf()).history.some(({ reason }) => reason?.code === 'nobody'));
      recipients = [recipientOf({ channel: 'voice' })];
      await raise({ subject: 'person-2', priority: 'high' });
      assert.equal(kindOf(await alertOf()), 'operator-call');
      assert.deepEqual(
        (await rows()).map(({ state, code }) => [state, code]),
        [['failed', 'channel-off']],
      );
      plan = [
        { kind: 'check-house', withinMs: minute },
        { kind: 'manager', withinMs: minute },
      ];
      await raise({ subject: 'munan', family: 'house' });
      await house.wait(minute);
      const [alert] = await house.room.list({ status: 'open', subject: 'munan' });
      assert.deepEqual([kindOf(alert), alert!.deadline], ['manager', house.clock.now() + minute]);
    });

    it('what was left before it went out stays in the house', async () => {
      text.answer = () => unreachable;
      const { id } = await raise();
      await until(async () => (await states()).every((state) => state === 'waiting'));
      await house.room.command(id, { command: 'skip-to', stepKind: 'operator-call' }, operator);
      assert.deepEqual(await states(), ['expired', 'expired']);
      await house.wait(2 * minute);
      assert.equal(text.given.length, 2);
    });

    it('the desk is told of a step that waits for it only while nobody is there', async () => {
      recipients = [recipientOf({ kind: 'operator', id: 'op-2', channel: 'text' })];
      plan = [{ kind: 'operator-call', withinMs: 5 * minute }];
      await raise();
      assert.deepEqual(await rows(), []);
      around = { ...plainDay, operators: 0 };
      const { id } = await raise({ subject: 'person-2', priority: 'high' });
      await until(async () => (await states()).join() === 'sent');
      assert.match(text.given[0]!.body, /관제석이 비었습니다/);
      assert.equal(text.given[0]!.link, `/centre/${id}`);
    });

    it('a drill writes down what would have gone and hands it to no channel', async () => {
      assert.notEqual((await raise({ subject: 'drill-1a2b3c-1' })).drill, undefined);
      await house.wait(1000);
      assert.deepEqual(
        (await rows()).map(({ channel, state, code }) => [channel, state, code]),
        [
          ['console', 'delivered', 'drill'],
          ['console', 'delivered', 'drill'],
        ],
      );
      assert.deepEqual(text.given, []);
    });

    it('receipt() goes only forward: twice, in any order, late, or of nothing that was sent', async () => {
      const { id } = await raise();
      const message = `${id}.1.1`;
      assert.equal(await receipt('nothing', 'delivered'), 'unknown');
      assert.equal(await house.room.receipt({ message, state: 'delivered', at: 1 }, 'mail'), 'unknown');
      assert.equal(await receipt(message, 'delivered'), 'taken');
      assert.equal(await receipt(message, 'delivered'), 'known');
      assert.equal(await receipt(message, 'failed'), 'known');
      assert.deepEqual(await reasons(), ['message-delivered']);
      assert.equal(await receipt(message, 'answered', '3'), 'taken');
      assert.equal(await receipt(message, 'answered', '3'), 'known');
      assert.equal(await receipt(message, 'delivered'), 'known');
      assert.equal(await receipt(message, 'answered', '１'), 'taken', 'she came, and all is well');
      assert.equal((await rows())[0]!.answer, 'coming,ok');
      assert.deepEqual(await reasons(), ['message-delivered', 'answered-coming', 'answered-ok']);
      house.clock.advance(24 * 60 * minute);
      await house.room.settled();
      assert.equal(await receipt(`${id}.1.2`, 'delivered'), 'taken');
    });

    it('receipt() of a key that means nothing says that it was delivered', async () => {
      const { id } = await raise();
      assert.equal(await receipt(`${id}.1.1`, 'answered', '9'), 'taken');
      assert.equal(await receipt(`${id}.1.1`, 'answered'), 'known');
      assert.deepEqual(await reasons(), ['message-delivered']);
      assert.equal((await house.room.messages({ alert: id })).find(({ id }) => id.endsWith('.1'))?.state, 'delivered');
    });

    it('receipt() before the channel has answered is not undone by the answer', async () => {
      let answer: (value: { state: 'sent' }) => void = () => {};
      text.answer = () => new Promise((resolve) => (answer = resolve));
      recipients = [recipientOf()];
      await house.room.take([findingOf()]);
      const { id } = await alertOf();
      await until(() => text.given.length === 1);
      await receipt(`${id}.1.1`, 'answered', '3');
      answer({ state: 'sent' });
      await house.room.settled();
      assert.deepEqual(await states(), ['answered']);
    });

    it('help after its alert was closed opens another: nobody who says it goes unheard', async () => {
      recipients = [recipientOf({ kind: 'self', id: 'person-1' })];
      plan = [
        { kind: 'text-person', withinMs: minute },
        { kind: 'operator-call', withinMs: minute },
      ];
      const { id } = await raise();
      await house.room.command(id, closeIt, operator);
      assert.equal(await receipt(`${id}.1.1`, 'answered', '2'), 'taken');
      await house.room.settled();
      const again = await alertOf();
      assert.notEqual(again.id, id);
      assert.deepEqual([again.priority, kindOf(again), again.reason.code], ['high', 'operator-call', 'asked-for-help']);
      assert.equal(await receipt(`${id}.1.1`, 'answered', '2'), 'known');
    });

    it('her own "1" closes a fall, as through the ear', async () => {
      recipients = [recipientOf({ kind: 'self', id: 'person-1' })];
      plan = [
        { kind: 'text-person', withinMs: minute },
        { kind: 'operator-call', withinMs: minute },
      ];
      const { id } = await raise();
      house.clock.advance(20_000);
      await receipt(`${id}.1.1`, 'answered', '1');
      assert.deepEqual((await house.room.get(id)).outcome, { verdict: 'unclear', code: 'answered-ok' });
    });

    it('answerMessage() is taken from whom the message was for, and from nobody else', async () => {
      recipients = [recipientOf({ id: 'u-1' })];
      const { id } = await raise();
      const press = (user: string) => house.room.answerMessage(`${id}.1.1`, '3', { id: user, name: user });
      assert.equal(await press('u-2'), 'unknown');
      assert.equal(await press('u-1'), 'taken');
      assert.equal(await press('u-1'), 'known');
      assert.ok((await alertOf()).history.some(({ by, reason }) => by === 'u-1' && reason?.code === 'answered-coming'));
    });

    it('an answer of whom she lets know nothing any more does not count, by whichever way: `refused`', async () => {
      let mayAnswer = true;
      recipients = [recipientOf({ id: 'u-1' })];
      await open({
        mayAnswer: ({ subject, kind, to }) => mayAnswer || `${subject} ${kind} ${to}` !== 'person-1 family u-1',
      });
      const { id } = await raise();
      const message = `${id}.1.1`;
      assert.deepEqual(await house.room.findAddressed(message), { subject: 'person-1', kind: 'family', to: 'u-1' });
      assert.equal(await house.room.findAddressed('nothing'), undefined);
      mayAnswer = false;
      assert.equal(await house.room.answerMessage(message, '3', { id: 'u-1', name: 'u-1' }), 'refused');
      assert.equal(await receipt(message, 'answered', '3'), 'refused');
      assert.deepEqual(await states(), ['delivered'], 'she has it');
      assert.deepEqual(await reasons(), ['message-delivered']);
      mayAnswer = true;
      assert.equal(await receipt(message, 'answered', '3'), 'taken');
    });

    it('a slow channel fills its own places and holds up no other; urgent messages go first', async () => {
      text.answer = () => 'never';
      const mail = new ScriptedChannel('mail', false);
      recipients = [
        ...Array.from({ length: 20 }, (_, n) => recipientOf({ address: `010-0000-${1000 + n}` })),
        recipientOf({ channel: 'mail', address: 'a@example.kr' }),
      ];
      await open({ channels: [texts, mail] });
      await house.room.take([findingOf()]);
      await until(() => mail.given.length === 1 && text.given.length === 8);
      await house.room.take([findingOf({ subject: 'person-2', priority: 'high' })]);
      house.clock.advance(11_000);
      await until(() => text.given.length >= 16);
      assert.equal(text.mostAtOnce <= 16, true);
      assert.ok(text.given.slice(8, 16).every(({ urgent }) => urgent));
    });

    it('no answer, an error and garbage: tried again where ids are known, failed where they are not', async () => {
      for (const [knowsIds, state] of [
        [true, 'waiting'],
        [false, 'failed'],
      ] as const)
        for (const answer of ['never', 'throws', { garbage: null }, { garbage: { state: 'delivred' } }] as const) {
          text = new ScriptedChannel('text', knowsIds, () => answer);
          recipients = [recipientOf()];
          await house.room.take([findingOf({ subject: `${knowsIds}-${JSON.stringify(answer)}` })]);
          await until(() => text.given.length === 1);
          if (answer === 'never') {
            house.clock.advance(10_000);
            house.clock.advance(1_000);
          }
          await until(async () => !(await states()).includes('sending'));
          assert.equal((await rows()).find(({ id }) => id === text.given[0]!.id)!.state, state, JSON.stringify(answer));
          await house.room.settled();
          for (const { id } of await house.room.list({ status: 'open' }))
            await house.room.command(id, closeIt, operator);
        }
    });

    it('after a crash what was being handed over goes again where ids are known, and nowhere else', async () => {
      for (const [knowsIds, state, code, given] of [
        [true, 'sent', null, 2],
        [false, 'failed', 'unknown-after-crash', 1],
      ] as const) {
        text = new ScriptedChannel('text', knowsIds, (_, tries) => (tries === 1 ? 'never' : { state: 'sent' }));
        recipients = [recipientOf()];
        await open();
        await house.room.take([findingOf({ subject: `${knowsIds}` })]);
        await until(() => text.given.length === 1);
        await open();
        const ofMine = async () => (await rows()).find(({ id }) => id === text.given[0]!.id)!;
        await until(async () => !['sending', 'waiting'].includes((await ofMine()).state));
        assert.deepEqual([(await ofMine()).state, (await ofMine()).code, text.given.length], [state, code, given]);
      }
    });

    it('a channel that is dead for three minutes is said to be, once, and that it is well again', async () => {
      await open();
      const since = house.clock.now();
      text.answer = () => unreachable;
      await raise();
      for (let second = 0; second < 200; second += 5) await house.wait(5_000);
      await raise({ subject: 'person-2', priority: 'high' });
      await house.wait(30_000);
      assert.deepEqual(said, [['text', 'failing']]);
      const { text: figures } = await house.room.channelFigures(0);
      assert.equal(figures.failingSince, since);
      text.answer = () => ({ state: 'sent' });
      await house.wait(2 * minute);
      assert.deepEqual(said, [
        ['text', 'failing'],
        ['text', 'well'],
      ]);
      assert.equal((await house.room.channelFigures(0)).text.sent > 0, true);
    });

    it('messages() shows the address in part', async () => {
      recipients = [recipientOf(), recipientOf({ channel: 'mail', address: 'kim@example.kr' })];
      const { id } = await raise();
      const shown = await house.room.messages({ subject: 'person-1' });
      assert.deepEqual(shown.map(({ to }) => to.address).sort(), ['k…@example.kr', '…5678']);
      assert.equal((await house.room.messages({ alert: id })).length, 2);
      assert.deepEqual(await house.room.messages({ alert: 'other' }), []);
    });
  });
}
