import type { Minute } from '../minutes.ts';
import { movementPerMin, restingAt } from '../movement.ts';

/**
 * Sleep as movement tells it, for a night's figures only. People who stop breathing move at each arousal, so the stricter rule of
 * `doing.ts` (18 of 20 minutes without a movement) would take their nights for waking: here a minute is sleep when the wearer
 * rests in it and `stillMinutes` of the last `windowMinutes` were still.
 * Like all actigraphy it takes lying awake for sleep: read as an upper bound.
 */
export const sleepRule = { windowMinutes: 10, stillMinutes: 6 } as const;

export interface SleepState {
  /** The last minutes, one bit each, the newest lowest: 1 where still. */
  still: number;
  lastMinute: number;
}
export function startSleep(): SleepState {
  return { still: 0, lastMinute: 0 };
}
export function stepSleep(state: SleepState, minute: Minute, number: number): boolean {
  const { windowMinutes, stillMinutes } = sleepRule;
  const passed = number - state.lastMinute;
  const kept = passed > 0 && passed < windowMinutes ? state.still << passed : 0;
  state.lastMinute = number;
  const still =
    minute.covered &&
    minute.counts < movementPerMin.anyCounts &&
    minute.steps < movementPerMin.anySteps &&
    !minute.handled;
  state.still = (kept | (still ? 1 : 0)) & ((1 << windowMinutes) - 1);
  if (!restingAt(minute)) return false;
  let count = 0;
  for (let bits = state.still; bits > 0; bits &= bits - 1) count++;
  return count >= stillMinutes;
}
