import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { drawMap, roundLength } from './map-drawing.ts';

const heights = { least: 220, most: 320 };
const point = fc.record({
  latitude: fc.double({ min: 35.1, max: 35.4, noNaN: true }),
  longitude: fc.double({ min: 128.6, max: 129, noNaN: true }),
});

test('drawMap keeps every place and every mark on the paper, wherever the stops are', () => {
  fc.assert(
    fc.property(fc.array(point, { maxLength: 14 }), fc.option(point, { nil: undefined }), (points, start) => {
      const stops = points.map((one, index) => ({ person: `p${index}`, point: one }));
      const drawing = drawMap(stops, start, 360, heights);
      for (const { x, y, mark } of drawing.stops) {
        for (const at of [{ x, y }, mark]) {
          assert.ok(at.x >= 0 && at.x <= drawing.width, `x ${at.x}`);
          assert.ok(at.y >= 0 && at.y <= drawing.height, `y ${at.y}`);
        }
      }
      assert.ok(drawing.height >= heights.least && drawing.height <= heights.most);
      assert.ok(drawing.scale.widthPx > 0 && drawing.scale.widthPx <= 360 * 0.36);
      assert.deepEqual(drawing, drawMap(stops, start, 360, heights));
    }),
  );
});

test('drawMap has north up and east to the right, and one length for both', () => {
  const at = (latitude: number, longitude: number) => ({ latitude, longitude });
  const { stops, scale } = drawMap(
    [
      { person: 'south-west', point: at(35.2, 128.8) },
      { person: 'north', point: at(35.21, 128.8) },
      { person: 'east', point: at(35.2, 128.82) },
    ],
    undefined,
    400,
    { least: 200, most: 400 },
  );
  const [origin, north, east] = stops as [(typeof stops)[0], (typeof stops)[0], (typeof stops)[0]];
  assert.ok(north.y < origin.y && Math.abs(north.x - origin.x) < 0.001);
  assert.ok(east.x > origin.x && Math.abs(east.y - origin.y) < 0.001);
  const metresPerPx = scale.lengthM / scale.widthPx;
  assert.ok(Math.abs((origin.y - north.y) * metresPerPx - 1113.2) < 1);
  assert.ok(Math.abs((east.x - origin.x) * metresPerPx - 2226.4 * Math.cos((35.2 * Math.PI) / 180)) < 3);
});

test('drawMap puts marks of neighbours, and of one door, a thumb apart', () => {
  const home = { latitude: 35.22, longitude: 128.85 };
  const near = { latitude: 35.2201, longitude: 128.8501 };
  const far = { latitude: 35.24, longitude: 128.9 };
  const stops = [home, home, near, far].map((one, index) => ({ person: `p${index}`, point: one }));
  const { stops: drawn } = drawMap(stops, undefined, 360, heights);
  for (const one of drawn)
    for (const other of drawn)
      if (one !== other)
        assert.ok(
          Math.hypot(one.mark.x - other.mark.x, one.mark.y - other.mark.y) >= 44,
          `${one.person}/${other.person}`,
        );
});

test('roundLength gives 1, 2 or 5 times a power of ten, never more than asked for', () => {
  assert.deepEqual([999, 1000, 2100, 5000, 7, 0.3].map(roundLength), [500, 1000, 2000, 5000, 5, 0.2]);
});
