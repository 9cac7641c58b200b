/**
 * The auditor as a process of its own beside a server on PostgreSQL. It opens only what it needs to see and to mend: it
 * watches nobody, claims nothing, asks nobody through a device, sends nothing (the server's sender does, or the
 * heartbeat's silence tells), and shows nothing.
 */
import * as alertRules from '@munan/alerts';
import { type ChannelName, houseSubject, siteZoneOffsetMinutes } from '@munan/flow';
import { readWho } from '@munan/identity';
import { openRecord } from '@munan/record';
import { openResponse, type Responder } from '@munan/response';
import { type Channel, type Clock, type Database, type Log, openDatabase } from '@munan/runtime';
import { openActivity } from '../desk/activity.ts';
import { openAround } from '../desk/around.ts';
import { openReaches } from '../desk/reach.ts';
import { openShifts } from '../desk/shifts.ts';
import { deskMigrations } from '../desk/tables.ts';
import { openPushSubscriptions } from '../notify/push-subscriptions.ts';
import { openPeople } from '../people/people.ts';
import { openAudited } from '../trouble/audited.ts';
import { Fed } from '../trouble/fed.ts';
import { Heartbeat } from '../trouble/heartbeat.ts';
import { openSignsOfLife } from '../trouble/signs-of-life.ts';
import { openTrouble } from '../trouble/trouble.ts';
import { openFindings } from '../watch/findings.ts';
import { houseMigrations } from './migrations.ts';
import { openResponsePlans } from './plans.ts';
import { resourcesOf } from './response.ts';

/** Who is there changes while we look: read again so often. */
const readEveryMs = 60_000;
/** The server's position reaches the disk half a minute after the packets, and one commit later. */
const positionLagMs = 60_000;
const asleepAfterMs = 5 * 60_000;
/** What the server has not set up fails there, and the plan goes on. */
const channelsOn: ReadonlySet<ChannelName> = new Set(['push', 'text', 'voice', 'mail']);
/** Known by name, so that what is to be told waits in the outbox: the server's sender has the ways out, and there is none here. */
const channels = Array.from(
  channelsOn,
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
  let present = await readPresent(database, clock, log);
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
        ofPeople.flatMap((one) => resourcesOf(one)),
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
        readPresent(database, clock, log)
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

/** What is so around people, and who is told, as it is on disk now. */
async function readPresent(database: Database, clock: Clock, log: Log) {
  const [people, { users, links }, reaches, activity, push, plans] = await Promise.all([
    openPeople(database, clock),
    readWho(database),
    openReaches({ database, clock }),
    openActivity({ database, clock, asleepAfterMs }),
    openPushSubscriptions({ database, clock }),
    openResponsePlans({ database, clock, log }),
  ]);
  const byId = new Map(users.map((user) => [user.id, user]));
  const shifts = await openShifts({ database, clock, findUser: (id) => byId.get(id) });
  const nurses = Map.groupBy(
    links.flatMap(({ user, subject }) => {
      const nurse = byId.get(user);
      return nurse?.role === 'nurse' ? [{ subject, nurse }] : [];
    }),
    ({ subject }) => subject,
  );
  const around = openAround({
    findPerson: (id) => people.find(id),
    // Nobody can be asked through a device from here.
    devicesOf: () => [],
    usersOf: (role) => users.filter((user) => user.role === role),
    findUser: (id) => byId.get(id),
    nursesOf: (subject) => nurses.get(subject)?.map(({ nurse }) => nurse) ?? [],
    // Whom she lets see her alarms stands in the record; her contacts are told instead.
    familyOf: () => [],
    // So does whom she refuses: no nurse is told from here but those who are hers.
    refuses: (subject, nurse) => !nurses.get(subject)?.some(({ nurse: { id } }) => id === nurse),
    reachOf: (user) => reaches.of(user),
    pushDevices: (user) => push.of(user).length,
    channelsOn: () => channelsOn,
    isNurseThere: () => false,
    shifts,
    held: { holders: () => new Set() },
    awakeOperators: () => activity.awake().filter((id) => byId.get(id)?.role === 'operator').length,
  });
  return { ...around, plans };
}
