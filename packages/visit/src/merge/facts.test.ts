import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clinicalFacts, type FactField, type FactValue, factFields } from '@munan/flow';
import fc from 'fast-check';
import { canBeBoth, chosen, mergeFact } from './facts.ts';
import { same } from './same.ts';

const lists: fc.Arbitrary<FactValue> = fc.oneof(
  fc.constant(null),
  fc.uniqueArray(fc.constantFrom('aspirin', 'warfarin', 'metformin'), { maxLength: 3 }),
);
const fields = fc.constantFrom<FactField>(...factFields);

test('mergeFact takes a change of what nobody else has changed', () => {
  const change = { field: 'phone' as const, base: '010-1', mine: '010-2' };
  assert.deepEqual(mergeFact(change, '010-1'), { value: '010-2', changed: ['phone'], clashes: [] });
  assert.deepEqual(mergeFact(change, '010-2'), { value: '010-2', changed: [], clashes: [] });
});

test('mergeFact never puts two lists of medication together, even where both only added', () => {
  for (const field of clinicalFacts) {
    const change = { field, base: ['aspirin'], mine: ['aspirin', 'metformin'] };
    assert.deepEqual(mergeFact(change, ['aspirin', 'warfarin']), {
      value: ['aspirin', 'warfarin'],
      changed: [],
      clashes: [{ field, base: ['aspirin'], kept: ['aspirin', 'warfarin'], other: ['aspirin', 'metformin'] }],
    });
  }
});

test('mergeFact tells none known from not asked', () => {
  const change = { field: 'allergies' as const, base: null, mine: [] };
  assert.deepEqual(mergeFact(change, null).value, []);
  assert.equal(mergeFact(change, ['penicillin']).clashes.length, 1);
});

test('mergeFact loses no value: it stands, it is asked about, or it is what the change had found', () => {
  fc.assert(
    fc.property(fields, lists, lists, lists, (field, base, mine, current) => {
      const { value, clashes } = mergeFact({ field, base, mine }, current);
      const isKept = (one: FactValue): boolean =>
        same(value, one) || clashes.some((clash) => same(clash.other, one) || same(clash.kept, one));
      assert.ok(isKept(mine) || same(mine, base));
      assert.ok(isKept(current) || same(current, base));
      const bothChanged = !same(base, current) && !same(mine, current) && !same(mine, base);
      if (bothChanged) assert.equal(clashes.length, 1);
      if (clinicalFacts.includes(field) && !same(base, current) && !same(mine, current))
        assert.equal(clashes.length, 1);
      if (clashes.length > 0) assert.ok(same(value, current));
    }),
    { numRuns: 2_000 },
  );
});

test('chosen gives the one, the other, or both', () => {
  assert.equal(chosen('kept', 1, 2), 1);
  assert.equal(chosen('other', 1, undefined), undefined);
  assert.deepEqual(chosen('both', ['a', 'b'], ['b', 'c']), ['a', 'b', 'c']);
  assert.equal(chosen('both', '010-1', '010-2'), '010-1 / 010-2');
  assert.equal(chosen('both', 'tired\nslept badly', 'fell'), 'tired\nslept badly\nfell');
  assert.equal(chosen('both', 'fell in the kitchen', 'fell'), 'fell in the kitchen');
  assert.equal(chosen('both', null, 'fell'), 'fell');
  assert.deepEqual(chosen('both', ['a'], null), ['a']);
});

test('chosen refuses both where only one can stand', () => {
  for (const [kept, other] of [
    [50, 51],
    [true, false],
    [['a'], 'a'],
    [{ date: '2026-12-01' }, { date: '2026-12-02' }],
  ]) {
    assert.equal(canBeBoth(kept, other), false);
    assert.throws(() => chosen('both', kept, other), /only one can stand/);
  }
});

test('same looks at what is said, not at the order of lists or names', () => {
  assert.ok(same(['b', 'a'], ['a', 'b']));
  assert.ok(same({ a: 1, b: { c: [1] } }, { b: { c: [1] }, a: 1, d: undefined }));
  for (const [a, b] of [
    [
      ['a', 'a'],
      ['a', 'b'],
    ],
    [null, undefined],
    [null, []],
    ['', null],
    [0, false],
    ['1', 1],
    [{ a: 1 }, { b: 1 }],
    [{ a: 1 }, [1]],
  ])
    assert.ok(!same(a, b), `${JSON.stringify(a)} and ${JSON.stringify(b)}`);
});
