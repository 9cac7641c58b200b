import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { brokenLines, settable } from './text.ts';

const latin = (code: number) => code < 0x3000 || (code >= 0xac00 && code <= 0xd7a3);

test('settable leaves ordinary text alone and composes what came in parts', () => {
  assert.equal(settable('혈압 128/78', latin), '혈압 128/78');
  assert.equal(settable('혈압'.normalize('NFD'), latin), '혈압');
});

test('settable takes out what is unseen or controls, and puts a square for what the font lacks', () => {
  const table: [string, string][] = [
    ['a\u0000b\u0007c\td', 'a b c d'],
    ['one\r\ntwo\rthree', 'one\ntwo\nthree'],
    ['\u202e12\u202c3\u200b4\ufeff', '1234'],
    ['\ud83d\ude00!', '□!'],
    ['\ud83d', '□'],
    ['\udc00x', '□x'],
  ];
  for (const [given, wanted] of table) assert.equal(settable(given, latin), wanted, JSON.stringify(given));
});

test('brokenLines breaks at spaces, and inside a word only where it alone is wider than a line', () => {
  const one = () => 1;
  assert.deepEqual(brokenLines('aaa bbb ccc', 7, one), ['aaa bbb', 'ccc']);
  assert.deepEqual(brokenLines('aaaaaaaaaa b', 4, one), ['aaaa', 'aaaa', 'aa b']);
  assert.deepEqual(brokenLines('a\n\nb', 4, one), ['a', '', 'b']);
  assert.deepEqual(brokenLines('', 4, one), ['']);
});

test('brokenLines loses no character but spaces at the end of a line, and no line is wider than told', () => {
  fc.assert(
    fc.property(fc.string({ maxLength: 80 }), fc.integer({ min: 1, max: 12 }), (text, width) => {
      const lines = brokenLines(text, width, () => 1);
      assert.equal(lines.join('').replaceAll(/[ \n]/g, ''), text.replaceAll(/[ \n]/g, ''));
      for (const line of lines) assert.ok([...line].length <= width);
    }),
  );
});
