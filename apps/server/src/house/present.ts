/** What the auditor beside the server knows of people and of who is told. */
import { type ChannelName, type Role, siteZoneOffsetMinutes } from '@munan/flow';
import { AccessFacts, readWho, resourceScopes } from '@munan/identity';
import type { FhirRecord } from '@munan/record';
import type { Clock, Database, Log } from '@munan/runtime';
import { FactsKeeper, openAccessOf } from '../access-subject.ts';
import { asleepAfterMsOf } from '../config-desk.ts';
import { openActivity } from '../desk/activity.ts';
import { openAround } from '../desk/around.ts';
import { letsFamilyKnow, refuses } from '../desk/asked-of-consents.ts';
import { openReaches } from '../desk/reach.ts';
import { openShifts } from '../desk/shifts.ts';
import { openPushSubscriptions } from '../notify/push-subscriptions.ts';
import { openPeople } from '../people/people.ts';
import { findServerSetup, type ServerSetup } from '../trouble/server-setup.ts';
import { openResponsePlans } from './plans.ts';

/** Before any server has said how it is set up: what it has not fails there, and the plan goes on. */
const unknownSetup: ServerSetup = { channels: ['push', 'text', 'voice', 'mail'], asleepAfterMs: asleepAfterMsOf({}) };

/**
 * What is so around people, and who is told, as it is on disk now: with what was agreed and refused, and how the server is
 * set up. What only the server knows in memory is not known here: what she wears and whether it can ask, whether a nurse is
 * with her at this moment, and who works on an alert.
 */
export async function readPresent(database: Database, record: FhirRecord, clock: Clock, log: Log) {
  const facts = new AccessFacts(siteZoneOffsetMinutes);
  const { channels: on, asleepAfterMs } = (await findServerSetup(database)) ?? unknownSetup;
  const [people, { users, closed, links }, reaches, activity, push, plans] = await Promise.all([
    openPeople(database, clock),
    readWho(database),
    openReaches({ database, clock }),
    openActivity({ database, clock, asleepAfterMs }),
    openPushSubscriptions({ database, clock }),
    openResponsePlans({ database, clock, log }),
    new FactsKeeper(facts, () => clock.now()).load(record),
  ]);
  const byId = new Map(users.map((user) => [user.id, user]));
  const shifts = await openShifts({ database, clock, findUser: (id) => byId.get(id) });
  const linkedTo = Map.groupBy(links, ({ subject }) => subject);
  const linksOf = Map.groupBy(links, ({ user }) => user);
  const usersBy = (subject: string, role: Role) =>
    (linkedTo.get(subject) ?? []).flatMap(({ user }) => {
      const known = byId.get(user);
      return known?.role === role ? [known] : [];
    });
  const accessOf = openAccessOf({
    identity: { linksOf: (user) => new Set(linksOf.get(user)?.map(({ subject }) => subject)) },
    facts,
    readScopes: resourceScopes,
    // It opens what somebody looks at, and nobody is told by it.
    grantsOf: () => new Map(),
    now: () => clock.now(),
  });
  const channelsOn: ReadonlySet<ChannelName> = new Set(on);
  const around = openAround({
    findPerson: (id) => people.find(id),
    // Nobody can be asked through a device from here.
    devicesOf: () => [],
    usersOf: (role) => users.filter((user) => user.role === role),
    findUser: (id) => byId.get(id),
    nursesOf: (subject) => usersBy(subject, 'nurse'),
    familyOf: (subject) => usersBy(subject, 'family').filter(({ id }) => letsFamilyKnow(accessOf, subject, id)),
    refuses: (subject, nurse) => refuses(accessOf, subject, nurse),
    reachOf: (user) => reaches.of(user),
    pushDevices: (user) => push.of(user).length,
    channelsOn: () => channelsOn,
    isNurseThere: () => false,
    shifts,
    held: { holders: () => new Set() },
    awakeOperators: () => activity.awake().filter((id) => byId.get(id)?.role === 'operator').length,
  });
  // Who left is told nothing, and what she did stays hers.
  const family = new Set([...users, ...closed].flatMap(({ id, role }) => (role === 'family' ? [id] : [])));
  return { ...around, plans, isFamily: (user: string) => family.has(user) };
}
