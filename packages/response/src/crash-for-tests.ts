/**
 * Run by crash.slow.test.ts as a process of its own, and killed. Takes findings, gives commands and acts on deadlines as
 * fast as it can, over a few people, and tells the parent what it was promised: the episodes whose alert is on disk.
 * Arguments: database URL, number of the round.
 */
import { findingOf, operator, TestHouse } from './house-for-tests.ts';

const [, , url, round] = process.argv;
const house = await TestHouse.open(url!, {
  newId: () => crypto.randomUUID(),
  // The record of every question that went out, before it is answered: asked twice would show.
  ask: async (_subject, _alert, action) => {
    process.send?.({ asked: action.id });
    return Math.random() < 0.5 ? 'delivered' : 'not-connected';
  },
});
await house.room.start();

const pick = <T>(some: readonly T[]): T => some[Math.floor(Math.random() * some.length)]!;
const people = ['p1', 'p2', 'p3', 'p4', 'p5'];

async function takeForEver(): Promise<void> {
  for (let n = 0; ; n++) {
    const subject = pick(people);
    const episode = `fall/${subject}/${round}-${n}`;
    const family = pick(['safety', 'vital', 'silence'] as const);
    const began = findingOf({ subject, episode, family, priority: pick(['high', 'medium', 'low'] as const) });
    const batch = [began, findingOf({ subject, episode, family, phase: pick(['changed', 'ended'] as const) })];
    await house.room.take(batch);
    process.send?.({ taken: batch });
  }
}

async function commandForEver(): Promise<void> {
  for (;;) {
    for (const { id, plan } of await house.room.list({ status: 'open' })) {
      const stepKind = pick(plan).kind;
      await house.room.command(
        id,
        pick([
          { command: 'take' },
          { command: 'acknowledge' },
          { command: 'skip-to', stepKind },
          { command: 'pause', untilMs: house.clock.now() + 60_000 },
          { command: 'close', outcome: { verdict: 'false', code: 'device' } },
        ] as const),
        operator,
      );
    }
    house.clock.advance(45_000);
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
}

process.send?.({ ready: true });
await Promise.all([takeForEver(), commandForEver()]);
