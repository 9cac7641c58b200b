import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { imageHead, refusalOf } from './image-head.ts';

const bytes = (...parts: (string | number[])[]) =>
  Uint8Array.from(parts.flatMap((part) => (typeof part === 'string' ? [...part].map((s) => s.charCodeAt(0)) : part)));
const jpeg = (width: number, height: number) =>
  bytes(
    [0xff, 0xd8, 0xff, 0xe1, 0, 6, 1, 2, 3, 4, 0xff, 0xc0, 0, 17, 8],
    [height >> 8, height & 255, width >> 8, width & 255],
    [3, 1, 2, 3, 4],
  );
const png = (width: number, height: number) =>
  bytes([0x89], 'PNG\r\n', [0x1a, 0x0a, 0, 0, 0, 13], 'IHDR', [
    ...[width, height].flatMap((n) => [n >>> 24, (n >> 16) & 255, (n >> 8) & 255, n & 255]),
  ]);

test('imageHead reads the size of a JPEG behind its other segments, of a PNG and of a WebP', () => {
  assert.deepEqual(imageHead(jpeg(4032, 3024)), { format: 'jpeg', width: 4032, height: 3024 });
  assert.deepEqual(imageHead(png(1080, 2400)), { format: 'png', width: 1080, height: 2400 });
  const webp = bytes('RIFF', [0, 0, 0, 0], 'WEBP', 'VP8X', [10, 0, 0, 0, 0, 0, 0, 0], [0xff, 3, 0], [0xff, 1, 0]);
  assert.deepEqual(imageHead(webp), { format: 'webp', width: 1024, height: 512 });
});

test('refusalOf is plain about what cannot be taken', () => {
  const cases: [string, Uint8Array, string | undefined][] = [
    ['an ordinary JPEG', jpeg(4032, 3024), undefined],
    ['an ordinary PNG', png(1080, 2400), undefined],
    ['a PNG of 65535 by 65535, a bomb', png(65_535, 65_535), 'too-large'],
    ['a JPEG of 60000 by 60000, a bomb', jpeg(60_000, 60_000), 'too-large'],
    ['a PNG of no width', png(0, 100), 'not-an-image'],
    ['a HEIC', bytes([0, 0, 0, 24], 'ftypheic', [0, 0, 0, 0]), 'heic'],
    ['a JPEG that ends after its mark', bytes([0xff, 0xd8, 0xff]), 'not-an-image'],
    [
      'a JPEG with a segment of no length',
      bytes([0xff, 0xd8, 0xff, 0xe0, 0, 0], [0, 0, 0, 0, 0, 0, 0]),
      'not-an-image',
    ],
    ['a page', bytes('<!doctype html><script>alert(1)</script>'), 'not-an-image'],
    ['a program', bytes('MZ', [0x90, 0, 3]), 'not-an-image'],
    ['an SVG', bytes('<svg xmlns="http://www.w3.org/2000/svg"/>'), 'not-an-image'],
    ['nothing', bytes(), 'not-an-image'],
  ];
  for (const [what, file, refusal] of cases) assert.equal(refusalOf(imageHead(file)), refusal, what);
});

test('imageHead never throws, whatever the bytes are', () => {
  const starts = [
    bytes(),
    jpeg(10, 10).subarray(0, 3),
    bytes('RIFF', [1, 2, 3, 4], 'WEBPVP8L'),
    bytes([0x89], 'PNG\r\n'),
  ];
  fc.assert(
    fc.property(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 80 }), (start, rest) => {
      const head = imageHead(Uint8Array.from([...start, ...rest]));
      refusalOf(head);
      if (head.width !== undefined) assert.ok(Number.isInteger(head.width) && head.width >= 0);
    }),
  );
});
