import assert from 'node:assert/strict';
import { after, beforeEach, describe, it } from 'node:test';
import type { Alert } from '@munan/flow';
import { ManualClock } from '@munan/runtime';
import { sql } from 'kysely';
import { closeIt, findingOf, operator, start, TestHouse } from './house-for-tests.ts';
import type { ResponseNeeds } from './needs.ts';
import { isRefused } from './responder.ts';

const minute = 60_000;
const allWell = { lateMs: 0, steps: 0, findings: 0, behindMs: 0, waitingMs: 0, failed: [] };
const kindOf = (alert: Alert | undefined) => alert?.plan[alert.step]?.kind;

/** What the room must do, on any database. `newUrl` gives the address of a fresh, empty one each time. */
export function responseContract(name: string, newUrl: () => Promise<string>): void {
  describe(`Responder on ${name}`, () => {
    let house: TestHouse;
    let url: string;
    const reopen = async (needs: Partial<ResponseNeeds> = {}) => {
      await house.close();
      house = await TestHouse.open(url, { clock: house.clock, ...needs });
    };
    const only = async () => {
      const open = await house.room.list({ status: 'open' });
      assert.equal(open.length, 1);
      return open[0]!;
    };

    beforeEach(async () => {
      await house?.close();
      url = await newUrl();
      house = await TestHouse.open(url);
    });
    after(() => house?.close());

    it('take() opens one alert for one episode, asks once, and tells the neighbours in the same transaction', async () => {
      await house.room.take([findingOf()]);
      await house.room.settled();
      const alert = await only();
      assert.equal(alert.deadline, start + minute);
      assert.deepEqual(
        house.asked.map(({ id, stepKind }) => [id, stepKind]),
        [[`${alert.id}.1`, 'ask-device']],
      );
      assert.deepEqual(
        house.changes.map(({ changes }) => changes.map(({ what }) => what)),
        [['opened', 'step-started']],
      );
      assert.deepEqual(house.committed[0]?.notices, ['opened', 'step']);
      assert.deepEqual(
        (await house.room.actions({ alert: alert.id })).map(({ state }) => state),
        ['requested'],
      );
    });

    it('take() of the same findings again changes nothing, in one batch, in another, and after a restart', async () => {
      const findings = [findingOf(), findingOf(), findingOf({ phase: 'changed', priority: 'high' })];
      await house.room.take(findings);
      const first = await only();
      assert.equal(first.findings.length, 2);
      await house.room.take(findings);
      await reopen();
      await house.room.take(findings);
      await house.room.settled();
      assert.deepEqual(await only(), first);
      assert.equal(house.asked.length, 0);
    });

    it('take() merges one subject and family, and keeps subjects and families apart', async () => {
      await house.room.take([
        findingOf(),
        findingOf({ episode: 'button/person-1/2' }),
        findingOf({ episode: 'oxygen/person-1/3', family: 'vital' }),
        findingOf({ subject: 'person-2' }),
      ]);
      const open = await house.room.list({ status: 'open' });
      assert.deepEqual(open.map(({ findings }) => findings.length).sort(), [1, 1, 2]);
      assert.equal((await house.room.list({ status: 'open', subject: 'person-1' })).length, 2);
    });

    it('take() opens nothing for late findings and for signs that ended', async () => {
      await house.room.take([findingOf({ live: false }), findingOf({ episode: 'x', phase: 'ended' })]);
      assert.deepEqual(await house.room.list({ status: 'open' }), []);
    });

    it('take() leaves a closed episode closed, opens for a new one, and for the same one grown graver', async () => {
      await house.room.take([findingOf()]);
      const { id } = await only();
      await house.room.command(id, closeIt, operator);
      await house.room.take([findingOf({ phase: 'changed' }), findingOf({ phase: 'ended' })]);
      assert.deepEqual(await house.room.list({ status: 'open' }), []);
      await house.room.take([findingOf({ episode: 'fall/person-1/9' })]);
      await house.room.command((await only()).id, closeIt, operator);
      const graver = findingOf({ id: 'graver', phase: 'changed', priority: 'high' });
      await house.room.take([graver]);
      const again = await only();
      assert.notEqual(again.id, id);
      await house.room.take([findingOf(), graver]);
      assert.deepEqual(await only(), again);
    });

    it('take() stores nothing when a neighbour cannot write', async () => {
      await reopen({
        onChange: async (query) => {
          await sql`insert into action (id, alert, subject, step_kind, by, at, state) values ('a', 'a', 'a', 'a', 'a', 1, 'a')`.execute(
            query,
          );
          throw new Error('the record is full');
        },
      });
      await assert.rejects(house.room.take([findingOf()]), /the record is full/);
      assert.deepEqual(await house.room.list({ status: 'open' }), []);
      assert.deepEqual(await house.room.actions(), []);
      assert.deepEqual([house.committed, house.asked], [[], []]);
    });

    it('a question that is not delivered moves the plan on at once', async () => {
      for (const answer of ['not-connected', 'no-device'] as const) {
        await reopen({ ask: async () => answer });
        await house.room.take([findingOf({ subject: answer })]);
        await house.room.settled();
        const [alert] = await house.room.list({ status: 'open', subject: answer });
        assert.equal(kindOf(alert), 'operator-call');
        assert.ok(alert?.history.some(({ what, reason }) => what === 'step-failed' && reason?.code === answer));
      }
      await reopen({ ask: () => Promise.reject(new Error('broker down')) });
      await house.room.take([findingOf({ subject: 'error' })]);
      await house.room.settled();
      assert.equal(kindOf((await house.room.list({ status: 'open', subject: 'error' }))[0]), 'operator-call');
    });

    it('reply() ok closes a fall, help raises one alert, and the same reply again changes nothing', async () => {
      await house.room.take([findingOf()]);
      await house.room.settled();
      const reply = { subject: 'person-1', device: 'ear-1', at: start + 9_000, command: house.asked[0]!.id };
      const [closed] = await house.room.reply({ ...reply, answer: 'ok' });
      assert.deepEqual([closed?.status, closed?.outcome?.code], ['closed', 'answered-ok']);

      await house.room.take([findingOf({ episode: 'f2' }), findingOf({ episode: 'o2', family: 'vital' })]);
      const help = { subject: 'person-1', device: 'ear-1', at: start + 30_000, answer: 'help' } as const;
      house.clock.advance(30_000);
      const moved = await house.room.reply(help);
      assert.deepEqual(
        moved.map((alert) => [alert.priority, kindOf(alert)]),
        [['high', 'operator-call']],
      );
      assert.deepEqual(await house.room.reply(help), []);
    });

    it('reply() help with no alert open opens one, at the operator, without asking; late help does not', async () => {
      const late = { subject: 'p', device: 'ear-1', at: start - 60 * minute, answer: 'help' } as const;
      assert.deepEqual(await house.room.reply(late), []);
      await house.room.reply({ ...late, at: start });
      await house.room.settled();
      const alert = await only();
      assert.deepEqual([alert.priority, kindOf(alert), alert.deadline], ['high', 'operator-call', start + 3 * minute]);
      assert.deepEqual(house.asked, []);
    });

    it('command() is refused for an alert that is not there, is closed, or has moved on', async () => {
      const refused = async (id: string, version?: number) => {
        const answer = await house.room.command(id, { command: 'take', version }, operator);
        return isRefused(answer) ? answer.code : undefined;
      };
      assert.equal(await refused('none'), 'not-found');
      await house.room.take([findingOf()]);
      const { id } = await only();
      assert.equal(await refused(id, 7), 'out-of-date');
      assert.equal(await refused(id, 1), undefined);
      await house.room.command(id, closeIt, operator);
      assert.equal(await refused(id), 'closed');
    });

    it('two operators at once with the same version: one is told, nothing is lost', async () => {
      await house.room.take([findingOf()]);
      const { id } = await only();
      const take = (user: string) => house.room.command(id, { command: 'take', version: 1 }, { id: user, name: user });
      const answers = await Promise.all([take('op-1'), take('op-2')]);
      assert.deepEqual(
        answers.map((answer) => isRefused(answer)),
        [false, true],
      );
      assert.equal((await only()).takenBy, 'op-1');
    });

    it('list() orders open alerts by priority, then by deadline, and closed ones newest first', async () => {
      await house.room.take([
        findingOf({ subject: 'low', priority: 'low', family: 'silence' }),
        findingOf({ subject: 'high-2', priority: 'high' }),
      ]);
      house.clock.advance(-1000);
      await house.room.take([findingOf({ subject: 'medium' }), findingOf({ subject: 'high-1', priority: 'high' })]);
      const open = await house.room.list({ status: 'open' });
      assert.deepEqual(
        open.map(({ subject }) => subject),
        ['high-1', 'high-2', 'medium', 'low'],
      );
      for (const { id } of open) {
        house.clock.advance(1);
        await house.room.command(id, closeIt, operator);
      }
      const closed = await house.room.list({ status: 'closed', limit: 3 });
      assert.deepEqual(
        closed.map(({ subject }) => subject),
        ['low', 'medium', 'high-2'],
      );
    });

    it('the deadline loop walks every alert through its plan, at the moment each is due', async () => {
      await house.room.start();
      await house.room.take([findingOf({ subject: 'a' }), findingOf({ subject: 'b', priority: 'high' })]);
      await house.wait(minute);
      const open = await house.room.list({ status: 'open' });
      assert.deepEqual(open.map(kindOf), ['operator-call', 'operator-call']);
      await house.wait(3 * minute);
      assert.deepEqual((await house.room.list({ status: 'open' })).map(kindOf), ['family-call', 'operator-call']);
      for (let hours = 0; hours < 20; hours++) await house.wait(60 * minute);
      for (const alert of await house.room.list({ status: 'open' })) {
        assert.deepEqual([kindOf(alert), alert.priority, alert.dispatch], ['dispatch', 'high', undefined]);
        assert.ok(alert.deadline > house.clock.now());
      }
    });

    it('start() acts at once on what became overdue while the server was down, earliest first', async () => {
      await house.room.take([findingOf({ subject: 'b' })]);
      house.clock.advance(1000);
      await house.room.take([findingOf({ subject: 'a' })]);
      await house.room.settled();
      house.clock.advance(60 * minute);
      await reopen();
      await house.room.start();
      assert.deepEqual(
        house.committed.map(({ alert }) => [alert.subject, kindOf(alert)]),
        [
          ['b', 'operator-call'],
          ['a', 'operator-call'],
        ],
      );
      assert.deepEqual(house.asked, [], 'what was asked before the restart is not asked again');
    });

    it('start() brings near what a clock that was put back while the server was down left two hours away', async () => {
      await house.room.take([findingOf({ subject: 'a' })]);
      await reopen({ clock: new ManualClock(house.clock.now() - 120 * minute) });
      await house.room.start();
      await house.room.settled();
      const [alert] = await house.room.list({ status: 'open' });
      assert.deepEqual([alert?.deadline, alert?.priority], [house.clock.now() + minute, 'medium']);
      await house.wait(minute);
      assert.deepEqual((await house.room.list({ status: 'open' })).map(kindOf), ['operator-call']);
    });

    it('an alert whose step cannot be stored does not hold up the others, and is tried again', async () => {
      let isBroken = false;
      await reopen({
        onChange: async (_query, moved) => {
          if (isBroken && moved.some(({ alert }) => alert.subject === 'bad')) throw new Error('no');
        },
      });
      await house.room.take([findingOf({ subject: 'bad' }), findingOf({ subject: 'good' })]);
      isBroken = true;
      await house.room.start();
      await house.wait(minute);
      const kinds = async () =>
        Object.fromEntries((await house.room.list({ status: 'open' })).map((alert) => [alert.subject, kindOf(alert)]));
      assert.deepEqual(await kinds(), { bad: 'ask-device', good: 'operator-call' });
      isBroken = false;
      await house.wait(5_000);
      assert.deepEqual(await kinds(), { bad: 'operator-call', good: 'operator-call' });
    });

    it('a pause ends by itself', async () => {
      await house.room.start();
      await house.room.take([findingOf()]);
      const { id } = await only();
      await house.room.command(id, { command: 'pause', untilMs: start + 30 * minute }, operator);
      await house.wait(29 * minute);
      assert.equal((await only()).pausedUntil, start + 30 * minute);
      await house.wait(minute);
      assert.deepEqual([(await only()).pausedUntil, kindOf(await only())], [undefined, 'operator-call']);
    });

    it('the auditor raises what has no live deadline while the deadline loop is dead', async () => {
      await house.room.take([findingOf({ subject: 'missed' }), findingOf({ subject: 'missing' })]);
      await house.room.take([findingOf({ subject: 'well', family: 'silence', priority: 'low' })]);
      await house.tables.updateTable('alert').set({ deadline: null }).where('subject', '=', 'missing').execute();
      house.room.startAuditor();
      await house.wait(15_000);
      assert.deepEqual(house.audits, [{ ...allWell, at: start + 15_000, checked: 3, found: 1, repaired: 1 }]);
      for (let rounds = 0; rounds < 6; rounds++) await house.wait(15_000);
      const alerts = await house.room.list({ status: 'open' });
      const audited = alerts.filter(({ history }) => history.some(({ what }) => what === 'audited'));
      assert.deepEqual(audited.map(({ subject, priority }) => [subject, priority]).sort(), [
        ['missed', 'high'],
        ['missing', 'high'],
      ]);
      for (const { deadline } of alerts) assert.ok(deadline > house.clock.now() - 30_000);
    });

    it('audit() repairs 200 at a time, the rest a second later', async () => {
      await house.room.take(Array.from({ length: 230 }, (_, n) => findingOf({ subject: `person-${n}` })));
      house.clock.advance(10 * minute);
      const [at, lateMs] = [house.clock.now(), 9 * minute];
      assert.deepEqual(await house.room.audit(), { ...allWell, at, checked: 230, found: 200, repaired: 200, lateMs });
      assert.equal((await house.room.audit()).found, 30);
      assert.equal((await house.room.audit()).found, 0);
    });
  });
}
