import type { Minute } from './minutes.ts';

/**
 * A device that lies on a table and does not say so reports exact zeros for hours, which look like rest. A wrist
 * that sleeps does not: in 492 days of 38 people one value was repeated for three hours four times, all of them on days that look
 * like a device taken off (docs/evaluation/rhythm.md). So minutes of movement that repeat one value for this long, with no pulse,
 * saturation or temperature from anybody's body, are not taken for hers where something is learned.
 */
export const unwornRule = { minutes: 180 } as const;

/** How long one value has been repeated without a sign of a body. Local or Unix minutes, as long as they are always the same. */
export interface RepeatState {
  counts: number;
  /** Covered minutes of it; beyond `unwornRule.minutes` nothing is added. */
  minutes: number;
  /** Number of its first minute. */
  from: number;
}
export function startRepeat(): RepeatState {
  return { counts: -1, minutes: 0, from: 0 };
}
function hasBodySign({ pulse, spo2, temperature }: Minute): boolean {
  return pulse !== undefined || spo2 !== undefined || temperature !== undefined;
}

/** Takes in a covered minute; true when it belongs to a repetition so long that nobody may have worn the device. */
export function stepRepeat(state: RepeatState, minute: Minute, number: number): boolean {
  const counts = minute.counts + minute.steps;
  if (counts !== state.counts || minute.handled || hasBodySign(minute)) {
    state.counts = hasBodySign(minute) ? -1 : Math.round(counts * 100) / 100;
    state.minutes = 1;
    state.from = number;
    return false;
  }
  if (state.minutes < unwornRule.minutes) state.minutes++;
  return state.minutes >= unwornRule.minutes;
}
