import type { DayWanted, Point } from './day.ts';
import { plannedM } from './way.ts';

/** Enough for any day's list to settle; a bound, so that a matrix full of nonsense ends as well. */
const mostRounds = 20;

/**
 * 2-opt: turns round stretches of a run while that makes the way shorter, between a place before and one behind that
 * stand. The road there need not be as long as the road back.
 */
export function shortenWay<Stop>(
  run: readonly Stop[],
  before: Point | undefined,
  behind: Point | undefined,
  placeOf: (stop: Stop) => Point | undefined,
  road: DayWanted['road'],
): Stop[] {
  const count = run.length;
  if (count < 2) return [...run];
  // Columns and rows: 0 is the place before, 1 to count the stops, count + 1 the place behind.
  const points = [before, ...run.map(placeOf), behind];
  const ways = points.map((from, row) =>
    points.map((to, column) => {
      // An end that is open costs nothing.
      if ((row === 0 && !before) || (column === count + 1 && !behind)) return 0;
      return plannedM(road, from, to);
    }),
  );
  const way = (from: number, to: number): number => ways[from]?.[to] ?? 0;
  const order = points.map((_, index) => index);
  const at = (index: number): number => order[index] ?? 0;
  for (let round = 0; round < mostRounds; round++) {
    let shorter = false;
    for (let first = 1; first < count; first++) {
      let forth = 0;
      let back = 0;
      for (let last = first + 1; last <= count; last++) {
        forth += way(at(last - 1), at(last));
        back += way(at(last), at(last - 1));
        const now = way(at(first - 1), at(first)) + forth + way(at(last), at(last + 1));
        const turned = way(at(first - 1), at(last)) + back + way(at(first), at(last + 1));
        if (turned >= now - 1e-6) continue;
        order.splice(first, last - first + 1, ...order.slice(first, last + 1).reverse());
        shorter = true;
        forth = 0;
        back = 0;
        for (let index = first + 1; index <= last; index++) {
          forth += way(at(index - 1), at(index));
          back += way(at(index), at(index - 1));
        }
      }
    }
    if (!shorter) break;
  }
  return order.slice(1, -1).map((index) => run[index - 1] as Stop);
}
