import type { DayStop, Reason } from '@munan/flow';
import type { DayPerson, DayWanted } from './day.ts';
import { daysBetween, daysSince, findLastVisit, visitEveryDays } from './due.ts';

/** Beside the weights of signs: an open alert 60 to 400, a long silence 30. */
const weightOf = { promised: 0, asked: 150, never: 80, planned: 60, missed: 75, overdue: 50, due: 40 } as const;
/** Signs of this weight come before what is merely asked for or overdue. */
const graveWeight = 200;
/** Days before it is due that a visit may fill a free place of today, and that it is told under `later`. */
const soonDays = 3;
const laterDays = 7;

export interface Chosen {
  person: DayPerson;
  stop: DayStop;
}
interface Judged extends Chosen {
  /** 0 has to be today, 1 is to be before all others, 2 is due, 3 only where there is a place, 4 another day. */
  rank: 0 | 1 | 2 | 3 | 4;
}

/** hh:mm as minutes of the day. */
export function minutesOf(clock: string | undefined): number | undefined {
  const read = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(clock ?? '');
  return read ? Number(read[1]) * 60 + Number(read[2]) : undefined;
}

/** Whom to see and why; undefined: nothing speaks for a visit in the next days. */
function judge(person: DayPerson, { day, midnight, now }: DayWanted, named: boolean): Judged | undefined {
  const reasons: { reason: Reason; weight: number }[] = [];
  const add = (code: string, weight: number, params?: Reason['params']): void => {
    reasons.push({ reason: params ? { code, params } : { code }, weight });
  };
  let rank: Judged['rank'] | undefined;
  const atLeast = (wanted: Judged['rank']): void => {
    rank = rank === undefined || wanted < rank ? wanted : rank;
  };
  if (person.done !== undefined || named) atLeast(0);
  const promised = minutesOf(person.promised) === undefined ? undefined : person.promised;
  if (promised !== undefined) {
    add('visit-promised', Infinity, { time: promised });
    atLeast(0);
  }
  const signs = person.signs.map(({ reason, weight }) => ({ reason, weight: Number.isFinite(weight) ? weight : 0 }));
  reasons.push(...signs);
  const signWeight = signs.reduce((sum, { weight }) => sum + weight, 0);
  if (signs.length > 0) atLeast(signWeight >= graveWeight ? 1 : 2);
  if (person.asked) {
    const { by, dueDay } = person.asked;
    const wait = dueDay === undefined ? 0 : daysBetween(day, dueDay);
    add('visit-asked', weightOf.asked, { by, ...(dueDay === undefined ? {} : { date: dueDay }) });
    // A day that is no date is no reason to wait.
    atLeast(wait > 0 ? 4 : 1);
  }
  const plannedIn = person.planned === undefined ? undefined : daysBetween(day, person.planned);
  if (person.planned !== undefined && plannedIn !== undefined && plannedIn <= laterDays) {
    add('visit-planned', plannedIn < 0 ? weightOf.missed : weightOf.planned, { date: person.planned, days: plannedIn });
    atLeast(plannedIn > 0 ? 4 : 2);
  }
  // Whoever was visited today keeps the reason for which that was done.
  const last = findLastVisit(person.visits, person.done === undefined ? now : midnight - 1);
  const every = visitEveryDays[person.programme];
  if (last === undefined) {
    add('never-visited', weightOf.never);
    atLeast(2);
  } else {
    const days = daysSince(last, midnight);
    const waiting = plannedIn !== undefined && plannedIn > 0;
    if (days > every) {
      add('visit-overdue', weightOf.overdue + Math.min(100, days - every), { days, every });
      atLeast(2);
    } else if (days >= every - laterDays && days > 0) {
      // What she planned herself for one of the next days stands.
      const soon = days >= every - soonDays && !waiting;
      add('visit-due', soon ? weightOf.due : 0, { days, every });
      atLeast(soon ? 3 : 4);
    }
  }
  if (rank === undefined) return undefined;
  if (named && reasons.length === 0) add('visit-by-hand', 0);
  if (person.done !== undefined && reasons.length === 0) add('visit-done', 0);
  reasons.sort((one, other) => other.weight - one.weight);
  const risk = reasons.reduce((sum, { weight }) => sum + (Number.isFinite(weight) ? weight : 0), 0);
  const stop: DayStop = {
    person: person.id,
    why: reasons.map(({ reason }) => reason),
    risk,
    ...(promised === undefined ? {} : { promised }),
    ...(person.asked
      ? {
          asked: {
            by: person.asked.by,
            at: person.asked.at,
            ...(person.asked.note === undefined ? {} : { note: person.asked.note }),
          },
        }
      : {}),
    ...(person.done === undefined ? {} : { done: person.done }),
  };
  return { person, stop, rank };
}

const byRisk = (one: Chosen, other: Chosen): number =>
  other.stop.risk - one.stop.risk || (one.person.id < other.person.id ? -1 : 1);

/**
 * Who is of today: what was done, promised or put there by hand in any case; then up to `most` what is grave or asked
 * for, what is due or planned, and last what would be due within days; the rest is `later`, gravest first.
 */
export function chooseDay(wanted: DayWanted): { today: Chosen[]; later: DayStop[] } {
  const named = new Set(wanted.byHand ?? []);
  const seen = new Set<string>();
  const judged: Judged[] = [];
  for (const person of wanted.people) {
    if (seen.has(person.id)) continue;
    seen.add(person.id);
    const found = judge(person, wanted, named.has(person.id));
    if (found) judged.push(found);
  }
  judged.sort((one, other) => one.rank - other.rank || byRisk(one, other));
  const must = judged.filter(({ rank }) => rank === 0).length;
  const places = Math.max(must, Number.isFinite(wanted.most) ? Math.floor(wanted.most) : judged.length);
  const today = judged.filter(({ rank }, index) => rank < 4 && index < places);
  const kept = new Set(today);
  const later = judged
    .filter((one) => !kept.has(one))
    .sort(byRisk)
    .map(({ stop }) => stop);
  return { today, later };
}
