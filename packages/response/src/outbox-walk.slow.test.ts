import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import fc from 'fast-check';
import { recipientOf, ScriptedChannel, unreachable } from './channel-for-tests.ts';
import { closeIt, findingOf, operator, plainDay, sqliteForTests, TestHouse } from './house-for-tests.ts';

const answers = {
  sent: { state: 'sent' },
  delivered: { state: 'delivered' },
  refused: { state: 'refused', code: 'bad-number', detail: '' },
  unreachable,
  later: { ...unreachable, afterMs: 20_000 },
  never: 'never',
  throws: 'throws',
  garbage: { garbage: { state: 'answered' } },
} as const;
type How = keyof typeof answers;
/** How far a message is; none ever goes back. */
const rank = { waiting: 0, sending: 0, sent: 1, expired: 2, failed: 2, delivered: 3, answered: 4 } as Record<
  string,
  number
>;

const move = fc.oneof(
  fc.record({ do: fc.constant('raise' as const), subject: fc.integer({ min: 0, max: 3 }) }),
  fc.record({ do: fc.constant('answer' as const), how: fc.constantFrom(...(Object.keys(answers) as How[])) }),
  fc.record({ do: fc.constant('pass' as const), seconds: fc.integer({ min: 1, max: 200 }) }),
  fc.record({
    do: fc.constant('receipt' as const),
    which: fc.nat(30),
    state: fc.constantFrom('delivered' as const, 'answered' as const, 'failed' as const),
    key: fc.constantFrom('1', '2', '3', '9', undefined),
    lateMs: fc.constantFrom(0, 0, 86_400_000, -3_600_000, Number.MIN_SAFE_INTEGER),
  }),
  fc.record({
    do: fc.constant('command' as const),
    which: fc.nat(5),
    command: fc.constantFrom(
      closeIt,
      { command: 'skip-to', stepKind: 'operator-call' } as const,
      { command: 'escalate' } as const,
    ),
  }),
  fc.record({ do: fc.constant('restart' as const) }),
);

let sqlite: Awaited<ReturnType<typeof sqliteForTests>>;
before(async () => {
  sqlite = await sqliteForTests();
});
after(() => sqlite.stop());

it('Outbox: whatever a provider does and says, nobody is told twice, no message goes back, and no alert is without a deadline', async () => {
  const seen = new Set<string>();
  await fc.assert(
    fc.asyncProperty(fc.array(move, { minLength: 10, maxLength: 25 }), fc.boolean(), async (moves, knowsIds) => {
      let how: How = 'sent';
      /** Of each message, how often it was handed over and may have reached her. */
      const had = new Map<string, number>();
      const text = new ScriptedChannel('text', knowsIds, ({ id }) => {
        const mayHave = !['refused', 'unreachable', 'later'].includes(how);
        if (mayHave) had.set(id, (had.get(id) ?? 0) + 1);
        return answers[how];
      });
      const url = await sqlite.newDatabase();
      const open = async (clock?: TestHouse['clock']) => {
        const opened = await TestHouse.open(url, {
          ...(clock && { clock }),
          newId: () => crypto.randomUUID(),
          planFor: () => ({
            steps: [
              { kind: 'text-person', withinMs: 60_000, attempts: 2 },
              { kind: 'family-text', withinMs: 120_000 },
              { kind: 'operator-call', withinMs: 300_000 },
              { kind: 'manager', withinMs: 300_000 },
            ],
            version: 1,
          }),
          around: () => plainDay,
          channels: [text],
          recipients: (subject, kind) => [
            recipientOf({ kind, address: `${subject}-1` }),
            recipientOf({ kind, address: `${subject}-2` }),
          ],
        });
        await opened.room.start();
        return opened;
      };
      let house = await open();
      const rest = async () => {
        const settled = house.room.settled().then(() => true);
        while (!(await Promise.race([settled, new Promise((resolve) => setTimeout(resolve, 2, false))])))
          house.clock.advance(1_000);
      };
      const known = new Map<string, number>();
      for (const [n, one] of moves.entries()) {
        const rows = await house.tables.selectFrom('outbox').selectAll().orderBy('id').execute();
        const alerts = await house.room.list({ status: 'open' });
        if (one.do === 'raise')
          await house.room.take([findingOf({ subject: `p${one.subject}`, episode: `e${n}`, id: `f${n}` })]);
        else if (one.do === 'answer') how = one.how;
        else if (one.do === 'pass') house.clock.advance(one.seconds * 1_000);
        else if (one.do === 'receipt' && rows.length > 0) {
          const { id } = rows[one.which % rows.length]!;
          const receipt = { message: id, state: one.state, at: house.clock.now() - one.lateMs };
          await house.room.receipt(one.key === undefined ? receipt : { ...receipt, key: one.key }, 'text');
        } else if (one.do === 'command' && alerts.length > 0)
          await house.room.command(alerts[one.which % alerts.length]!.id, one.command, operator);
        else if (one.do === 'restart') {
          const { clock } = house;
          await house.close();
          house = await open(clock);
        }
        await rest();
        for (const { id, state, code } of await house.tables.selectFrom('outbox').selectAll().execute()) {
          assert.ok(rank[state]! >= (known.get(id) ?? 0), `${id} went back to ${state}`);
          known.set(id, rank[state]!);
          seen.add(state).add(code ?? '');
        }
        for (const { deadline } of await house.room.list({ status: 'open' })) assert.ok(Number.isFinite(deadline));
      }
      if (!knowsIds) for (const [id, times] of had) assert.ok(times <= 1, `${id} may have reached her ${times} times`);
      how = 'sent';
      house.clock.advance(300_000);
      await rest();
      const left = await house.tables.selectFrom('outbox').select(['id', 'state', 'expires_at']).execute();
      for (const { id, state, expires_at } of left)
        if (expires_at <= house.clock.now()) assert.ok(rank[state]! > 0, `${id} is ${state} after its step`);
      await house.close();
    }),
    { numRuns: 30 },
  );
  for (const state of ['sent', 'failed', 'delivered', 'answered'])
    assert.ok(seen.has(state), `no message was ever ${state}`);
});
