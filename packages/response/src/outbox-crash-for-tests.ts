/**
 * Run by outbox.slow.test.ts as a process of its own, and killed. Raises alerts whose steps tell a family, sends what is in
 * the outbox by one channel that knows ids and one that does not, and writes each handing over into a file before it
 * answers. Arguments: database URL, the file, the time at which it begins.
 */
import { appendFileSync } from 'node:fs';
import { setTimeout as wait } from 'node:timers/promises';
import { ManualClock } from '@munan/runtime';
import { recipientOf, ScriptedChannel, unreachable } from './channel-for-tests.ts';
import { findingOf, TestHouse } from './house-for-tests.ts';

const [, , url, file, begins] = process.argv;
const channelOf = (name: 'text' | 'mail', knowsIds: boolean) =>
  new ScriptedChannel(name, knowsIds, async ({ id }) => {
    const write = (what: 'given' | 'not-taken') => appendFileSync(file!, `${JSON.stringify({ name, id, what })}\n`);
    write('given');
    await wait(Math.random() * 20);
    if (Math.random() < 0.8) return { state: 'sent' };
    write('not-taken');
    return unreachable;
  });
const house = await TestHouse.open(url!, {
  clock: new ManualClock(Number(begins)),
  newId: () => crypto.randomUUID(),
  planFor: () => ({
    steps: [
      { kind: 'family-text', withinMs: 60_000, attempts: 2 },
      { kind: 'operator-call', withinMs: 60_000 },
    ],
    version: 1,
  }),
  channels: [channelOf('text', true), channelOf('mail', false)],
  recipients: () => [recipientOf(), recipientOf({ channel: 'mail', address: 'kim@example.kr' })],
});
await house.room.start();
process.send?.({ ready: true });
for (let n = 0; ; n++) {
  await house.room.take([findingOf({ subject: `${begins}-${n}`, priority: n % 3 === 0 ? 'high' : 'medium' })]);
  house.clock.advance(500);
  await wait(1);
}
