import type { VisitEntry } from '@munan/flow';

/** A clock that is off by less is as right as clocks are. */
const toleratedMs = 2 * 60_000;
/** No visit was entered before there was this software: an earlier time is a clock that was never set. */
const earliest = Date.UTC(2020, 0, 1);

/**
 * The times of a visit as they can be: none in the future of the server, none of a clock that was never set, arrival before
 * the end. A visit is never refused because of a clock; what had to be changed is marked as uncertain.
 */
export function straightTimes(entry: VisitEntry, received: number): VisitEntry {
  let isUncertain = entry.clockUncertain === true;
  const possible = (time: number, otherwise: number): number => {
    if (time < earliest) {
      isUncertain = true;
      return otherwise;
    }
    if (time > received + toleratedMs) isUncertain = true;
    return Math.round(Math.min(time, received));
  };
  let finished = possible(entry.finished, received);
  let arrived = possible(entry.arrived, finished);
  if (arrived > finished) {
    // Within the tolerance it is the two times having been cut to the same moment, or rounding.
    if (arrived - finished > toleratedMs) isUncertain = true;
    [arrived, finished] = [finished, arrived];
  }
  const measured = entry.measured === undefined ? undefined : possible(entry.measured, finished);
  const within = measured === undefined ? undefined : Math.max(arrived, Math.min(measured, finished));
  if (within !== undefined && measured !== undefined && Math.abs(within - measured) > toleratedMs) isUncertain = true;
  const photos = entry.photos?.map((photo) => ({ ...photo, takenAt: possible(photo.takenAt, finished) }));
  return {
    ...entry,
    arrived,
    finished,
    ...(within !== undefined && { measured: within }),
    ...(photos && { photos }),
    ...(isUncertain && { clockUncertain: true }),
  };
}

/** When something was entered: as the device says, but not in the future. */
export function straightTime(at: number, received: number): number {
  return at < earliest ? received : Math.round(Math.min(at, received));
}
