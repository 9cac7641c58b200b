/**
 * The auditor as a process of its own beside a server on PostgreSQL. It opens only what it needs to see and to mend: it
 * watches nobody, claims nothing, asks nobody through a device, sends nothing (the server's sender does, or the
 * heartbeat's silence tells), and shows nothing.
 */
import * as alertRules from '@munan/alerts';
import { channelNames, houseSubject, siteZoneOffsetMinutes } from '@munan/flow';
import { openRecord } from '@munan/record';
import { openResponse, type Responder } from '@munan/response';
import { type Channel, type Clock, type Log, openDatabase } from '@munan/runtime';
import { deskMigrations } from '../desk/tables.ts';
import { openAudited } from '../trouble/audited.ts';
import { Fed } from '../trouble/fed.ts';
import { Heartbeat } from '../trouble/heartbeat.ts';
import { openSignsOfLife } from '../trouble/signs-of-life.ts';
import { openTrouble } from '../trouble/trouble.ts';
import { openFindings } from '../watch/findings.ts';
import { houseMigrations } from './migrations.ts';
import { readPresent } from './present.ts';
import { resourcesOf } from './response.ts';

/** Who is there changes while we look: read again so often. */
const readEveryMs = 60_000;
/** The server's position reaches the disk half a minute after the packets, and one commit later. */
const positionLagMs = 60_000;
/** Known by name, so that what is to be told waits in the outbox: the server's sender has the ways out, and there is none here. */
const channels = channelNames.map(
  (name): Channel => ({ name, knowsIds: true, send: () => Promise.reject(new Error('the auditor sends nothing')) }),
);

export interface SeparateAuditor {
  /** A first round at once, then one every 15 s. */
  start(): Promise<void>;
  /** Told to stop: nobody misses it. */
  stop(): Promise<void>;
}

export async function openSeparateAuditor({
  databaseUrl,
  heartbeatUrl,
  clock,
  log,
}: {
  /** Of PostgreSQL. */
  databaseUrl: string;
  heartbeatUrl: string | undefined;
  clock: Clock;
  log: Log;
}): Promise<SeparateAuditor> {
  const database = await openDatabase(databaseUrl);
  await database.migrate([...houseMigrations, ...deskMigrations]);
  const record = await openRecord({
    ...{ database, clock, log, zoneOffsetMinutes: siteZoneOffsetMinutes },
    onEvents: () => {},
  });
  let present = await readPresent(database, record, clock, log);
  const findings = openFindings(database, clock);
  const positions = database.query.withTables<{ watch_position: { position: number }; packet: { position: number } }>();
  let position = -1;
  const fed = new Fed({
    clock,
    async logEnd() {
      const server = await positions.selectFrom('watch_position').select('position').executeTakeFirst();
      position = server?.position ?? 0;
      const log = await positions
        .selectFrom('packet')
        .select(({ fn }) => fn.max('position').as('end'))
        .executeTakeFirst();
      return log?.end ?? 0;
    },
    told: () => position,
    handingMs: () => 0,
  });
  const trouble = openTrouble({
    ...{ database, clock, log },
    take: (found) => response.take(found),
    isAttended: async () => (await response.list({ status: 'open', subject: houseSubject, limit: 1 })).length > 0,
  });
  const alive = openSignsOfLife(database, clock, 'auditor');
  const heartbeat = heartbeatUrl === undefined ? undefined : new Heartbeat({ url: heartbeatUrl, clock, log });
  const response: Responder = await openResponse({
    ...{ database, clock, log, rules: alertRules },
    planFor: (family, priority) => present.plans.planFor(family, priority),
    around: (subject, now) => ({ ...present.around(subject, now), plans: present.plans.current.plans }),
    recipients: (subject, kind, now, wanted) => present.recipients(subject, kind, now, wanted),
    channels,
    ask: async () => 'not-connected',
    async onChange(query, moved) {
      const ofPeople = moved.filter(({ alert }) => alert.subject !== houseSubject && alert.drill === undefined);
      await record.writeAll(
        ofPeople.flatMap((one) => resourcesOf(one, present.isFamily)),
        query,
      );
    },
    unraised: (limit) => findings.unraised(limit),
    behindMs: async () => Math.max(0, (await fed.behindMs()) - positionLagMs),
    onAudit: openAudited({ trouble, heartbeat, alive, other: 'server' }),
  });
  let reading: NodeJS.Timeout | undefined;
  return {
    async start() {
      await response.audit();
      response.startAuditor();
      reading = setInterval(() => {
        readPresent(database, record, clock, log)
          .then((read) => {
            present = read;
          })
          .catch((error: unknown) => log.error({ err: error }, 'who is there could not be read; trying again'));
      }, readEveryMs);
    },
    async stop() {
      clearInterval(reading);
      await response.stop();
      await heartbeat?.settled();
      await alive.leave();
      await database.close();
    },
  };
}
