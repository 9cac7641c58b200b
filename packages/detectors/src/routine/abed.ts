import type { Minute } from '../minutes.ts';
import { movedAt, movementPerMin } from '../movement.ts';

/**
 * Whether she is up or has settled down, from the movement of the last hour. Settled is still, not asleep and not in bed: sitting before
 * the television without moving looks the same. Between the two lies what keeps the last state.
 */
export const abedRule = {
  /** Up: so many of the last 30 minutes are active. */
  upMinutes: 12,
  /** Settled: so many of the last 60 minutes are still, and of the last 30 hardly one is active. */
  stillMinutes: 45,
  mostActive: 5,
  /** With fewer covered minutes in the last hour nothing is known, nor after such a gap. */
  leastCovered: 20,
  gapMinutes: 30,
} as const;
export type Mode = 'unknown' | 'up' | 'abed';

/** Minutes are local minutes since 1970. */
export interface AbedState {
  minute: number;
  /** One bit a minute, the newest lowest, the last 30 and the 30 before them. */
  active: number;
  still: [number, number];
  covered: [number, number];
  lastActive: number;
  mode: Mode;
  /** First minute of the present mode. */
  since: number;
}
export function startAbed(): AbedState {
  return { minute: -1, active: 0, still: [0, 0], covered: [0, 0], lastActive: -1, mode: 'unknown', since: -1 };
}
export interface Turn {
  /** What she was before and since when. */
  from: Mode;
  fromSince: number;
  to: Mode;
  /** When the new mode began: before it could be seen. */
  at: number;
}

const half = 30;
const mask = 2 ** half - 1;
function bitsOf(word: number): number {
  let count = 0;
  for (let bits = word; bits > 0; bits &= bits - 1) count++;
  return count;
}
function shifted(words: [number, number], by: number, bit: number): void {
  words[1] = by >= half ? words[0] : ((words[1] << by) | (words[0] >>> (half - by))) & mask;
  words[0] = ((by >= half ? 0 : (words[0] << by) & mask) | bit) >>> 0;
}
export function coveredOf({ covered }: AbedState): number {
  return bitsOf(covered[0]) + bitsOf(covered[1]);
}
/** Active minutes of the last `count`, up to 30. */
export function activeOf({ active }: AbedState, count: number): number {
  return bitsOf(active & (2 ** count - 1));
}

/** `activeFrom`: counts a minute from which she is up and doing something; `number` of the minute. */
export function stepAbed(state: AbedState, minute: Minute, number: number, activeFrom: number): Turn | undefined {
  const gap = state.minute < 0 ? half + 1 : number - state.minute;
  if (gap <= 0) return undefined;
  state.minute = number;
  const covered = minute.covered ? 1 : 0;
  const active = covered && (minute.counts >= activeFrom || minute.steps >= movementPerMin.restSteps) ? 1 : 0;
  const still = covered && !movedAt(minute) ? 1 : 0;
  if (gap > abedRule.gapMinutes) {
    state.active = active;
    state.still = [still, 0];
    state.covered = [covered, 0];
    if (active) state.lastActive = number;
    return turned(state, 'unknown', number);
  }
  state.active = ((gap >= half ? 0 : (state.active << gap) & mask) | active) >>> 0;
  shifted(state.still, gap, still);
  shifted(state.covered, gap, covered);
  if (active) state.lastActive = number;
  const activeMinutes = bitsOf(state.active);
  if (activeMinutes >= abedRule.upMinutes) {
    if (state.mode === 'up') return undefined;
    return turned(state, 'up', number - (31 - Math.clz32(state.active)));
  }
  const stillMinutes = bitsOf(state.still[0]) + bitsOf(state.still[1]);
  if (stillMinutes >= abedRule.stillMinutes && activeMinutes <= abedRule.mostActive) {
    if (state.mode === 'abed') return undefined;
    return turned(state, 'abed', Math.max(state.lastActive + 1, number - 2 * half + 1));
  }
  if (coveredOf(state) < abedRule.leastCovered) return turned(state, 'unknown', number);
  return undefined;
}
function turned(state: AbedState, to: Mode, at: number): Turn | undefined {
  if (state.mode === to) return undefined;
  const turn: Turn = { from: state.mode, fromSince: state.since, to, at };
  state.mode = to;
  state.since = at;
  return turn;
}
