/** Somebody set the server's clock; all times are the machine's own, Unix ms, which nobody sets. */
export interface ClockSet {
  at: number;
  /** Forward above zero. */
  byMs: number;
}

/** A packet of a device that the server has acknowledged. */
export interface Heard {
  sentAt: number;
  acknowledgedAt: number;
}

/** The stand-in for the clock is read every fifth of a second, on a busy machine later. */
const clockReadMs = 1_000;
/** That the clock was set is noticed at the next packet, and is on disk a moment later. */
const keptMs = 1_000;
/** When it was set again each device needs two packets to be believed, one a minute. */
const believedMs = 3 * 60_000;

/**
 * When the server cannot know how far its clock is off, so that a press of that moment may seem hours old and be kept as
 * history only: it was set forward, and was killed before a packet told it and that was on disk. What the next server then
 * takes for the devices' fault lasts until the clock is set again: who loses packets to a kill each minute is never believed.
 * A clock that is set back makes nothing seem old.
 */
export function unknownSpans(
  sets: readonly ClockSet[],
  kills: readonly number[],
  heard: readonly Heard[],
): { from: number; to: number }[] {
  return sets.flatMap(({ at, byMs }, number) => {
    const killedAt = kills.find((kill) => kill >= at);
    if (byMs <= 0 || killedAt === undefined) return [];
    const isKnown = heard.some(
      ({ sentAt, acknowledgedAt }) => sentAt >= at + clockReadMs && acknowledgedAt <= killedAt - keptMs,
    );
    const again = sets[number + 1]?.at ?? Number.POSITIVE_INFINITY;
    return isKnown ? [] : [{ from: killedAt, to: again + believedMs }];
  });
}
