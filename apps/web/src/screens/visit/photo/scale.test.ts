import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VisitPhoto } from '@munan/flow';
import fc from 'fast-check';
import { Value } from 'typebox/value';
import { findScale, inside, measured, nearestPoint, type Point, pointNames, stepOf } from './scale.ts';

/** A 500 won coin of 265 pixels: a tenth of a millimetre a pixel. */
const coin: Point[] = [
  { x: 100, y: 100 },
  { x: 100, y: 365 },
];

test('findScale is the length of what lies there over its pixels, whichever way it lies', () => {
  assert.equal(findScale('coin-500', coin), 0.1);
  const slanted: Point[] = [
    { x: 0, y: 0 },
    { x: 300, y: 400 },
  ];
  assert.equal(findScale('ruler-5cm', slanted), 0.1);
  assert.equal(findScale('coin-500', coin.slice(0, 1)), undefined);
});

test('measured tells length and width in mm, the longer one as the length', () => {
  const wide: Point[] = [...coin, { x: 0, y: 0 }, { x: 182, y: 0 }, { x: 0, y: 0 }, { x: 0, y: 340 }];
  assert.deepEqual(measured('coin-500', wide), { lengthMm: 34, widthMm: 18, tooSmall: false });
  assert.deepEqual(measured('coin-500', wide.slice(0, 4)), { lengthMm: 18, tooSmall: false });
  assert.deepEqual(measured('coin-500', wide.slice(0, 3)), { tooSmall: false });
});

test('measured says so where two points lie too close to tell', () => {
  const tiny: Point[] = [
    { x: 10, y: 10 },
    { x: 12, y: 11 },
  ];
  assert.deepEqual(measured('coin-500', tiny), { tooSmall: true });
  assert.equal(measured('coin-500', [...coin, ...tiny]).tooSmall, true);
});

test('stepOf goes through the six points in order and is finished after them', () => {
  const seen = pointNames.map((_, count) => stepOf(Array.from({ length: count }, () => ({ x: 0, y: 0 }))));
  assert.deepEqual(seen, [...pointNames]);
  assert.equal(stepOf(Array.from({ length: 6 }, () => ({ x: 0, y: 0 }))), 'finished');
});

test('nearestPoint finds the point under the finger and none where there is none', () => {
  assert.equal(nearestPoint(coin, { x: 104, y: 362 }, 30), 1);
  assert.equal(nearestPoint(coin, { x: 300, y: 300 }, 30), -1);
});

test('measured of any points within a picture gives sizes that the contract takes', () => {
  const point = fc.record({ x: fc.integer({ min: 0, max: 1600 }), y: fc.integer({ min: 0, max: 1600 }) });
  fc.assert(
    fc.property(
      fc.array(point, { maxLength: 6 }),
      fc.constantFrom('coin-500', 'coin-100', 'ruler-5cm'),
      (points, reference) => {
        const kept = points.map((one) => inside(one, 1600, 1600));
        const { lengthMm, widthMm, tooSmall } = measured(reference, kept);
        if (tooSmall) return;
        const photo = { id: 'f1', takenAt: 0, kind: 'wound', reference, lengthMm, widthMm };
        assert.ok(Value.Check(VisitPhoto, JSON.parse(JSON.stringify(photo))) || (lengthMm ?? 0) > 2000);
        assert.ok((lengthMm ?? 0) >= (widthMm ?? 0));
      },
    ),
  );
});
