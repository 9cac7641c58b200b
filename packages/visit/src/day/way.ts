import type { Reason } from '@munan/flow';
import type { DayWanted, Point } from './day.ts';

type Road = DayWanted['road'];

/** Mean radius [IUGG]. */
const earthM = 6_371_008.8;
/** Roads of a city are about a third longer than the straight line. */
const detourFactor = 1.35;
/** Where a place is not known. */
const unknownWayM = 3000;
const nearM = 1000;
const farM = 10_000;

/** Straight line over the ground, metres. */
export function distanceM(from: Point, to: Point): number {
  const radians = (degrees: number): number => (degrees * Math.PI) / 180;
  const half = (one: number, other: number): number => Math.sin((radians(other) - radians(one)) / 2) ** 2;
  const chord =
    half(from.latitude, to.latitude) +
    Math.cos(radians(from.latitude)) * Math.cos(radians(to.latitude)) * half(from.longitude, to.longitude);
  return 2 * earthM * Math.asin(Math.min(1, Math.sqrt(chord)));
}

/** By road, metres: the matrix where it knows, else the straight line lengthened; undefined where a place is no place. */
export function wayM(road: Road, from: Point, to: Point): number | undefined {
  const known = road?.(from, to);
  if (known !== undefined && Number.isFinite(known) && known >= 0) return known;
  const straight = distanceM(from, to) * detourFactor;
  return Number.isFinite(straight) ? straight : undefined;
}
/** A way to plan with, whatever is known. */
export function plannedM(road: Road, from: Point | undefined, to: Point | undefined): number {
  return (from && to && wayM(road, from, to)) ?? unknownWayM;
}

const kilometres = (metres: number): number => Math.round(metres / 100) / 10;

/** What a place in the order has to say for itself: on the way to the next, near the one before, or far. */
export function placeReason(
  road: Road,
  before: Point | undefined,
  here: Point | undefined,
  next: Point | undefined,
): Reason | undefined {
  const way = before && here && wayM(road, before, here);
  if (way === undefined || !before || !here) return undefined;
  const onward = next && wayM(road, here, next);
  const straightOn = next && wayM(road, before, next);
  if (onward !== undefined && straightOn !== undefined && way + onward - straightOn <= nearM && straightOn > way)
    return { code: 'on-the-way', params: { km: kilometres(way) } };
  if (way <= nearM) return { code: 'near', params: { km: kilometres(way) } };
  return way >= farM ? { code: 'far', params: { km: kilometres(way) } } : undefined;
}
