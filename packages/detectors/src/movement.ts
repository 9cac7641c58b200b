import type { Minute } from './minutes.ts';

/**
 * What a minute's movement means. Counts differ between makers: device protocol version 1 asks for counts where 0 is
 * stillness and an ordinary walk is 1,000 a minute or more; a device that counts otherwise must scale. Per minute.
 */
export const movementPerMin = {
  /** From here the person is alive and moves: turning in bed is enough, sensor noise is not. */
  anyCounts: 20,
  anySteps: 1,
  /** Below both, the person sits or lies. */
  restCounts: 200,
  restSteps: 10,
  /** From either, the person is up and about: nobody who lies helpless does this. */
  clearCounts: 600,
  clearSteps: 10,
} as const;

export function movedAt(minute: Minute): boolean {
  return minute.handled || minute.counts >= movementPerMin.anyCounts || minute.steps >= movementPerMin.anySteps;
}
export function restingAt(minute: Minute): boolean {
  return minute.covered && minute.counts < movementPerMin.restCounts && minute.steps < movementPerMin.restSteps;
}
export function clearlyMovedAt(minute: Minute): boolean {
  return minute.counts >= movementPerMin.clearCounts || minute.steps >= movementPerMin.clearSteps;
}
