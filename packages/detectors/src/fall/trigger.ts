/**
 * The trigger a device runs on itself, so that acceleration need not be sent all day: it suspects, the server judges.
 * `munan replay` and the simulator use it to turn a recording into the events a real device would have sent; firmware
 * would do the same with one comparison a sample and three numbers of memory.
 */
export interface TriggerOptions {
  /** Magnitude that opens a suspicion, g. */
  aboveG?: number;
  /** Peaks closer than this belong to one suspicion; the highest of them names its moment, ms. */
  groupMs?: number;
  /** At most one event in this time, ms: somebody who jogs must not empty the battery. */
  restMs?: number;
}
export const triggerDefaults = { aboveG: 1.6, groupMs: 2000, restMs: 5000 } as const;
/** What a device sends around the moment it suspects, ms. */
export const eventWindow = { beforeMs: 10_000, afterMs: 10_000 } as const;

/**
 * Moments (as in `t`, ms) at which a device would suspect a fall. `x`, `y`, `z` in milli-g, all as long as `t`, which must not
 * fall. A sample that is not a number, or beyond 32 g, is passed over.
 */
export function suspectFalls(
  t: ArrayLike<number>,
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  z: ArrayLike<number>,
  options: TriggerOptions = {},
): number[] {
  const { aboveG, groupMs, restMs } = { ...triggerDefaults, ...options };
  const above = (aboveG * 1000) ** 2;
  const most = 3 * 32_000 ** 2;
  const suspected: number[] = [];
  let openedAt = Number.NaN;
  let highest = 0;
  let highestAt = 0;
  let quietUntil = Number.NEGATIVE_INFINITY;
  const close = () => {
    suspected.push(highestAt);
    quietUntil = highestAt + restMs;
    openedAt = Number.NaN;
  };
  for (let i = 0; i < t.length; i++) {
    const at = t[i]!;
    if (openedAt + groupMs <= at) close();
    const square = x[i]! ** 2 + y[i]! ** 2 + z[i]! ** 2;
    if (!(square >= above && square <= most)) continue;
    if (Number.isNaN(openedAt)) {
      if (at < quietUntil) continue;
      openedAt = at;
      highest = 0;
    }
    if (square > highest) {
      highest = square;
      highestAt = at;
    }
  }
  if (!Number.isNaN(openedAt)) close();
  return suspected;
}
