import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FactField, FactValue } from '@munan/flow';
import { draftOf, factOf, findTooLong, sameFact } from './facts-draft.ts';

test('factOf reads what was typed: lists by line, none empty and none twice; an empty text is none', () => {
  const table: [FactField, string, FactValue][] = [
    ['phone', ' 055-1 ', '055-1'],
    ['doorCode', '   ', null],
    ['address', '창원시\n의창구', '창원시 의창구'],
    ['medications', '암로디핀 5 mg\n\n 메트포르민 \n암로디핀 5 mg', ['암로디핀 5 mg', '메트포르민']],
    ['allergies', ' \n', []],
    ['conditions', '고혈압'.normalize('NFD'), ['고혈압']],
  ];
  for (const [field, typed, wanted] of table) assert.deepEqual(factOf(field, typed), wanted, typed);
});

test('draftOf and factOf leave a fact as it was', () => {
  assert.deepEqual(factOf('medications', draftOf(['가', '나'])), ['가', '나']);
  assert.equal(factOf('phone', draftOf(null)), null);
  assert.ok(sameFact(['가'], factOf('allergies', '가\n')));
});

test('findTooLong tells what is beyond the limits of FactChange', () => {
  assert.equal(findTooLong('x'.repeat(300)), undefined);
  assert.equal(findTooLong('x'.repeat(301)), 'text');
  assert.equal(findTooLong(Array.from({ length: 51 }, (_, at) => `${at}`)), 'lines');
  assert.equal(findTooLong(['x'.repeat(201)]), 'line');
  assert.equal(findTooLong(null), undefined);
});
