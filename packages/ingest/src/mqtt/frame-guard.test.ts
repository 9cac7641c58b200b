import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FrameGuard } from './frame-guard.ts';
import { publishFrame } from './publish-frame.ts';

const limits = { connectBytes: 100, publishBytes: 1000, otherBytes: 50 };
const frame = (type: number, length: number) => {
  const head = length < 128 ? [length] : [(length & 0x7f) | 0x80, length >> 7];
  return Buffer.concat([Buffer.from([type << 4, ...head]), Buffer.alloc(length, 0xff)]);
};

/** Feeds the bytes cut at the given places. */
function feed(bytes: Buffer, cuts: readonly number[]): { acknowledged: number[]; problem?: string } {
  const acknowledged: number[] = [];
  const guard = new FrameGuard((messageId) => acknowledged.push(messageId), limits);
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((one, other) => one - other);
  let from = 0;
  for (const to of [...places, bytes.length]) {
    const problem = guard.take(bytes.subarray(from, to));
    if (problem) return { acknowledged, problem };
    from = to;
  }
  return { acknowledged };
}
const cuts = fc.array(fc.nat(5000), { maxLength: 40 });

describe('FrameGuard', () => {
  it('lets honest traffic pass and reads every PUBACK, wherever the bytes are cut', () => {
    const puback = (id: number) => Buffer.from([0x40, 2, id >> 8, id & 0xff]);
    const traffic = [
      frame(1, 100),
      frame(3, 1000),
      puback(7),
      frame(12, 0),
      puback(0x1234),
      frame(3, 0),
      puback(65535),
    ];
    fc.assert(
      fc.property(cuts, (places) => {
        assert.deepEqual(feed(Buffer.concat(traffic), places), { acknowledged: [7, 0x1234, 65535] });
      }),
    );
  });

  const bad: [string, Buffer, RegExp][] = [
    ['another packet before CONNECT', frame(3, 10), /not CONNECT/],
    ['CONNECT that is too long', frame(1, 101), /101 bytes; 100/],
    ['PUBLISH that is too long', Buffer.concat([frame(1, 10), frame(3, 1001)]), /1001 bytes; 1000/],
    ['SUBSCRIBE that is too long', Buffer.concat([frame(1, 10), frame(8, 51)]), /51 bytes; 50/],
    ['a length of five bytes', Buffer.from([0x10, 0x80, 0x80, 0x80, 0x80, 1]), /four bytes/],
  ];
  for (const [what, bytes, problem] of bad) {
    it(`names ${what}, wherever the bytes are cut`, () => {
      fc.assert(fc.property(cuts, (places) => assert.match(feed(bytes, places).problem ?? '', problem)));
    });
  }

  it('takes what publishFrame writes, and its announcement is its length', () => {
    fc.assert(
      fc.property(fc.nat(900), fc.integer({ min: 1, max: 65_535 }), (length, messageId) => {
        const written = publishFrame('munan/v1/d/command', new Uint8Array(length), messageId);
        assert.deepEqual(feed(Buffer.concat([frame(1, 10), written, frame(12, 0)]), []), { acknowledged: [] });
        const name = 'munan/v1/d/command'.length;
        const announced = written.length - (length + name + 4 < 128 ? 2 : 3);
        assert.equal(announced, length + name + 4);
      }),
    );
  });
});
