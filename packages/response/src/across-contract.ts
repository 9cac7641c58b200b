import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, beforeEach, describe, it } from 'node:test';
import type { Alert, PlanStep } from '@munan/flow';
import { closeIt, findingOf, operator, TestHouse } from './house-for-tests.ts';
import { isRefused } from './responder.ts';

const minute = 60_000;
const kindOf = (alert: Alert | undefined) => alert?.plan[alert.step]?.kind;

/** What is so for several alerts at once, on any database: one call for a person, one open alert, one clock, one queue. */
export function acrossContract(name: string, newUrl: () => Promise<string>): void {
  describe(`Alerts together on ${name}`, () => {
    let house: TestHouse;
    let plan: PlanStep[];
    const alertOf = async () => (await house.room.list({ status: 'open' }))[0]!;
    const raise = async (more: Parameters<typeof findingOf>[0] = {}) => {
      await house.room.take([findingOf(more)]);
      await house.room.settled();
      return alertOf();
    };

    beforeEach(async () => {
      await house?.close();
      plan = [{ kind: 'operator-call', withinMs: 5 * minute }];
      house = await TestHouse.open(await newUrl(), {
        newId: () => randomUUID(),
        planFor: () => ({ steps: plan, version: 1 }),
      });
      await house.room.start();
    });
    after(() => house?.close());

    it('two operators never call one person at once, for two of her alerts either', async () => {
      plan = [{ kind: 'operator-call', withinMs: 5 * minute }];
      await house.room.take([
        findingOf(),
        findingOf({ episode: 'o2', family: 'vital' }),
        findingOf({ subject: 'person-2' }),
      ]);
      const alerts = await house.room.list({ status: 'open' });
      const of = (subject: string, family: string) =>
        alerts.find((alert) => alert.subject === subject && alert.family === family)!.id;
      const call = async (id: string, user: string) => {
        const answer = await house.room.command(id, { command: 'begin-call', to: 'her' }, { id: user, name: user });
        return isRefused(answer) ? `${answer.code} ${answer.by}` : 'called';
      };
      const [fall, oxygen, other] = [of('person-1', 'safety'), of('person-1', 'vital'), of('person-2', 'safety')];
      const both = await Promise.all([call(fall, 'op-1'), call(oxygen, 'op-2')]);
      assert.deepEqual(both, ['called', 'being-called op-1']);
      assert.equal(await call(other, 'op-2'), 'called');
      assert.equal(await call(oxygen, 'op-1'), 'called', 'her own call is not in her way');
      await house.room.command(oxygen, { command: 'end-call' }, { id: 'op-1', name: 'op-1' });
      assert.equal(await call(oxygen, 'op-2'), 'called');
      await house.room.command(oxygen, closeIt, { id: 'op-2', name: 'op-2' });
      assert.equal(await call(fall, 'op-1'), 'called');
      house.clock.advance(11 * minute);
      await house.room.settled();
      assert.equal(await call(fall, 'op-2'), 'called', 'a call that was never ended runs out');
    });

    it('reopen is refused while another of the same person and family is open', async () => {
      const first = await raise();
      await house.room.command(first.id, closeIt, operator);
      await raise({ episode: 'fall/person-1/2' });
      const again = () => house.room.command(first.id, { command: 'reopen', note: '다시' }, operator);
      const refused = await again();
      assert.equal(isRefused(refused) && refused.code, 'other-open');
      await house.room.command((await alertOf()).id, closeIt, operator);
      assert.equal(isRefused(await again()), false);
      assert.equal((await alertOf()).id, first.id);
    });

    it('the clock is set by two hours, either way: deadlines, pauses and calls keep the time that was left', async () => {
      for (const byMs of [-120 * minute, 120 * minute]) {
        plan = [
          { kind: 'operator-call', withinMs: 5 * minute },
          { kind: 'dispatch', withinMs: 5 * minute },
        ];
        const { id } = await raise({ subject: `set-${byMs}` });
        await house.room.take([findingOf({ subject: `paused-${byMs}` })]);
        const paused = (await house.room.list({ status: 'open', subject: `paused-${byMs}` }))[0]!;
        await house.room.command(paused.id, { command: 'pause', untilMs: house.clock.now() + 10 * minute }, operator);
        await house.wait(minute);
        house.clock.set(house.clock.now() + byMs);
        await house.room.take([findingOf({ subject: `after-${byMs}` })]);
        const [fresh] = await house.room.list({ status: 'open', subject: `after-${byMs}` });
        assert.equal(fresh!.deadline, house.clock.now() + 5 * minute, 'what was set by the new time is not shifted');
        assert.equal((await house.room.get(id)).deadline, house.clock.now() + 4 * minute);
        await house.wait(4 * minute - 1);
        assert.equal(kindOf(await house.room.get(id)), 'operator-call');
        await house.wait(1);
        assert.equal(kindOf(await house.room.get(id)), 'dispatch');
        assert.equal((await house.room.get(paused.id)).pausedUntil, house.clock.now() + 5 * minute);
        await house.wait(5 * minute);
        assert.equal((await house.room.get(paused.id)).pausedUntil, undefined);
        assert.ok(house.audits.every(({ found }) => found === 0));
        for (const { id } of await house.room.list({ status: 'open' })) await house.room.command(id, closeIt, operator);
      }
    });

    it('queue() gives every open alert once, in pages, ordered as list()', async () => {
      const findings = Array.from({ length: 25 }, (_, n) =>
        findingOf({ subject: `person-${n}`, priority: (['high', 'medium', 'low'] as const)[n % 3]! }),
      );
      await house.room.take(findings);
      const ids: string[] = [];
      for (
        let page = await house.room.queue({ limit: 4 });
        ;
        page = await house.room.queue({ limit: 4, after: page.next! })
      ) {
        assert.equal(page.open, 25);
        ids.push(...page.alerts.map(({ id }) => id));
        if (!page.next) break;
      }
      assert.deepEqual(
        ids,
        (await house.room.list({ status: 'open' })).map(({ id }) => id),
      );
    });
  });
}
