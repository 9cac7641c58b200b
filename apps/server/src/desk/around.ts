import {
  type ChannelName,
  type Circumstances,
  type Contact,
  drillOf,
  noWishes,
  type Recipient,
  type RecipientKind,
  type UserReachBody,
} from '@munan/flow';
import { contactsOf, type Person } from '../people/person.ts';
import { circumstancesOf, isWithin, minuteOfDayAt } from './circumstances.ts';
import type { HeldAlerts } from './held-alerts.ts';
import { contactsBy, onShiftFirst, type People, type Reachable, recipientsOf } from './recipients.ts';
import type { Shifts } from './shifts.ts';

export interface AroundNeeds {
  findPerson(id: string): Person | undefined;
  /** What she wears. */
  devicesOf(subject: string): readonly { kind: 'ear' | 'wrist' | 'test'; revoked: boolean }[];
  usersOf(role: 'operator' | 'manager'): readonly { id: string; name: string }[];
  findUser(id: string): { id: string; name: string } | undefined;
  /** Nurses who are assigned to her. */
  nursesOf(subject: string): readonly { id: string; name: string }[];
  /** She wants this nurse to know nothing of her. */
  refuses(subject: string, nurse: string): boolean;
  /** Family accounts whom she lets see what alarms there were. */
  familyOf(subject: string): readonly { id: string; name: string }[];
  reachOf(user: string): UserReachBody;
  pushDevices(user: string): number;
  channelsOn(): ReadonlySet<ChannelName>;
  /** A nurse's visit at her home has begun and is not over. */
  isNurseThere(subject: string, now: number): boolean;
  shifts: Pick<Shifts, 'on' | 'hasRota'>;
  held: Pick<HeldAlerts, 'holders'>;
  awakeOperators(now: number): number;
}

/** Without a rota of the nurses their day is this, of the site's clock. */
const nursesDay = { from: 9 * 60, to: 18 * 60 };
/** Nothing of a drill leaves the house. */
const drillChannels: ReadonlySet<ChannelName> = new Set(['console']);
const nobody: People = { self: [], family: [], neighbour: [], nurse: [], operator: [], manager: [] };

export type Around = ReturnType<typeof openAround>;

/** What is so around a person, and who is told about her, from what is in memory: asked at each move of an alert. */
export function openAround(needs: AroundNeeds) {
  const { shifts } = needs;
  const account = ({ id, name }: { id: string; name: string }): Reachable => ({
    ...{ id, name, language: 'ko', push: needs.pushDevices(id) },
    ...needs.reachOf(id),
  });

  const managers = (now: number) => onShiftFirst(needs.usersOf('manager').map(account), shifts.on('manager', now));
  const operators = (now: number) => onShiftFirst(needs.usersOf('operator').map(account), shifts.on('operator', now));

  /**
   * Hers who are on duty; else whoever is on duty; else hers: one of them will have to know. Nobody else is told whom something
   * has happened to.
   */
  function nurses(subject: string, now: number): Reachable[] {
    const on = shifts.on('nurse', now).filter((id) => !needs.refuses(subject, id));
    const hers = needs.nursesOf(subject).filter(({ id }) => !needs.refuses(subject, id));
    const mine = hers.filter(({ id }) => on.includes(id)).map(account);
    if (recipientsOf('nurse', mine, needs.channelsOn()).length > 0) return mine;
    const others = on.flatMap((id) => (hers.some((one) => one.id === id) ? [] : (needs.findUser(id) ?? [])));
    const there = [...mine, ...others.map(account)];
    return there.length > 0 ? there : hers.map(account);
  }

  function peopleOf(subject: string, person: Person, now: number): People {
    const contacts = contactsOf(person);
    const self: Reachable = {
      ...{ id: subject, name: person.name, push: 0, language: (person.wishes ?? noWishes).language },
      ...phoneOf(contacts.find(({ relation }) => relation === 'self')),
    };
    // In the demonstration an account has the console, and its page shows what it was told.
    const hasWay = ({ push, phone, mail }: Reachable) => push > 0 || phone !== undefined || mail !== undefined;
    const accounts = needs
      .familyOf(subject)
      .map(account)
      .filter((one) => hasWay(one) || needs.channelsOn().has('console'));
    const byAccount = nurses(subject, now);
    return {
      self: [self],
      family: accounts.length > 0 ? accounts : contactsBy(contacts, 'family'),
      neighbour: contactsBy(contacts, 'neighbour'),
      nurse: byAccount.length > 0 ? byAccount : contactsBy(contacts, 'nurse'),
      operator: operators(now),
      manager: managers(now),
    };
  }

  function dutyOf(subject: string, now: number): Circumstances['nurse'] {
    if (needs.isNurseThere(subject, now)) return 'there';
    const hers = needs.nursesOf(subject);
    const isOn = shifts.hasRota('nurse', now)
      ? hers.some(({ id }) => shifts.on('nurse', now).includes(id))
      : hers.length > 0 && isWithin(nursesDay, minuteOfDayAt(now));
    return isOn ? 'on-duty' : undefined;
  }

  /** Of Munan itself, and of a drill, nothing of a person is asked. */
  function ofNoPerson(subject: string, now: number): Circumstances {
    const people = { ...nobody, manager: managers(now) };
    const all = circumstancesOf({
      ...{ now, wishes: noWishes, operators: needs.awakeOperators(now), canSpeak: false, people },
      ...{ familyPhones: 0, operatorsAtAll: operators(now).length, on: needs.channelsOn() },
    });
    return drillOf(subject) !== undefined ? { ...all, nurse: 'on-duty', cannot: {} } : all;
  }

  return {
    around(subject: string, now: number): Circumstances {
      const person = needs.findPerson(subject);
      if (!person) return ofNoPerson(subject, now);
      return circumstancesOf({
        now,
        wishes: person.wishes ?? noWishes,
        operators: needs.awakeOperators(now),
        nurse: dutyOf(subject, now),
        canSpeak: needs.devicesOf(subject).some(({ kind, revoked }) => !revoked && kind !== 'wrist'),
        people: peopleOf(subject, person, now),
        familyPhones: contactsOf(person).filter(({ relation }) => relation === 'family').length,
        operatorsAtAll: operators(now).length,
        on: needs.channelsOn(),
      });
    },
    recipients(subject: string, kind: RecipientKind, now: number, wanted?: ChannelName): Recipient[] {
      const person = needs.findPerson(subject);
      // Nobody at home is told of what nobody knows here; Munan itself concerns those who keep it running.
      const people = person
        ? peopleOf(subject, person, now)
        : { ...nobody, operator: operators(now), manager: managers(now) };
      if (drillOf(subject) !== undefined) return recipientsOf(kind, drilled(people, subject, kind), drillChannels);
      const holders = needs.held.holders(subject);
      // Who works on it knows; she is not the second one.
      const told = (all: readonly Reachable[]) =>
        recipientsOf(
          kind,
          all.filter(({ id }) => kind !== 'operator' || id === undefined || !holders.has(id)),
          needs.channelsOn(),
          wanted,
        );
      const list = told(people[kind]);
      if (list.length > 0 || (kind !== 'operator' && kind !== 'manager')) return list;
      // Whoever is on shift cannot be told, or works on it: better who is at home than nobody.
      return told(needs.usersOf(kind).map(account));
    },
    /** The numbers of the nurses who would be asked now, for whoever calls by hand. */
    nursePhones: (subject: string, now: number): Contact[] =>
      nurses(subject, now).flatMap(({ name, phone }) =>
        phone === undefined ? [] : [{ relation: 'nurse', name, phone }],
      ),
  };
}

function phoneOf(contact: { phone: string } | undefined): { phone?: string } {
  return contact ? { phone: contact.phone } : {};
}

/** In a drill the desk's own people are named; of the others there is one who does not exist. */
function drilled(people: People, subject: string, kind: RecipientKind): readonly Reachable[] {
  if (people[kind].length > 0) return people[kind];
  return [{ name: subject, push: 0, language: 'ko' }];
}
