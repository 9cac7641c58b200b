/** Who is at the desk and on the road, and what of it the rooms need to know. */
import type { Alert, ChannelName, HandoverLine, UserReach } from '@munan/flow';
import type { Identity } from '@munan/identity';
import type { Ingest } from '@munan/ingest';
import type { FhirRecord, OpenQuery } from '@munan/record';
import type { Responder } from '@munan/response';
import type { Clock, Database, Log } from '@munan/runtime';
import type { openAccessOf } from '../access-subject.ts';
import type { Config } from '../config.ts';
import { asleepAfterMsOf } from '../config-desk.ts';
import { openActivity } from '../desk/activity.ts';
import { openAround } from '../desk/around.ts';
import { letsFamilyKnow, refuses } from '../desk/asked-of-consents.ts';
import { AwayGate } from '../desk/away.ts';
import { DeskWatch } from '../desk/desk-watch.ts';
import { openHandover } from '../desk/handover.ts';
import { HeldAlerts } from '../desk/held-alerts.ts';
import { NurseVisits } from '../desk/nurse-visits.ts';
import { openReaches } from '../desk/reach.ts';
import { openShifts } from '../desk/shifts.ts';
import { deskMigrations } from '../desk/tables.ts';
import type { LiveHub } from '../live/hub.ts';
import type { People } from '../people/people.ts';
import { briefOf, type Person } from '../people/person.ts';
import type { Trouble } from '../trouble/trouble.ts';
import type { Visits } from '../visits.ts';
import type { Findings } from '../watch/findings.ts';

/** Of the last hours, at the start. */
const mostVisits = 1_000;

interface Needs {
  config: Config;
  database: Database;
  clock: Clock;
  log: Log;
  people: People;
  identity: Identity;
  ingest: Pick<Ingest, 'devicesOf'>;
  record: Pick<FhirRecord, 'transaction'>;
  accessOf: ReturnType<typeof openAccessOf>;
  findings: Findings;
  live: LiveHub;
  trouble: Trouble;
  /** By which ways somebody can be told here. */
  channelsOn(): ReadonlySet<ChannelName>;
  /** On how many devices a user allowed notices. */
  pushDevices(user: string): number;
  /** The rooms that are opened after the desk. */
  later(): {
    response: Responder;
    visits: Pick<Visits, 'list'>;
    writePerson(query: OpenQuery, person: Person): Promise<void>;
    personWritten(person: Person): void;
  };
}

export type Desk = Awaited<ReturnType<typeof openDesk>>;

export async function openDesk(needs: Needs) {
  const { config, database, clock, log, people, identity, ingest, record, accessOf, findings, live, later } = needs;
  await database.migrate(deskMigrations);
  const asleepAfterMs = asleepAfterMsOf(config);
  const [shifts, reaches, activity] = await Promise.all([
    openShifts({ database, clock, findUser: identity.findUser }),
    openReaches({ database, clock }),
    openActivity({ database, clock, asleepAfterMs }),
  ]);
  const held = new HeldAlerts();
  const visits = new NurseVisits();
  const nameOf = (user: string): string => identity.findAuthor(user)?.name ?? user;
  const watch: DeskWatch = new DeskWatch({
    ...{ clock, log, activity, shifts, held, nameOf },
    operators: () => identity.users('operator').sort((a, b) => a.name.localeCompare(b.name)),
    changed: (data) => live.publish({ type: 'desk', data }),
  });
  const { around, recipients, nursePhones } = openAround({
    findPerson: (id) => people.find(id),
    devicesOf: (subject) => ingest.devicesOf(subject),
    usersOf: (role) => identity.users(role),
    findUser: identity.findUser,
    nursesOf: (subject) => identity.linkedTo(subject).filter(({ role }) => role === 'nurse'),
    refuses: (subject, nurse) => refuses(accessOf, subject, nurse),
    familyOf: (subject) =>
      identity.linkedTo(subject).filter(({ id, role }) => role === 'family' && letsFamilyKnow(accessOf, subject, id)),
    reachOf: (user) => reaches.of(user),
    pushDevices: needs.pushDevices,
    channelsOn: needs.channelsOn,
    isNurseThere: (subject, now) => visits.isThere(subject, now),
    shifts,
    held,
    awakeOperators: (now) => watch.awake(now).size,
  });
  const away = new AwayGate({
    ...{ clock, log, findings },
    findPerson: (id) => people.find(id),
    everybody: () => people.all(),
    take: (found) => later().response.take(found),
    async forget(subject, until) {
      const person = await record.transaction(async (query) => {
        const present = await people.readWithin(query, subject);
        if (present?.wishes?.away?.until !== until) return undefined;
        const { away: _, ...wishes } = present.wishes;
        const changed = { ...present, wishes };
        await later().writePerson(query, changed);
        return changed;
      });
      if (person) later().personWritten(person);
    },
  });
  const lineOf = (alert: Alert): HandoverLine => {
    const { id, subject, priority, reason, plan, step, deadline, takenBy, since } = alert;
    const person = people.find(subject);
    const note = alert.history.findLast((change) => change.what === 'noted')?.note;
    return {
      ...{ alert: id, priority, reason, step: plan[step]!.kind, deadline, since },
      ...(person && { person: briefOf(person, clock.now()) }),
      ...(takenBy !== undefined && { takenBy: nameOf(takenBy) }),
      ...(note !== undefined && { note }),
    };
  };
  const handover = openHandover({
    ...{ database, clock, nameOf, lineOf },
    isOperator: (user) => identity.findUser(user)?.role === 'operator',
    open: (limit) => later().response.list({ status: 'open', limit }),
    heldBy: (user) => held.of(user).map(({ id }) => id),
    takeOver: async (alert, user) => 'history' in (await later().response.command(alert, { command: 'take' }, user)),
  });

  return {
    around,
    recipients,
    nursePhones,
    shifts,
    away,
    handover,
    now: () => watch.now(),
    awake: (now: number) => watch.awake(now),
    /** A nurse's visit as it was stored. */
    visited: (visit: Parameters<NurseVisits['visited']>[0]) => visits.visited(visit),
    reachOf: (user: string): UserReach => ({ ...reaches.of(user), push: needs.pushDevices(user) }),
    setReach: reaches.set,
    /** She did something: she is awake. That it could not be written down stops nothing of what she does. */
    async active(user: string): Promise<void> {
      const writing = activity.active(user);
      watch.moved();
      await writing.catch((error: unknown) => log.error({ err: error }, 'that somebody is awake was not stored'));
    },
    /** An alert as it is on disk now. */
    alert(alert: Alert): void {
      held.alert(alert);
      watch.moved();
    },
    /** The rota was changed. */
    moved: () => watch.moved(),
    settled: () => Promise.all([watch.settled(), away.settled()]),
    /** When the open alerts are known and the response acts. */
    async start(): Promise<void> {
      const since = clock.now() - NurseVisits.longestMs;
      for (const { id, person, arrived, state } of await later().visits.list({ limit: mostVisits, since }))
        visits.visited({ id, patient: person.id, arrived, ...(state && { state }) });
      away.start();
      watch.start({ trouble: needs.trouble, releaseIdle: (id) => later().response.releaseIdle(id) });
    },
    async stop(): Promise<void> {
      await Promise.all([away.stop(), watch.stop()]);
    },
  };
}
