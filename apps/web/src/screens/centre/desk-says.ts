import type { AlertRow, DeskNow, HandoverNote, Shift } from '@munan/flow';

/** So long before the end of a shift it is reminded of the hand-over. */
export const remindBeforeMs = 30 * 60_000;
/** The time until the desk counts as asleep is said when half of it has gone. */
const sayFromPart = 0.5;

/** An operator is asked so long before she counts as away. */
const askBeforeMs = 60_000;

/** Until when somebody, or this user, is believed to be on the phone: who phones is awake. Drills keep nobody awake. */
function onThePhoneUntil(alerts: readonly AlertRow[], by?: string): number {
  const calls = alerts.flatMap(({ calling, drill }) => (calling && drill === undefined ? [calling] : []));
  return Math.max(0, ...calls.filter((call) => by === undefined || call.by === by).map(({ until }) => until));
}

/** Ms until the desk counts as asleep by itself; undefined while there is time, and when it is asleep already. */
export function asleepInMs(desk: DeskNow, alerts: readonly AlertRow[], now: number): number | undefined {
  if (desk.asleep) return undefined;
  const latest = Math.max(...desk.operators.map(({ lastActive }) => lastActive ?? Number.NEGATIVE_INFINITY));
  if (!Number.isFinite(latest)) return undefined;
  const left = Math.max(latest + desk.asleepAfterMs, onThePhoneUntil(alerts)) - now;
  return left > 0 && left <= desk.asleepAfterMs * sayFromPart ? left : undefined;
}

/**
 * Whether she is asked now if she is there: within a minute she counts as away, and there is something to watch over.
 * `movedAt`: when she last moved before this page.
 */
export function isAsked(desk: DeskNow, alerts: readonly AlertRow[], me: string, movedAt: number, now: number): boolean {
  const mine = desk.operators.find(({ id }) => id === me);
  if (!mine?.onShift && !alerts.some(({ family }) => family !== 'house')) return false;
  // She may have moved before another page.
  const moved = Math.max(movedAt, mine?.lastActive ?? 0);
  const left = Math.max(moved + desk.asleepAfterMs, onThePhoneUntil(alerts, me)) - now;
  return left > 0 && left <= Math.min(askBeforeMs, desk.asleepAfterMs / 2);
}

/** When her shift ends, if that is soon and no shift of hers follows at once. */
export function shiftEnding(shifts: readonly Shift[], me: string, now: number): number | undefined {
  const mine = shifts.filter(({ user }) => user.id === me);
  const present = mine.find(({ from, to }) => from <= now && now < to);
  if (!present || present.to - now > remindBeforeMs) return undefined;
  return mine.some(({ from, to }) => from <= present.to && to > present.to) ? undefined : present.to;
}

/** A note that she should accept: to her or to whoever is next, by another, and taken by nobody. The latest alone counts. */
export function waitingNote(notes: readonly HandoverNote[], me: string): HandoverNote | undefined {
  const [latest] = notes.filter(({ by }) => by.id !== me);
  if (!latest || latest.acceptedBy) return undefined;
  return latest.to === undefined || latest.to.id === me ? latest : undefined;
}

/** Alerts about Munan itself, as they stand in the queue. */
export function troubles(alerts: readonly AlertRow[]): AlertRow[] {
  return alerts.filter(({ family }) => family === 'house');
}
