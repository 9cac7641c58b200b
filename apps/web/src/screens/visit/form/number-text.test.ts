import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { fewNumbers, readNumber, stepped } from './number-text.ts';

const minutes = { least: 0, most: 240, decimals: 0 };
const litres = { least: 0, most: 15, decimals: 1 };

test('readNumber takes what is meant as a number within its limits, and nothing else', () => {
  const cases: [string, { least: number; most: number; decimals: number }, unknown][] = [
    ['', minutes, { kind: 'none' }],
    ['  ', minutes, { kind: 'none' }],
    ['15', minutes, { kind: 'number', value: 15 }],
    ['１５', minutes, { kind: 'number', value: 15 }],
    ['0', minutes, { kind: 'number', value: 0 }],
    ['241', minutes, { kind: 'wrong' }],
    ['-1', minutes, { kind: 'wrong' }],
    ['1.5', minutes, { kind: 'wrong' }],
    ['1e2', minutes, { kind: 'wrong' }],
    ['0x10', minutes, { kind: 'wrong' }],
    ['99999999999999999999', minutes, { kind: 'wrong' }],
    ['NaN', minutes, { kind: 'wrong' }],
    ['<b>1</b>', minutes, { kind: 'wrong' }],
    ['1,5', litres, { kind: 'number', value: 1.5 }],
    ['2.', litres, { kind: 'number', value: 2 }],
    ['2.55', litres, { kind: 'wrong' }],
  ];
  for (const [text, limits, wanted] of cases) assert.deepEqual(readNumber(text, limits), wanted, text);
});

test('readNumber makes of any text at all a number within the limits, nothing, or a refusal', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 40, unit: 'binary' }), (text) => {
      const read = readNumber(text, litres);
      if (read.kind === 'number') assert.ok(read.value >= 0 && read.value <= 15);
    }),
  );
});

test('stepped stays within the limits and free of rounding', () => {
  assert.equal(stepped(undefined, 10, minutes), 10);
  assert.equal(stepped(5, -10, minutes), 0);
  assert.equal(stepped(235, 10, minutes), 240);
  assert.equal(stepped(0.2, 0.1, litres), 0.3);
});

test('fewNumbers are buttons from 0 to 10, and not 240 of them', () => {
  assert.deepEqual(fewNumbers({ least: 0, most: 3, decimals: 0 }), [0, 1, 2, 3]);
  assert.equal(fewNumbers({ least: 0, most: 10, decimals: 0 })?.length, 11);
  assert.equal(fewNumbers(minutes), undefined);
  assert.equal(fewNumbers(litres), undefined);
});
