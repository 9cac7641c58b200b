/** What is wrong with Munan itself: who notices it, where it is kept, and who outside is told. */
import { type ChannelName, houseSubject } from '@munan/flow';
import type { AuditReport, Responder } from '@munan/response';
import type { Clock, Database, Log } from '@munan/runtime';
import type { Config } from '../config.ts';
import { openAudited } from '../trouble/audited.ts';
import { Fed } from '../trouble/fed.ts';
import { Heartbeat } from '../trouble/heartbeat.ts';
import { openSignsOfLife } from '../trouble/signs-of-life.ts';
import { openTrouble, type Raised, type Trouble } from '../trouble/trouble.ts';
import type { Findings } from '../watch/findings.ts';

interface Needs {
  config: Pick<Config, 'heartbeatUrl'>;
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
  return {
    trouble,
    auditing: {
      unraised: (limit) => findings.unraised(limit),
      behindMs: () => fed.behindMs(),
      onChannel(channel, state, since) {
        const told =
          state === 'well'
            ? trouble.end('channel-dead', channel)
            : trouble.raise(deadChannel(channel, since, clock.now(), channelsOn()));
        told.catch((error: unknown) => log.error({ err: error, channel, state }, 'a dead channel was not raised'));
      },
      onAudit: openAudited({ trouble, heartbeat, alive, other: 'auditor' }),
    },
    start: () => trouble.again(),
    stop: async () => heartbeat?.settled(),
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
