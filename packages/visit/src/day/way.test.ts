import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Point } from './day.ts';
import { shortenWay } from './shorten.ts';
import { distanceM, placeReason, plannedM, wayM } from './way.ts';

const at = (latitude: number, longitude: number): Point => ({ latitude, longitude });
/** Metres north of the health centre. */
const north = (metres: number): Point => at(35.2 + metres / 111_195, 128.6);

test('distanceM is the great circle: a degree of latitude is 111.2 km, Changwon to Seoul 301 km, and there is no way to oneself', () => {
  assert.equal(Math.round(distanceM(at(35, 128), at(36, 128))), 111_195);
  assert.ok(Math.abs(distanceM(at(35.228, 128.6811), at(37.5665, 126.978)) - 301_000) < 2000);
  assert.equal(distanceM(at(35.2, 128.6), at(35.2, 128.6)), 0);
  assert.ok(Math.abs(distanceM(at(0, 0), at(0, 180)) - Math.PI * 6_371_008.8) < 1);
});

test('wayM takes the road matrix where it knows, and a third more than the straight line where it does not', () => {
  const road = (metres: number | undefined) => wayM(() => metres, north(0), north(1000));
  assert.equal(road(1720), 1720);
  assert.equal(road(0), 0);
  for (const nonsense of [undefined, Number.NaN, Number.POSITIVE_INFINITY, -5])
    assert.ok(Math.abs((road(nonsense) ?? 0) - 1350) < 1);
  assert.equal(wayM(undefined, at(Number.NaN, 0), north(0)), undefined);
  assert.equal(plannedM(undefined, undefined, north(0)), 3000);
});

test('placeReason says what lies on the way, what is near and what is far, and nothing of the rest', () => {
  const place = (...metres: (number | undefined)[]) => {
    const [before, here, next] = metres.map((one) => (one === undefined ? undefined : north(one)));
    return placeReason(undefined, before, here, next)?.code;
  };
  assert.equal(place(0, 2000, 4000), 'on-the-way');
  assert.equal(place(0, 2000, 0), undefined, 'there and back is not on the way');
  assert.equal(place(0, 300, undefined), 'near');
  assert.equal(place(0, 9000, undefined), 'far');
  assert.equal(place(0, 4000, undefined), undefined);
  assert.equal(place(undefined, 4000, 5000), undefined);
});

test('shortenWay undoes a crossing, keeps to the ends that stand, and follows a road that is longer one way', () => {
  const self = (point: Point) => point;
  const zigzag = [north(3000), north(1000), north(2000)];
  assert.deepEqual(shortenWay(zigzag, north(0), undefined, self, undefined), [north(1000), north(2000), north(3000)]);
  assert.deepEqual(shortenWay(zigzag, north(4000), north(0), self, undefined), [north(3000), north(2000), north(1000)]);
  const uphill = (from: Point, to: Point) => (to.latitude > from.latitude ? 9000 : 1000);
  assert.deepEqual(shortenWay(zigzag, undefined, undefined, self, uphill), [north(3000), north(2000), north(1000)]);
});

test('shortenWay never loses a stop, never makes the way longer, and ends whatever the road says', () => {
  const place = fc.record({
    latitude: fc.double({ min: 35, max: 35.4, noNaN: true }),
    longitude: fc.double({ min: 128.4, max: 128.9, noNaN: true }),
  });
  const length = (stops: Point[], road: (from: Point, to: Point) => number | undefined) =>
    stops.slice(1).reduce((sum, stop, index) => sum + plannedM(road, stops[index], stop), 0);
  fc.assert(
    fc.property(
      fc.array(place, { maxLength: 12 }),
      fc.func(fc.oneof(fc.double(), fc.constant(undefined))),
      (stops, road) => {
        const shorter = shortenWay(stops, undefined, undefined, (stop) => stop, road);
        assert.deepEqual(new Set(shorter), new Set(stops));
        assert.equal(shorter.length, stops.length);
        assert.ok(length(shorter, road) <= length(stops, road) + 1);
      },
    ),
    { numRuns: 200 },
  );
});
