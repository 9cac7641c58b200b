import { type DayTime, siteZoneOffsetMinutes, type Wishes } from '@munan/flow';

/** The wishes as they are typed: times and dates as their fields hold them. */
export interface WishesDraft {
  quiet: 'none' | 'before-nine' | 'own';
  /** `HH:MM` */
  from: string;
  to: string;
  away: 'none' | 'hospital' | 'travelling';
  /** `yyyy-mm-dd`, or empty for no end. */
  until: string;
  refused: Wishes['refused'];
  language: Wishes['language'];
  note: string;
}
export type WishesWrong = 'quiet' | 'away';

const dayMs = 86_400_000;
const zoneMs = siteZoneOffsetMinutes * 60_000;
/** "Please do not call before 9": from ten in the evening on. */
export const beforeNine: DayTime = { from: 22 * 60, to: 9 * 60 };

/** `HH:MM` of minutes since midnight. */
export function clockOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, '0')}:${String(minutes % 60).padStart(2, '0')}`;
}
function findMinutes(clock: string): number | undefined {
  const [, hours, minutes] = /^([01]\d|2[0-3]):([0-5]\d)$/.exec(clock) ?? [];
  return hours === undefined ? undefined : Number(hours) * 60 + Number(minutes);
}
/** `yyyy-mm-dd` by the clock of the city. */
export function dateOf(at: number): string {
  return new Date(at + zoneMs).toISOString().slice(0, 10);
}
/** The end of that day in the city, Unix ms. */
function findEndOf(date: string): number | undefined {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(date) ? Date.parse(`${date}T00:00:00Z`) : Number.NaN;
  return Number.isFinite(at) ? at - zoneMs + dayMs : undefined;
}

export function draftOf({ quiet, away, refused, language, note }: Wishes): WishesDraft {
  const isNine = quiet?.from === beforeNine.from && quiet.to === beforeNine.to;
  return {
    quiet: quiet === undefined ? 'none' : isNine ? 'before-nine' : 'own',
    from: clockOf(quiet?.from ?? 22 * 60),
    to: clockOf(quiet?.to ?? 7 * 60),
    away: away?.kind ?? 'none',
    // The moment is the end of a day: a moment before it is still that day.
    until: away?.until === undefined ? '' : dateOf(away.until - 1),
    refused: [...refused],
    language,
    note: note ?? '',
  };
}

/** The wishes that were typed, or which part of them cannot be. `before` keeps since when she is away. */
export function wishesOf(draft: WishesDraft, before: Wishes, now: number): { wishes: Wishes } | { wrong: WishesWrong } {
  const wishes: Wishes = { refused: draft.refused, language: draft.language };
  if (draft.quiet !== 'none') {
    const from = draft.quiet === 'own' ? findMinutes(draft.from) : beforeNine.from;
    const to = draft.quiet === 'own' ? findMinutes(draft.to) : beforeNine.to;
    if (from === undefined || to === undefined || from === to) return { wrong: 'quiet' };
    wishes.quiet = { from, to };
  }
  if (draft.away !== 'none') {
    const until = draft.until === '' ? undefined : findEndOf(draft.until);
    if (draft.until !== '' && (until === undefined || until <= now)) return { wrong: 'away' };
    const from = before.away?.kind === draft.away ? before.away.from : now;
    wishes.away = { kind: draft.away, from, ...(until === undefined ? {} : { until }) };
  }
  if (draft.note.trim() !== '') wishes.note = draft.note.trim();
  return { wishes };
}
