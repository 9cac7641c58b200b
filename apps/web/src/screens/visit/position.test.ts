import assert from 'node:assert/strict';
import { test } from 'node:test';
import { placeOfCoordinates } from './position.ts';

test('placeOfCoordinates takes a place with its accuracy in whole metres', () => {
  const place = placeOfCoordinates({ latitude: 35.2279, longitude: 128.6811, accuracy: 12.4 });
  assert.deepEqual(place, { latitude: 35.2279, longitude: 128.6811, accuracyM: 12 });
});

test('placeOfCoordinates makes nothing of what is no place, and leaves out an accuracy that is none', () => {
  for (const bad of [
    { latitude: Number.NaN, longitude: 128 },
    { latitude: 91, longitude: 128 },
    { latitude: 35, longitude: -181 },
  ])
    assert.equal(placeOfCoordinates(bad), undefined);
  for (const accuracy of [Number.NaN, -1, 1e9, undefined])
    assert.deepEqual(placeOfCoordinates({ latitude: 35, longitude: 128, accuracy }), { latitude: 35, longitude: 128 });
});
