import assert from 'node:assert/strict';
import { test } from 'node:test';
import { FactChange, type Facts } from '@munan/flow';
import { Value } from 'typebox/value';
import { addedTo, changeOf, listOf, medicineUse, withUse } from './facts.ts';

const facts: Facts = {
  phone: '055-000-0001',
  doorCode: null,
  address: '시험로 1',
  conditions: ['고혈압'],
  medications: ['암로디핀 5 mg', '메트포르민 500 mg'],
  allergies: null,
};

test('addedTo puts one more on the list, once, in one line, and says why not', () => {
  assert.deepEqual(addedTo(['가'], '  나\n 다 '), { list: ['가', '나 다'] });
  assert.deepEqual(addedTo(['가'], ' 가 '), { not: 'twice' });
  assert.deepEqual(addedTo(['가'], ' \n '), { not: 'empty' });
  const fifty = Array.from({ length: 50 }, (_, n) => String(n));
  assert.deepEqual(addedTo(fifty, '하나 더'), { not: 'full' });
});

test('changeOf has what was seen as its base, and the server takes what it makes, however long what was typed', () => {
  const added = addedTo(listOf(facts, 'allergies'), 'x'.repeat(1000));
  assert.ok('list' in added);
  const change = changeOf(facts, 'allergies', added.list);
  assert.deepEqual(change.base, null);
  assert.ok(Value.Check(FactChange, change));
  assert.deepEqual(changeOf(facts, 'medications', ['암로디핀 5 mg']).base, facts.medications);
});

test('withUse keeps each medicine in one of the three lists, whatever was said before', () => {
  const taken = withUse({ adherence: 'all' }, '암로디핀 5 mg', 'taken');
  assert.equal(medicineUse(taken, '암로디핀 5 mg'), 'taken');
  const not = withUse(withUse(taken, '메트포르민 500 mg', 'taken'), '암로디핀 5 mg', 'not-taken');
  assert.deepEqual(not, { adherence: 'all', taken: ['메트포르민 500 mg'], 'not-taken': ['암로디핀 5 mg'] });
  assert.deepEqual(withUse(not, '암로디핀 5 mg', undefined), { adherence: 'all', taken: ['메트포르민 500 mg'] });
  const long = '가'.repeat(200);
  assert.equal(medicineUse(withUse({}, long, 'absent'), long), 'absent');
});
