import { type ChannelName, type Circumstances, type DayTime, siteZoneOffsetMinutes, type Wishes } from '@munan/flow';
import { type People, recipientsOf } from './recipients.ts';

export interface AroundFacts {
  now: number;
  wishes: Wishes;
  /** Operators awake at the desk. */
  operators: number;
  nurse?: 'there' | 'on-duty' | undefined;
  /** Something of hers can speak. */
  canSpeak: boolean;
  people: People;
  /** Those of her family and neighbours that have a telephone number, for who calls by hand. */
  familyPhones: number;
  /** How many operators could look at it, the one who does now among them. */
  operatorsAtAll: number;
  on: ReadonlySet<ChannelName>;
}

const minuteMs = 60_000;
const dayMinutes = 1440;

export function minuteOfDayAt(now: number): number {
  return Math.floor((now + siteZoneOffsetMinutes * minuteMs) / minuteMs) % dayMinutes;
}

/** `from` after `to` goes over midnight; the same twice is the whole day. */
export function isWithin({ from, to }: DayTime, minute: number): boolean {
  if (from === to) return true;
  return from < to ? minute >= from && minute < to : minute >= from || minute < to;
}

/** When her quiet hours end, if they are now: the next `to` of the site's clock. */
export function quietUntil(quiet: DayTime | undefined, now: number): number | undefined {
  const minute = minuteOfDayAt(now);
  if (!quiet || !isWithin(quiet, minute)) return undefined;
  const left = (quiet.to - minute + dayMinutes - 1) % dayMinutes;
  return (Math.floor(now / minuteMs) + left + 1) * minuteMs;
}

export function awayAt({ away }: Wishes, now: number): Circumstances['away'] {
  if (!away || now < away.from || now >= (away.until ?? Number.POSITIVE_INFINITY)) return undefined;
  return away.kind;
}

/** What is so for somebody at this moment; pure, and without a loop over more than her own contacts. */
export function circumstancesOf(facts: AroundFacts): Circumstances {
  const { now, wishes, operators, nurse, people, on } = facts;
  const cannot: Circumstances['cannot'] = {};
  if (!facts.canSpeak) cannot['ask-device'] = 'no-device';
  for (const [step, channel] of [
    ['text-person', 'text'],
    ['voice-call', 'voice'],
  ] as const) {
    if (!people.self.some(({ phone }) => phone !== undefined)) cannot[step] = 'nobody';
    else if (recipientsOf('self', people.self, on, channel).length === 0) cannot[step] = 'no-channel';
  }
  if (people.family.length === 0) cannot['family-text'] = 'nobody';
  else if (recipientsOf('family', people.family, on).length === 0) cannot['family-text'] = 'no-channel';
  if (facts.familyPhones === 0) cannot['family-call'] = 'nobody';
  if (people.neighbour.length === 0) cannot['neighbour-call'] = 'nobody';
  // These are done by a person, whether or not Munan can tell her: only that there is none passes them by.
  if (people.nurse.length === 0) cannot['nurse-visit'] = 'nobody';
  if (facts.operatorsAtAll < 2) cannot['second-operator'] = 'nobody';
  if (people.manager.length === 0) cannot.manager = 'nobody';
  // What she does not want goes before what cannot be: it is what she is told.
  for (const step of wishes.refused) cannot[step] = 'refused';
  const quiet = quietUntil(wishes.quiet, now);
  const away = awayAt(wishes, now);
  return {
    minuteOfDay: minuteOfDayAt(now),
    ...(quiet !== undefined && { quietUntil: quiet }),
    ...(away && { away }),
    operators,
    ...(nurse && { nurse }),
    cannot,
  };
}
