import type { AlertRow, DeskNow, HandoverNote, Shift } from '@munan/flow';

/** So long before the end of a shift it is reminded of the hand-over. */
export const remindBeforeMs = 30 * 60_000;
/** The time until the desk counts as asleep is said when half of it has gone. */
const sayFromPart = 0.5;

/** Ms until the desk counts as asleep by itself; undefined while there is time, and when it is asleep already. */
export function asleepInMs(desk: DeskNow, now: number): number | undefined {
  if (desk.asleep) return undefined;
  const latest = Math.max(...desk.operators.map(({ lastActive }) => lastActive ?? Number.NEGATIVE_INFINITY));
  if (!Number.isFinite(latest)) return undefined;
  const left = latest + desk.asleepAfterMs - now;
  return left > 0 && left <= desk.asleepAfterMs * sayFromPart ? left : undefined;
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
