import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PhotoMessage } from '@munan/flow';
import { mostJpegBytes, shrinkTries } from './shrink.ts';

test('shrinkTries begins with the best picture, keeps its shape, and ends small', () => {
  const tries = shrinkTries(4032, 3024);
  assert.deepEqual(tries[0], { width: 1600, height: 1200, quality: 0.82 });
  assert.deepEqual(tries.at(-1), { width: 640, height: 480, quality: 0.45 });
  for (const one of tries) assert.ok(Math.abs(one.width / one.height - 4 / 3) < 0.01);
});

test('shrinkTries never makes a picture larger, and no side vanishes', () => {
  assert.deepEqual(shrinkTries(300, 200)[0], { width: 300, height: 200, quality: 0.82 });
  for (const { width, height } of shrinkTries(20_000, 3)) assert.ok(width <= 1600 && height >= 1);
});

test('mostJpegBytes as base64 goes into the message', () => {
  const { maxLength } = PhotoMessage.properties.jpeg as { maxLength?: number };
  assert.ok(Math.ceil(mostJpegBytes / 3) * 4 <= (maxLength ?? 0));
});
