import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { Encoder } from 'cbor-x';
import fc from 'fast-check';
import { typedArrayTags } from './cbor-numbers.ts';
import { readCbor, Tagged } from './cbor-read.ts';
import { PacketRefused } from './refusals.ts';

const hex = (text: string) => Uint8Array.from(Buffer.from(text.replaceAll(/\s/g, ''), 'hex'));

describe('readCbor', () => {
  // RFC 8949 appendix A.
  const examples: [string, unknown][] = [
    ['00', 0],
    ['17', 23],
    ['1818', 24],
    ['1903e8', 1000],
    ['1a000f4240', 1_000_000],
    ['1b000000e8d4a51000', 1_000_000_000_000],
    ['20', -1],
    ['3903e7', -1000],
    ['f93c00', 1],
    ['f93e00', 1.5],
    ['f97bff', 65504],
    ['f90001', 2 ** -24],
    ['f9c400', -4],
    ['f97c00', Number.POSITIVE_INFINITY],
    ['f97e00', Number.NaN],
    ['fa47c35000', 100000],
    ['fb3ff199999999999a', 1.1],
    ['f4', false],
    ['f5', true],
    ['f6', null],
    ['f7', undefined],
    ['60', ''],
    ['6449455446', 'IETF'],
    ['63e6b0b4', '水'],
    ['64f0908591', '𐅑'],
    ['83010203', [1, 2, 3]],
    ['8301820203820405', [1, [2, 3], [4, 5]]],
    ['9f01820203820405ff', [1, [2, 3], [4, 5]]],
    ['7f657374726561646d696e67ff', 'streaming'],
    ['5f42010243030405ff', Uint8Array.of(1, 2, 3, 4, 5)],
    ['d9d9f783010203', [1, 2, 3]],
  ];
  for (const [bytes, value] of examples) {
    it(`reads RFC 8949 example ${bytes}`, () => assert.deepEqual(readCbor(hex(bytes)), value));
  }

  it('reads a map with its keys, __proto__ among them, and touches no prototype', () => {
    const map = readCbor(hex('a2 6161 01 695f5f70726f746f5f5f a1 6178 02')) as Record<string, unknown>;
    assert.deepEqual(Object.keys(map), ['a', '__proto__']);
    assert.equal(({} as Record<string, unknown>).x, undefined);
  });

  // RFC 8746 §2.1, bytes made by hand: tag number says type and byte order.
  const typed: [number, string, number[]][] = [
    [64, '00 7f ff', [0, 127, 255]],
    [65, '0102 fffe', [258, 65534]],
    [66, '00010203', [66051]],
    [68, '00 ff', [0, 255]],
    [69, '0201 feff', [258, 65534]],
    [70, '03020100', [66051]],
    [72, '00 7f 80 ff', [0, 127, -128, -1]],
    [73, 'fffe 0102', [-2, 258]],
    [74, 'fffffffe', [-2]],
    [77, 'feff 0201', [-2, 258]],
    [78, 'feffffff', [-2]],
    [80, '3e00', [1.5]],
    [81, '3fc00000 7fc00000', [1.5, Number.NaN]],
    [82, '3ff8000000000000', [1.5]],
    [84, '003e 007e', [1.5, Number.NaN]],
    [85, '0000c03f 0000c07f', [1.5, Number.NaN]],
    [86, '000000000000f83f', [1.5]],
  ];
  for (const [tag, content, values] of typed) {
    it(`reads a typed array of tag ${tag} in its byte order`, () => {
      const bytes = hex(content);
      assert.deepEqual(readCbor(Uint8Array.of(0xd8, tag, 0x40 | bytes.length, ...bytes)), Float64Array.from(values));
    });
  }
  it('has a vector for every typed array tag it takes', () => {
    assert.deepEqual(typed.map(([tag]) => tag).sort(), [...typedArrayTags].sort());
  });

  it('leaves tags without a meaning here as Tagged', () => {
    assert.ok(readCbor(hex('c11a514b67b0')) instanceof Tagged);
    assert.ok(readCbor(hex('d84743000000')) instanceof Tagged);
  });

  const refused: [string, string, string][] = [
    ['an array of 2^32-1 announced in five bytes', '9affffffff', 'cbor-truncated'],
    ['a map of 2^53 announced in nine bytes', 'bb0020000000000000', 'cbor-truncated'],
    ['a byte string of 2^64-1', '5bffffffffffffffff', 'cbor-truncated'],
    ['a number cut off', '1a0001', 'cbor-truncated'],
    ['an array without its end', '9f01', 'cbor-truncated'],
    ['reserved additional information', '1c', 'cbor-invalid'],
    ['an indefinite number', '1f', 'cbor-invalid'],
    ['a break alone', 'ff', 'cbor-invalid'],
    ['a break in an array of stated length', '8201ff', 'cbor-invalid'],
    ['a key without a value', 'bf6161ff', 'cbor-invalid'],
    ['a break as tag content', 'c1ff', 'cbor-invalid'],
    ['a key that is a number', 'a10102', 'cbor-invalid'],
    ['a piece of another type', '7f4101ff', 'cbor-invalid'],
    ['a piece without length', '5f5f4101ffff', 'cbor-invalid'],
    ['an unknown simple value', 'f8ff', 'cbor-invalid'],
    ['the same key twice', 'a2 6161 01 6161 02', 'duplicate-key'],
    ['two items', '0000', 'trailing-bytes'],
    ['17 arrays inside each other', `${'81'.repeat(17)}00`, 'too-deep'],
    ['a text that is not UTF-8', '62c328', 'text-not-utf8'],
    ['a long text that is not UTF-8', `7828${'c3'.repeat(40)}`, 'text-not-utf8'],
    ['a typed array of half an element', 'd845 43 010203', 'typed-array-misfit'],
  ];
  for (const [what, bytes, code] of refused) {
    it(`refuses ${what} as ${code}`, () => {
      assert.throws(
        () => readCbor(hex(bytes)),
        (error) => error instanceof PacketRefused && error.code === code,
      );
    });
  }

  it('refuses 256 KiB of opening brackets without overflowing the stack', () => {
    assert.throws(() => readCbor(new Uint8Array(262_144).fill(0x81)), PacketRefused);
    assert.throws(() => readCbor(new Uint8Array(262_144).fill(0xc1)), PacketRefused);
  });

  it('reads what another implementation writes', () => {
    const other = new Encoder({ useRecords: false, tagUint8Array: true });
    const value = fc.letrec((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.integer(),
        fc.double().map((number) => number + 0), // the other writes -0 as 0
        fc.boolean(),
        fc.string({ unit: 'grapheme' }),
        fc.constant(null),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(
          fc.string().filter((key) => key !== '__proto__'),
          tie('value'),
          { maxKeys: 4, noNullPrototype: true },
        ),
      ),
    })).value;
    const plain = (read: unknown): unknown =>
      Array.isArray(read)
        ? read.map(plain)
        : typeof read === 'object' && read !== null
          ? Object.fromEntries(Object.entries(read).map(([key, inside]) => [key, plain(inside)]))
          : read;
    fc.assert(
      fc.property(value, (given) => {
        assert.deepEqual(plain(readCbor(other.encode(given))), plain(given));
      }),
    );
    assert.deepEqual(readCbor(other.encode(Float32Array.of(1.5, -2))), Float64Array.of(1.5, -2));
    assert.deepEqual(readCbor(other.encode(Int16Array.of(-300, 4))), Float64Array.of(-300, 4));
  });

  it('throws nothing but PacketRefused, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), (bytes) => {
        try {
          readCbor(bytes);
        } catch (error) {
          assert.ok(error instanceof PacketRefused);
        }
      }),
      { numRuns: 2000 },
    );
  });
});
