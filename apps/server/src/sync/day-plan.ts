import type { DayPlan, Finding, Reason } from '@munan/flow';
import { type DayPerson, planDay } from '@munan/visit';
import { dayOf } from '../daily-summaries.ts';
import type { House } from '../house.ts';
import { boardPerson } from '../views/person-view.ts';
import { dayMs, midnightOf } from './person-days.ts';
import { lowOxygenNights } from './since-last.ts';
import type { SyncTables } from './tables.ts';

/** A device laid aside for a wash is no reason for a visit. */
const longSilenceMs = 2 * 3_600_000;
/** As they weighed before the day was planned by the device. */
const weights = { high: 400, medium: 200, low: 60, silence: 30, night: 120, score: 40 } as const;
const yearMs = 365 * dayMs;
/** So far ahead what was planned and promised is looked at. */
const aheadDays = 14;
const behindDays = 30;
const visitsADay = 8;
const findingsOfNight = 50;
/** [RCP NEWS2 2017] a total of 3 or 4 is low risk, but no longer nothing. */
const attentionFromNews2 = 3;

/** What the record knows of a person's visits, past and to come; kept while nothing is written about her. */
interface Held {
  tag: string;
  visits: Awaited<ReturnType<House['care']['visitTimes']>> extends Map<string, infer V> ? V : never;
  appointments: Awaited<ReturnType<House['care']['findAppointments']>>;
  requests: Awaited<ReturnType<House['care']['findVisitRequests']>>;
}
const held = new WeakMap<House['care'], Map<string, Held>>();

/** Of all these people in few questions. `tags` tells of whom something is new. */
async function heldOf(
  house: House,
  people: readonly string[],
  tags: ReadonlyMap<string, string>,
  now: number,
): Promise<Map<string, Held>> {
  const known = held.get(house.care) ?? new Map<string, Held>();
  held.set(house.care, known);
  const stale = people.filter((id) => known.get(id)?.tag !== tags.get(id));
  if (stale.length > 0) {
    const [from, to] = [dayOf(now - behindDays * dayMs), dayOf(now + aheadDays * dayMs)];
    const [visits, appointments, requests] = await Promise.all([
      house.care.visitTimes(stale, now - yearMs),
      house.care.findAppointments({ patients: stale, from, to }),
      house.care.findVisitRequests({ patients: stale, open: true }),
    ]);
    const appointmentsOf = Map.groupBy(appointments, ({ patient }) => patient);
    const requestsOf = Map.groupBy(requests, ({ patient }) => patient);
    for (const id of stale)
      known.set(id, {
        tag: tags.get(id) ?? '',
        visits: visits.get(id) ?? [],
        appointments: appointmentsOf.get(id) ?? [],
        requests: requestsOf.get(id) ?? [],
      });
  }
  return new Map(people.map((id) => [id, known.get(id) as Held]));
}

/** The day of a nurse: who of hers is to be seen today, in which order, and why. */
export async function dayOfNurse(
  house: House,
  user: string,
  people: readonly string[],
  tags: ReadonlyMap<string, string>,
): Promise<DayPlan> {
  const now = house.clock.now();
  const day = dayOf(now);
  const midnight = midnightOf(now);
  const known = await heldOf(house, people, tags, now);
  const persons = await Promise.all(
    people.map(async (id): Promise<DayPerson> => {
      const { programme, location } = house.people.get(id);
      const { visits, appointments, requests } = known.get(id)!;
      const made = visits.filter(({ state }) => state !== 'open');
      const done = made.find(({ finished }) => finished >= midnight);
      const next = nextOf(made, appointments);
      const isToday = next?.date === day;
      const request = requests.toSorted((a, b) => (a.by ?? '9').localeCompare(b.by ?? '9') || a.at - b.at)[0];
      return {
        id,
        programme,
        ...(location && { location }),
        visits: made.map(({ finished }) => finished),
        ...(isToday && next?.time !== undefined && { promised: next.time }),
        ...(next && !isToday && { planned: next.date }),
        ...(isToday && next && next.time === undefined && { planned: next.date }),
        ...(request && {
          asked: {
            by: house.userName(request.from) ?? request.from,
            at: request.at,
            note: request.text,
            ...(request.by !== undefined && { dueDay: request.by }),
          },
        }),
        signs: await signsOf(house, id, now),
        ...(done && { done: done.id }),
      };
    }),
  );
  const byHand = await orderByHand(house, user, day);
  const { healthCentre } = house;
  const { roads } = house.config;
  return planDay({
    ...{ day, midnight, now, people: persons, most: house.config.visitsADay ?? visitsADay },
    ...(healthCentre && { start: healthCentre }),
    ...(byHand && { byHand }),
    ...(roads && { road: roads }),
  });
}

/** What the newest visit planned; without a plan of its own, what an earlier one planned for a day after it still stands. */
function nextOf(made: Held['visits'], appointments: Held['appointments']): Held['appointments'][number] | undefined {
  const [last] = made;
  if (!last) return undefined;
  const seen = dayOf(last.finished);
  for (const { id } of made) {
    const planned = appointments.find(({ visit, date }) => visit === id && (id === last.id || date > seen));
    if (planned) return planned;
  }
  return undefined;
}

/** What speaks for seeing her soon: an open alert, low oxygen in the last night, a long silence, a score. */
async function signsOf(house: House, id: string, now: number): Promise<DayPerson['signs']> {
  const board = boardPerson(house, id);
  const signs: { reason: Reason; weight: number }[] = [];
  for (const alert of house.openAlertsOf(id)) {
    if (alert.family === 'silence') continue;
    const isNurseAsked = alert.plan[alert.step]?.kind === 'nurse-visit';
    signs.push({ reason: alert.reason, weight: weights[alert.priority] * (isNurseAsked ? 2 : 1) });
  }
  const night: Finding[] = await house.findings.of(id, now - dayMs, findingsOfNight);
  const [low] = lowOxygenNights(night);
  if (low)
    signs.push({ reason: { code: 'low-oxygen-night', params: { percent: low.percent } }, weight: weights.night });
  const silence = board.silence.find(({ since }) => now - since >= longSilenceMs);
  if (silence)
    signs.push({
      reason: {
        code: 'device-silent',
        params: { device: silence.device, hours: Math.floor((now - silence.since) / 3_600_000) },
      },
      weight: weights.silence,
    });
  const { news2 } = board;
  if (news2 && news2.least >= attentionFromNews2)
    signs.push({ reason: { code: 'score', params: { least: news2.least, most: news2.most } }, weight: weights.score });
  return signs;
}

async function orderByHand(house: House, user: string, day: string): Promise<string[] | undefined> {
  const row = await house.database.query
    .withTables<SyncTables>()
    .selectFrom('day_order')
    .select('people')
    .where('user_id', '=', user)
    .where('day', '=', day)
    .executeTakeFirst();
  return row && (JSON.parse(row.people) as string[]);
}
