import { type NewShift, siteZoneOffsetMinutes } from '@munan/flow';
import type { Identity } from '@munan/identity';
import type { Clock } from '@munan/runtime';
import { town } from '@munan/simulator';
import { keepSeeded, type Seeded } from './demonstration.ts';
import type { Shifts } from './desk/shifts.ts';

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;
const weekMs = 7 * dayMs;
const zoneMs = siteZoneOffsetMinutes * minuteMs;

/** Hours after midnight of the city. Four take turns: two days, two evenings, two nights, two days off. */
const turns = [
  { from: 7, to: 15 },
  { from: 15, to: 23 },
  { from: 23, to: 31 },
] as const;
/** In the town every day is a working day: its nurses have visits on it. */
const officeDay = { from: 9, to: 18 };

/** Midnight in the city before the Monday at or before `t`; the first Monday of Unix time was its fifth day. */
const mondayBefore = (t: number): number => Math.floor((t + zoneMs - 4 * dayMs) / weekMs) * weekMs + 4 * dayMs - zoneMs;

const idsOf = (role: 'operator' | 'nurse' | 'manager') =>
  town.users.flatMap((user) => (user.role === role ? [user.id] : []));

const planner = idsOf('manager')[0]!;

/** Who of the simulated town works when on the day that begins at `midnight`. */
export function townShifts(midnight: number): NewShift[] {
  const day = Math.round((midnight + zoneMs) / dayMs);
  const at = (user: string, { from, to }: { from: number; to: number }): NewShift => ({
    ...{ user, from: midnight + from * hourMs, to: midnight + to * hourMs },
  });
  const desk = idsOf('operator').flatMap((user, i) => {
    const turn = turns[Math.floor(((day + 2 * i) % 8) / 2)];
    return turn ? [at(user, turn)] : [];
  });
  return [...desk, ...[...idsOf('nurse'), ...idsOf('manager')].map((user) => at(user, officeDay))];
}

interface Needs {
  clock: Pick<Clock, 'now'>;
  config: { dataFolder: string };
  identity: Pick<Identity, 'findUser'>;
  desk: { shifts: Pick<Shifts, 'add' | 'list'>; moved(): void };
}

/**
 * Writes the rota of this week and the next, at each start of the demonstration. A week into which a shift was written already,
 * and one that was written once and changed since, stays as it is.
 */
export async function seedRota(house: Needs, seeded: Seeded): Promise<void> {
  const now = house.clock.now();
  const { shifts } = house.desk;
  const monday = mondayBefore(now);
  for (const week of [monday, monday + weekMs]) {
    if (week < (seeded.rotaUntil ?? 0)) continue;
    const there = await shifts.list(week, week + weekMs);
    if (there.some(({ from }) => from >= week)) continue;
    // Of the very first week the night before it too: it ends on the Monday.
    const before = week === monday && seeded.rotaUntil === undefined ? 1 : 0;
    const days = Array.from({ length: 7 + before }, (_, i) => week + (i - before) * dayMs);
    for (const shift of days.flatMap(townShifts)) {
      const isTaken = there.some(({ user, from, to }) => user === shift.user && from < shift.to && to > shift.from);
      // An account may be missing in a town that was seeded by an older version, or the shift is over.
      if (shift.to > now && !isTaken && house.identity.findUser(shift.user)) await shifts.add(shift, planner);
    }
  }
  seeded.rotaUntil = Math.max(seeded.rotaUntil ?? 0, monday + 2 * weekMs);
  keepSeeded(house, seeded);
  house.desk.moved();
}
