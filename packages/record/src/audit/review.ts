import type { AuditKind, AuditReview } from '@munan/flow';
import { type Kysely, sql } from '@munan/runtime';
import { houseInteractions } from './entry.ts';
import { outOfHours } from './hours.ts';
import type { AuditTables } from './tables.ts';

export type ReviewKind = AuditKind;

export interface MonthlyReview extends Pick<AuditReview, 'counts' | 'users'> {
  /** Most looked at first. */
  people: Omit<AuditReview['people'][number], 'name'>[];
  reviews: (AuditReview['reviews'][number] & { what: string })[];
}

export const changing = ['create', 'update', 'patch', 'delete', 'transaction', 'batch'] as const;
const viewing = [
  'read',
  'vread',
  'search-type',
  'history-instance',
  'history-type',
  'history-system',
  'operation',
] as const;

/** What the rows of each kind have in common, for the counts and for the list behind each. */
export const reviewFilters: Record<
  ReviewKind,
  { interactions?: readonly string[]; outcomes?: readonly number[]; outOfHours?: true }
> = {
  all: {},
  views: { interactions: viewing, outcomes: [0] },
  changes: { interactions: [...changing, 'credential', 'account'], outcomes: [0] },
  'out-of-hours': { outOfHours: true },
  'break-glass': { interactions: ['break-glass'] },
  exports: { interactions: ['export'] },
  refusals: {
    interactions: [...viewing, ...changing, ...houseInteractions.filter((name) => name !== 'login')],
    outcomes: [4, 8],
  },
  'logins-refused': { interactions: ['login'], outcomes: [4, 8] },
};

const mostUsers = 300;
const mostPeople = 300;
const mostReviews = 50;

/** Of one time; the heavy sums are made over distinct (user, set of people), which are few, not over rows. */
export async function readReview(
  open: Kysely<AuditTables>,
  { from, to, zoneOffsetMinutes }: { from: number; to: number; zoneOffsetMinutes: number },
): Promise<MonthlyReview> {
  const late = sql<number>`sum(case when ${outOfHours(zoneOffsetMinutes)} then times else 0 end)`;
  const groups = await open
    .selectFrom('audit_event')
    .select(['user_id', 'role', 'interaction', 'outcome', 'people'])
    .select(({ fn }) => [fn.max('user_name').as('name'), fn.sum<number>('times').as('events')])
    .select(late.as('late'))
    .where('at', '>=', from)
    .where('at', '<', to)
    .groupBy(['user_id', 'role', 'interaction', 'outcome', 'people'])
    .execute();
  const sets = new Map<string, string[]>();
  const setsOfTime = await open
    .selectFrom('audit_people')
    .selectAll()
    .where('people', 'in', open.selectFrom('audit_event').select('people').where('at', '>=', from).where('at', '<', to))
    .execute();
  for (const { people, person } of setsOfTime) {
    const members = sets.get(people);
    if (members) members.push(person);
    else sets.set(people, [person]);
  }

  const counts = Object.fromEntries(Object.keys(reviewFilters).map((kind) => [kind, 0])) as Record<ReviewKind, number>;
  const users = new Map<string, Omit<MonthlyReview['users'][number], 'people'> & { sets: Set<string> }>();
  const persons = new Map<string, { events: number; users: Set<string> }>();
  for (const { user_id: id, role, name, interaction, outcome, people, ...sums } of groups) {
    const [events, outside] = [Number(sums.events), Number(sums.late)];
    for (const [kind, { interactions, outcomes, outOfHours: onlyLate }] of Object.entries(reviewFilters)) {
      if (interactions?.includes(interaction) === false || outcomes?.includes(outcome) === false) continue;
      counts[kind as ReviewKind] += onlyLate ? outside : events;
    }
    const key = `${id} ${role}`;
    const user = users.get(key) ?? { id, role, name, events: 0, outOfHours: 0, refusals: 0, sets: new Set<string>() };
    users.set(key, user);
    user.events += events;
    user.outOfHours += outside;
    if (outcome !== 0) user.refusals += events;
    user.sets.add(people);
    for (const person of sets.get(people) ?? []) {
      const seen = persons.get(person) ?? { events: 0, users: new Set<string>() };
      persons.set(person, seen);
      seen.events += events;
      seen.users.add(id);
    }
  }
  const reviews = await open
    .selectFrom('audit_event')
    .select(['at', 'user_id', 'user_name', 'what', 'reason'])
    .where('interaction', '=', 'review')
    .where('what', 'like', 'reviewed 20%')
    .where('outcome', '=', 0)
    .orderBy('seq', 'desc')
    .limit(mostReviews)
    .execute();
  return {
    counts,
    users: [...users.values()]
      .sort((a, b) => b.events - a.events || (a.id < b.id ? -1 : 1))
      .slice(0, mostUsers)
      .map(({ sets: seen, ...user }) => ({
        ...user,
        people: new Set([...seen].flatMap((people) => sets.get(people) ?? [])).size,
      })),
    people: [...persons]
      .map(([id, { events, users: seenBy }]) => ({ id, events, users: seenBy.size }))
      .sort((a, b) => b.events - a.events || (a.id < b.id ? -1 : 1))
      .slice(0, mostPeople),
    reviews: reviews.map((row) => ({
      at: row.at,
      by: row.user_id,
      byName: row.user_name,
      what: row.what,
      note: row.reason,
    })),
  };
}
