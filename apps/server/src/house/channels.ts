/** The ways by which somebody is told who does not look at a screen. */
import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { ChannelName, Language } from '@munan/flow';
import { centreWordsOf } from '@munan/language';
import {
  type Channel,
  type Clock,
  ConsoleChannel,
  type Database,
  GatewayChannel,
  type Handed,
  type Log,
  openSecretKey,
  pushKeysOf,
  SmtpChannel,
  WebPushChannel,
} from '@munan/runtime';
import type { Config } from '../config.ts';
import { findSeeded } from '../demonstration.ts';
import { openPushSubscriptions } from '../notify/push-subscriptions.ts';

/** Where a push service asks when nobody has said whom; nobody reads it. */
const nobody = 'mailto:nobody@munan.invalid';
const testWithinMs = 60_000;
const tryWithinMs = 10_000;

export type HouseChannels = Awaited<ReturnType<typeof openChannels>>;

/** Their migrations must have been applied. */
export async function openChannels({
  config,
  database,
  clock,
  log,
}: {
  config: Config;
  database: Database;
  clock: Clock;
  log: Log;
}) {
  const { gateway, smtp, mailFrom, pushContact, pushHosts = [] } = config.notify ?? {};
  const { publicUrl } = config;
  const subscriptions = await openPushSubscriptions({ database, clock });
  const keys = pushKeysOf(openSecretKey(join(config.dataFolder, 'push.key')));
  const policy = { allowedHosts: pushHosts };
  const push = new WebPushChannel({
    ...{ keys, clock, policy },
    contact: pushContact ?? (publicUrl?.startsWith('https:') ? publicUrl : nobody),
    subscribersOf: subscriptions.of,
    async gone(endpoint) {
      log.info('a browser gave its notices up');
      await subscriptions.gone(endpoint);
    },
    label: (means, language) => centreWordsOf(language).notices.answers[means],
  });
  const outside: Channel[] = [push];
  if (gateway && publicUrl !== undefined)
    for (const name of ['text', 'voice'] as const)
      outside.push(new GatewayChannel(name, { ...gateway, publicUrl }, clock));
  if (smtp && mailFrom !== undefined)
    outside.push(new SmtpChannel({ ...smtp, from: mailFrom, ...(publicUrl !== undefined && { publicUrl }) }));
  const written = new ConsoleChannel(log);
  const outsideOn: ReadonlySet<ChannelName> = new Set(outside.map(({ name }) => name));
  const withConsole: ReadonlySet<ChannelName> = new Set([...outsideOn, 'console'] as const);
  let seeded = findSeeded(config.dataFolder) !== undefined;

  return {
    channels: [...outside, written] as readonly Channel[],
    /** By which ways somebody can be told now; the console only where the people are simulated. */
    on(): ReadonlySet<ChannelName> {
      // A new folder is seeded after the house was opened.
      if (!seeded && config.demonstration) seeded = findSeeded(config.dataFolder) !== undefined;
      return seeded ? withConsole : outsideOn;
    },
    /** What both sides of the gateway sign with; undefined where there is none. */
    gatewaySecret: gateway?.secret,
    push: {
      publicKey: keys.publicKey,
      policy,
      add: subscriptions.add,
      removeOf: subscriptions.removeOf,
      removeAllOf: subscriptions.removeAllOf,
      byUser: subscriptions.byUser,
      /** On how many devices a user allowed notices. */
      devicesOf: (user: string): number => subscriptions.of(user).length,
      endpointsOf: (user: string): string[] => subscriptions.of(user).map(({ endpoint }) => endpoint),
      receiptOf: keys.receiptOf,
      /** A notice that says that notices come, to every browser of hers, now. */
      async test(user: { id: string; name: string }, language: Language): Promise<Handed> {
        const { title, body } = centreWordsOf(language).notices.test;
        const message = {
          ...{ id: `test-${randomUUID()}`, channel: 'push' as const, title, body, link: '/account', keys: [] },
          to: { name: user.name, address: user.id, language },
          ...{ urgent: false, expiresAt: clock.now() + testWithinMs },
        };
        return push.send(message, AbortSignal.timeout(tryWithinMs));
      },
    },
    /** What the demonstration's console was given, the oldest first. */
    written: () => written.messages,
  };
}
