import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import type { Finding } from '@munan/flow';
import { closeIt, findingOf, operator, start, TestHouse } from './house-for-tests.ts';
import type { ResponseNeeds } from './needs.ts';

const minute = 60_000;

/** What the auditor must find, on any database. `newUrl` gives the address of a fresh, empty one each time. */
export function auditorContract(name: string, newUrl: () => Promise<string>): void {
  describe(`Auditor on ${name}`, () => {
    let house: TestHouse;
    const open = async (needs: Partial<ResponseNeeds> = {}) => {
      await house?.close();
      house = await TestHouse.open(await newUrl(), needs);
    };
    const states = async () => (await house.room.actions()).map(({ id, state, by, note }) => ({ id, state, by, note }));
    /** As if the transaction that ended it had been lost. */
    const forget = (id: string) =>
      house.tables.updateTable('action').set({ state: 'requested', note: null }).where('id', '=', id).execute();

    beforeEach(() => open());
    after(() => house?.close());

    it('audit() ends a step that was left without an end, tells the record, and leaves the present attempt alone', async () => {
      await house.room.start();
      await house.room.take([findingOf(), findingOf({ subject: 'person-2' })]);
      await house.wait(minute);
      const [alert] = await house.room.list({ status: 'open', subject: 'person-1' });
      const left = `${alert?.id}.1`;
      assert.equal((await house.room.audit()).steps, 0, 'two attempts are under way, and that is well');
      await forget(left);
      await house.wait(31_000);
      house.changes.length = 0;
      assert.equal((await house.room.audit()).steps, 1);
      assert.equal((await house.room.audit()).steps, 0);
      const ended = (await states()).find(({ id }) => id === left);
      assert.deepEqual(ended, { id: left, state: 'failed', by: 'auditor', note: 'audited' });
      assert.deepEqual(
        house.changes.map(({ alert, changes, actions }) => [alert.id, changes.length, actions[0]?.id]),
        [[alert?.id, 0, left]],
      );
      assert.equal((await house.room.get(alert!.id)).version, alert?.version, 'the alert itself did not move');
    });

    it('audit() ends the steps of a closed alert, at most 200 a round', async () => {
      await house.room.take(Array.from({ length: 205 }, (_, n) => findingOf({ subject: `person-${n}` })));
      for (const { id } of await house.room.list({ status: 'open', limit: 500 })) {
        await house.room.command(id, closeIt, operator);
        await forget(`${id}.1`);
      }
      await house.wait(31_000);
      assert.equal((await house.room.audit()).steps, 200);
      assert.equal((await house.room.audit()).steps, 5);
      assert.equal((await house.room.audit()).steps, 0);
    });

    it('audit() raises what unraised() gives; what cannot be raised holds up nothing and is named', async () => {
      const lost = [findingOf({ subject: 'bad' }), findingOf({ subject: 'good' })];
      const untaken = async (): Promise<Finding[]> => {
        const taken = new Set((await house.room.list({ status: 'open' })).map(({ subject }) => subject));
        return lost.filter(({ subject }) => !taken.has(subject));
      };
      await open({
        unraised: untaken,
        onChange: async (_query, moved) => {
          if (moved.some(({ alert }) => alert.subject === 'bad')) throw new Error('the record is full');
        },
      });
      await house.room.take([findingOf({ subject: 'other' })]);
      const first = await house.room.audit();
      assert.deepEqual([first.findings, first.failed], [1, ['findings']]);
      const again = await house.room.audit();
      assert.deepEqual([again.findings, again.failed], [0, ['findings']]);
      const open_ = (await house.room.list({ status: 'open' })).map(({ subject }) => subject);
      assert.deepEqual(open_.sort(), ['good', 'other']);
    });

    it('audit() looks at the rest when one thing cannot be looked at', async () => {
      await open({
        behindMs: () => Promise.reject(new Error('no log')),
        unraised: () => Promise.reject(new Error('no findings')),
        onAudit: () => Promise.reject(new Error('nobody listens')),
      });
      await house.room.take([findingOf()]);
      house.clock.advance(10 * minute);
      const { found, repaired, failed } = await house.room.audit();
      assert.deepEqual([found, repaired, failed], [1, 1, ['findings', 'detectors']]);
    });

    it('audit() tells how far the detectors are behind, and how long a message has been ready to go out', async () => {
      await open({ behindMs: async () => 4_000 });
      const message = {
        ...{ id: 'a.1.1', action: 'a.1', alert: 'a', subject: 'p', step_kind: 'family-text', channel: 'text' },
        ...{ to_kind: 'family', to_id: null, to_name: '박딸', address: '010', language: 'ko', title: '', body: '' },
        ...{ link: null, keys: '[]', urgency: 0, needs: 'delivered', state: 'waiting', attempts: 0 },
        ...{ next_at: start, created: start, state_at: start, expires_at: start + 60 * minute },
        ...{ answer: null, code: null, reference: null },
      };
      await house.tables.insertInto('outbox').values(message).execute();
      house.clock.advance(90_000);
      const { behindMs, waitingMs } = await house.room.audit();
      assert.deepEqual([behindMs, waitingMs], [4_000, 90_000]);
      await house.tables.updateTable('outbox').set({ state: 'sent' }).execute();
      assert.equal((await house.room.audit()).waitingMs, 0);
    });

    it('command begin-call holds the deadline that is on disk, and audit() finds nothing wrong with it', async () => {
      await house.room.start();
      await house.room.take([findingOf({ priority: 'high' })]);
      await house.wait(minute);
      const [alert] = await house.room.list({ status: 'open' });
      assert.equal(alert?.plan[alert.step]?.kind, 'operator-call');
      await house.room.command(alert.id, { command: 'begin-call', to: '딸' }, operator);
      await house.wait(9 * minute);
      assert.deepEqual([(await house.room.audit()).found, (await house.room.get(alert.id)).step], [0, alert.step]);
      await house.room.command(alert.id, { command: 'end-call' }, operator);
      await house.wait(minute - 1);
      assert.equal((await house.room.get(alert.id)).step, alert.step);
      await house.wait(1);
      const after = await house.room.get(alert.id);
      assert.deepEqual([after.step > alert.step, after.calling], [true, undefined]);
    });

    it('the auditor does not take a clock that was set for deadlines that were missed', async () => {
      await house.room.take([findingOf()]);
      house.room.startAuditor();
      await house.wait(15_000);
      house.clock.set(house.clock.now() + 120 * minute);
      await house.wait(15_000);
      assert.equal(house.audits.length, 1, 'the round after the jump is left out');
      await house.wait(5_000);
      assert.deepEqual(
        house.audits.map(({ found }) => found),
        [0, 1],
        'nobody shifted the deadline: then it is looked at as it is',
      );
      house.clock.set(house.clock.now() - 120 * minute);
      await house.wait(20_000);
      await house.wait(15_000);
      assert.equal(house.audits.at(-1)?.found, 0);
    });
  });
}
