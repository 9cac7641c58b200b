import { type Chosen, minutesOf } from './choose.ts';
import type { DayWanted, Point } from './day.ts';
import { findLastVisit } from './due.ts';
import { shortenWay } from './shorten.ts';
import { plannedM } from './way.ts';

const minuteMs = 60_000;
/** A visit at home, without the way. */
const visitMinutes = 30;
/** In the city, with lights and parking. */
const metresPerMinute = 25_000 / 60;
const dayBeginsMinutes = 9 * 60;
/** Bands of risk: what is grave, what presses, what is due. Within a band the way decides. */
const bandsFrom = [200, 80];

const bandOf = ({ stop }: Chosen): number => {
  const band = bandsFrom.findIndex((from) => stop.risk >= from);
  return band === -1 ? bandsFrom.length : band;
};

/** Where she is and when, minutes of the day. */
interface Position {
  place: Point | undefined;
  minutes: number;
}

/** Puts those of a day in order. `byHand`: some of it is as she put it. */
export function orderDay(wanted: DayWanted, today: readonly Chosen[]): { stops: Chosen[]; byHand: boolean } {
  const { midnight, now, start, road } = wanted;
  const minutesTo = (from: Point | undefined, to: Point | undefined): number =>
    plannedM(road, from, to) / metresPerMinute;
  const after = (at: Position, { person }: Chosen): Position => {
    const arrival = at.minutes + minutesTo(at.place, person.location);
    const begins = Math.max(arrival, minutesOf(person.promised) ?? 0);
    return { place: person.location ?? at.place, minutes: begins + visitMinutes };
  };

  /** Minutes by which she comes late to each promised one if she drives from one to the next. */
  const lateness = (from: Position, promised: readonly Chosen[]): number[] => {
    let at = from;
    return promised.map((one) => {
      const arrival = at.minutes + minutesTo(at.place, one.person.location);
      at = after(at, one);
      return Math.max(0, arrival - (minutesOf(one.person.promised) ?? 0));
    });
  };

  const ended = ({ person }: Chosen): number => findLastVisit(person.visits, now) ?? 0;
  const done = today
    .filter(({ stop }) => stop.done !== undefined)
    .sort((one, other) => ended(one) - ended(other) || (one.person.id < other.person.id ? -1 : 1));
  const open = today.filter(({ stop }) => stop.done === undefined);
  const begin: Position = {
    place: done.findLast(({ person }) => person.location !== undefined)?.person.location ?? start,
    minutes: Math.max(dayBeginsMinutes, (now - midnight) / minuteMs),
  };

  const places = new Map((wanted.byHand ?? []).map((id, index) => [id, index]));
  const placeOf = ({ person }: Chosen): number => places.get(person.id) ?? Infinity;
  const named = open.filter(({ person }) => places.has(person.id)).sort((one, other) => placeOf(one) - placeOf(other));
  const rest = open.filter(({ person }) => !places.has(person.id));
  if (named.length === 0) return { stops: [...done, ...byTimeRiskWay(rest, begin)], byHand: false };

  // What is grave and came after she had put her order goes first. Promised times that she did not put herself go where
  // she can still keep them; all others go behind what she put.
  const isGrave = (one: Chosen): boolean => bandOf(one) === 0;
  const others = rest.filter((one) => !isPromised(one));
  const stops = [...byTimeRiskWay(others.filter(isGrave), begin), ...named];
  for (const promised of byTime(rest.filter(isPromised))) {
    const time = minutesOf(promised.person.promised) ?? 0;
    let at = begin;
    let index = 0;
    for (; index < stops.length; index++) {
      const left = after(at, stops[index] as Chosen);
      if (left.minutes + minutesTo(left.place, promised.person.location) > time) break;
      at = left;
    }
    stops.splice(index, 0, promised);
  }
  const behind = byTimeRiskWay(
    others.filter((one) => !isGrave(one)),
    stops.reduce(after, begin),
  );
  return { stops: [...done, ...stops, ...behind], byHand: true };

  function byTimeRiskWay(chosen: readonly Chosen[], from: Position): Chosen[] {
    const promised = byTime(chosen.filter(isPromised));
    const bands = new Map<number, Chosen[]>();
    for (const one of chosen) if (!isPromised(one)) bands.set(bandOf(one), [...(bands.get(bandOf(one)) ?? []), one]);
    const open = [...bands.entries()].sort(([one], [other]) => one - other).map(([, members]) => members);
    const ordered: Chosen[] = [];
    let run: Chosen[] = [];
    let runFrom = from.place;
    let at = from;
    const closeRun = (next: Chosen | undefined): void => {
      // Who lives nobody knows where takes as long at any place of the run; behind the others she is in nobody's way.
      const known = run.filter(({ person }) => person.location !== undefined);
      // Before such a one the run has to end where it was reckoned to.
      const last = next && !next.person.location ? known.splice(-1) : [];
      const behind = next?.person.location ?? last[0]?.person.location;
      ordered.push(...shortenWay(known, runFrom, behind, ({ person }) => person.location, road), ...last);
      ordered.push(...run.filter(({ person }) => person.location === undefined));
      run = [];
      runFrom = at.place;
    };
    while (promised.length > 0 || open.some((members) => members.length > 0)) {
      const latest = lateness(at, promised);
      const fits = (one: Chosen): boolean =>
        lateness(after(at, one), promised).every((late, index) => late <= (latest[index] ?? 0));
      const found = findNext(open, at.place, fits);
      if (found && run[0] && bandOf(run[0]) !== bandOf(found)) closeRun(found);
      if (found) {
        run.push(found);
        at = after(at, found);
        continue;
      }
      const next = promised.shift() as Chosen;
      closeRun(next);
      ordered.push(next);
      at = after(at, next);
      runFrom = at.place;
    }
    closeRun(undefined);
    return ordered;
  }

  /** Takes the nearest of the gravest band that has one that fits. */
  function findNext(
    open: readonly Chosen[][],
    place: Point | undefined,
    fits: (one: Chosen) => boolean,
  ): Chosen | undefined {
    for (const members of open) {
      let best: { index: number; way: number } | undefined;
      members.forEach((one, index) => {
        const way = one.person.location ? plannedM(road, place, one.person.location) : Infinity;
        if ((best === undefined || way < best.way) && fits(one)) best = { index, way };
      });
      if (best) return members.splice(best.index, 1)[0];
    }
    return undefined;
  }
}

const isPromised = ({ stop }: Chosen): boolean => stop.promised !== undefined;
const byTime = (chosen: readonly Chosen[]): Chosen[] =>
  [...chosen].sort((one, other) => (minutesOf(one.stop.promised) ?? 0) - (minutesOf(other.stop.promised) ?? 0));
