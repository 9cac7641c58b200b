import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { recipientOf, ScriptedChannel } from './channel-for-tests.ts';
import { closeIt, findingOf, operator, TestHouse } from './house-for-tests.ts';
import { messagesKeptMs, oldAtMost } from './old-messages.ts';
import { putMessages } from './outbox.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const drilledPerson = 'drill-1-1';

/** How long messages are kept, on any database. */
export function oldMessagesContract(name: string, newUrl: () => Promise<string>): void {
  describe(`Old messages on ${name}`, () => {
    let house: TestHouse;
    const kept = async () =>
      new Set((await house.tables.selectFrom('outbox').select('subject').execute()).map(({ subject }) => subject));
    const raise = async (subject: string) => {
      await house.room.take([findingOf({ subject })]);
      const [{ id } = assert.fail()] = await house.room.list({ status: 'open', subject });
      await house.room.settled();
      return id;
    };
    const close = (id: string) => house.room.command(id, closeIt, operator);
    /** As long as nothing is due of open alerts, which move on their way. */
    const days = async (count: number) => {
      for (let passed = 0; passed < count; passed++) await house.wait(day);
    };

    before(async () => {
      house = await TestHouse.open(await newUrl(), {
        planFor: () => ({
          steps: [
            { kind: 'family-text', withinMs: 400 * day },
            { kind: 'operator-call', withinMs: 400 * day },
          ],
          version: 1,
        }),
        channels: [new ScriptedChannel('text', true)],
        recipients: () => [recipientOf()],
      });
      await house.room.start();
    });
    after(() => house.close());

    it('OldMessages forgets those of alerts that were closed 90 days ago, a piece at a time, and no others', async () => {
      const closed = await raise('closed');
      await raise('open');
      const drilled = await raise(drilledPerson);
      await close(closed);
      await close(drilled);
      const [row = assert.fail()] = await house.tables
        .selectFrom('outbox')
        .selectAll()
        .where('alert', '=', closed)
        .execute();
      await putMessages(
        house.tables,
        house.database.engine,
        Array.from({ length: 2 * oldAtMost + 30 }, (_, at) => ({
          ...row,
          id: `${row.id}-${at}`,
          address: `010-${at}`,
        })),
      );
      await days(60);
      const later = await raise('later');
      await close(later);
      await days(messagesKeptMs / day - 61);
      assert.deepEqual(await kept(), new Set(['closed', 'open', drilledPerson, 'later']));
      await days(2);
      for (let piece = 0; piece < 3; piece++) await house.wait(2_000);
      assert.deepEqual(await kept(), new Set(['open', drilledPerson, 'later']));
      assert.deepEqual(
        [(await house.room.get(closed)).status, await house.room.messages({ alert: closed })],
        ['closed', []],
      );
      assert.ok((await house.room.actions({ alert: closed })).length > 0, 'what was done stays');
      assert.equal(
        await house.room.receipt({ message: row.id, state: 'answered', key: '2', at: house.clock.now() }, 'text'),
        'unknown',
      );
    });

    it('OldMessages forgets nothing by a clock that was set', async () => {
      const id = await raise('by the clock');
      await close(id);
      house.clock.set(house.clock.now() + messagesKeptMs + 10 * day);
      await house.wait(1_000);
      assert.ok((await kept()).has('by the clock'));
    });
  });
}
