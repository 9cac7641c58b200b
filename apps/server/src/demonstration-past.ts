import { Body, pastPackets, type TownRunDevice, town } from '@munan/simulator';
import type { House } from './house.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;
const pastDays = 18;
/** Further back than anything that is judged live: the devices send these last minutes, and the watch goes on from the past with them. */
const beforeNowMs = 12 * minuteMs;

/** Residents whose weeks before the seeding are simulated too. */
export const peopleWithPast: ReadonlySet<string> = new Set(
  town.people.filter(({ course }) => course !== undefined).map(({ id }) => id),
);

/**
 * The weeks before the seeding of some of the town's people, through the same detectors that watch them from now on; who has been
 * heard already is left as she is. Answers up to when the watch knows them, Unix ms. In the background: 3 s of work in short slices.
 */
export async function seedPastWeeks(
  house: House,
  devices: readonly TownRunDevice[],
  seededAt: number,
  signal?: AbortSignal,
): Promise<number> {
  const to = Math.floor((house.clock.now() - beforeNowMs) / minuteMs) * minuteMs;
  for (const { id, body, course } of town.people) {
    if (!course || signal?.aborted || house.isHeard(id)) continue;
    const worn = devices.flatMap((one) => {
      const kind = one.kind ?? town.devices.find((known) => known.id === one.id)?.kind;
      return one.person === id && kind ? [{ id: one.id, kind }] : [];
    });
    const packets = pastPackets(id, new Body(body, { kind: course, seededAt }), worn, to - pastDays * dayMs, to);
    if (worn.length > 0) await house.judgePast(id, packets, signal);
  }
  await house.keeper.checkpoint();
  return to;
}
