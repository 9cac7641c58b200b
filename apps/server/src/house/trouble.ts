/** What is wrong with Munan itself: who notices it, where it is kept, and who outside is told. */
import { type ChannelName, houseSubject } from '@munan/flow';
import type { AuditReport, Responder } from '@munan/response';
import type { Clock, Database, Log } from '@munan/runtime';
import type { Config } from '../config.ts';
import { asleepAfterMsOf } from '../config-desk.ts';
import { openAudited } from '../trouble/audited.ts';
import { Fed } from '../trouble/fed.ts';
import { Heartbeat } from '../trouble/heartbeat.ts';
import { openServerSetup } from '../trouble/server-setup.ts';
import { openSignsOfLife } from '../trouble/signs-of-life.ts';
import { openTrouble, type Raised, type Trouble } from '../trouble/trouble.ts';
import type { Findings } from '../watch/findings.ts';

interface Needs {
  config: Pick<Config, 'heartbeatUrl' | 'deskAsleepMinutes'>;
  database: Database;
  clock: Clock;
  log: Log;
  findings: Findings;
  /** By which ways somebody can be told here. */
  channelsOn(): ReadonlySet<ChannelName>;
  /** Last position of the packet log. */
  logEnd(): Promise<number>;
  /** What is opened after it. */
  later(): { response: Responder; keeper: { readonly told: number; readonly handingMs: number } };
}

/** What the auditor of the response is given, beside the database, and what it tells of its channels. */
export interface Auditing {
  unraised: Findings['unraised'];
  behindMs(): Promise<number>;
  onAudit(report: AuditReport): Promise<void>;
  onChannel(channel: ChannelName, state: 'failing' | 'well', since: number): void;
}

/** A channel that comes and goes is one trouble, not twenty an hour: it is well when it has been for so long. */
const calmMs = 10 * 60_000;

export function openHouseTrouble({ config, database, clock, log, findings, channelsOn, logEnd, later }: Needs): {
  trouble: Trouble;
  auditing: Auditing;
  /** What was raised and not taken before the last stop. */
  start(): Promise<void>;
  stop(): Promise<void>;
} {
  const trouble = openTrouble({
    ...{ database, clock, log },
    take: (found) => later().response.take(found),
    isAttended: async () =>
      (await later().response.list({ status: 'open', subject: houseSubject, limit: 1 })).length > 0,
  });
  const url = config.heartbeatUrl;
  const heartbeat = url === undefined ? undefined : new Heartbeat({ url, clock, log });
  const alive = openSignsOfLife(database, clock, 'server');
  const fed = new Fed({
    ...{ clock, logEnd },
    told: () => later().keeper.told,
    handingMs: () => later().keeper.handingMs,
  });
  const keepSetup = openServerSetup(database);
  const tellSetup = () => keepSetup({ channels: [...channelsOn()], asleepAfterMs: asleepAfterMsOf(config) });
  const audited = openAudited({ trouble, heartbeat, alive, other: 'auditor' });
  const calming = new Map<ChannelName, () => void>();
  const calm = (channel: ChannelName) => {
    calming.get(channel)?.();
    calming.delete(channel);
  };
  return {
    trouble,
    auditing: {
      unraised: (limit) => findings.unraised(limit),
      behindMs: () => fed.behindMs(),
      onChannel(channel, state, since) {
        const tell = (told: Promise<void>) =>
          told.catch((error: unknown) => log.error({ err: error, channel, state }, 'a dead channel was not raised'));
        calm(channel);
        if (state === 'failing') tell(trouble.raise(deadChannel(channel, since, clock.now(), channelsOn())));
        else
          calming.set(
            channel,
            clock.wakeAt(clock.now() + calmMs, () => tell(trouble.end('channel-dead', channel))),
          );
      },
      async onAudit(report) {
        await audited(report);
        await tellSetup();
      },
    },
    async start() {
      await tellSetup();
      await trouble.again();
    },
    async stop() {
      for (const channel of [...calming.keys()]) calm(channel);
      await heartbeat?.settled();
    },
  };
}

/** The ways that reach somebody at once; a mail is read tomorrow. */
const quick: readonly ChannelName[] = ['push', 'text', 'voice'];

/** Grave when nobody can be reached at once without it. */
function deadChannel(channel: ChannelName, since: number, now: number, on: ReadonlySet<ChannelName>): Raised {
  const isOnly = quick.includes(channel) && !quick.some((other) => other !== channel && on.has(other));
  const minutes = Math.max(1, Math.round((now - since) / 60_000));
  return { code: 'channel-dead', params: { channel, minutes }, priority: isOnly ? 'high' : 'medium', about: channel };
}
