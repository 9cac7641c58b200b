import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VisitEntry } from '@munan/flow';
import fc from 'fast-check';
import { entries } from './entries-for-tests.ts';
import { fieldsOf, withField } from './fields.ts';
import { type Merged, mergeVisit, versionOrder } from './merge.ts';
import { same } from './same.ts';

const runs = { numRuns: 2_000 };
/** Decided by rule, so that one of two values gives way: times, the state, and what follows from other fields. */
const byRule = (field: string): boolean =>
  /^(state|arrived|finished|measured|clockUncertain|confirmed)$|\/version$/.test(field);

const visit = (over: Partial<VisitEntry> = {}): VisitEntry => ({
  id: 'v1',
  patient: 'p-1',
  state: 'open',
  arrived: 100,
  finished: 200,
  vitals: { weightKg: 50, pulsePerMin: 70 },
  ...over,
});
const clashed = (merged: Merged<unknown>): string[] => merged.clashes.map((clash) => clash.field);

test('mergeVisit takes what each side alone changed', () => {
  const base = visit();
  const mine = visit({ vitals: { weightKg: 51, pulsePerMin: 70 }, remarks: 'tired' });
  const current = visit({ vitals: { weightKg: 50, pulsePerMin: 72 }, question: 'more iron?' });
  const merged = mergeVisit(base, mine, current);
  assert.deepEqual(merged.value, {
    ...visit({ remarks: 'tired', question: 'more iron?' }),
    vitals: { weightKg: 51, pulsePerMin: 72 },
  });
  assert.deepEqual(merged.changed, ['vitals.weightKg', 'remarks']);
  assert.deepEqual(merged.clashes, []);
});

test('mergeVisit keeps both values of a field that both changed, and what stood stands', () => {
  const merged = mergeVisit(
    visit(),
    visit({ vitals: { weightKg: 51, pulsePerMin: 70 } }),
    visit({ vitals: { weightKg: 49, pulsePerMin: 70 } }),
  );
  assert.deepEqual(merged.clashes, [{ field: 'vitals.weightKg', base: 50, kept: 49, other: 51 }]);
  assert.equal(merged.value.vitals.weightKg, 49);
  assert.deepEqual(merged.changed, []);
});

test('mergeVisit asks nobody where both changed the same to the same', () => {
  const both = visit({ remarks: 'tired', forms: { wound: { version: '1', answers: { signs: ['a', 'b'] } } } });
  const turned = visit({ remarks: 'tired', forms: { wound: { version: '1', answers: { signs: ['b', 'a'] } } } });
  assert.deepEqual(mergeVisit(visit(), both, turned), { value: turned, changed: [], clashes: [] });
});

test('mergeVisit without a base clashes only where the two differ', () => {
  const mine = visit({ vitals: { weightKg: 51, pulsePerMin: 70, painScore: 3 } });
  const current = visit({ vitals: { weightKg: 50, pulsePerMin: 70, glucoseMgPerDl: 120 } });
  const merged = mergeVisit(undefined, mine, current);
  assert.deepEqual(clashed(merged), ['vitals.weightKg']);
  assert.deepEqual(merged.value.vitals, { weightKg: 50, pulsePerMin: 70, glucoseMgPerDl: 120, painScore: 3 });
});

test('mergeVisit keeps a value that one side took out and the other changed', () => {
  const without = visit({ vitals: { pulsePerMin: 70 } });
  const other = visit({ vitals: { weightKg: 51, pulsePerMin: 70 } });
  assert.deepEqual(mergeVisit(visit(), other, without).clashes, [
    { field: 'vitals.weightKg', base: 50, kept: undefined, other: 51 },
  ]);
  assert.deepEqual(mergeVisit(visit(), without, other).clashes, [
    { field: 'vitals.weightKg', base: 50, kept: 51, other: undefined },
  ]);
});

test('mergeVisit takes the earliest arrival, the latest end and the newer form when both changed them', () => {
  const form = (version: string) => ({ falls: { version, answers: { fell: true } } });
  const base = visit({ forms: form('1.9.0') });
  const mine = visit({ arrived: 90, finished: 300, measured: 150, forms: form('1.10.0') });
  const current = visit({ arrived: 95, finished: 250, measured: 160, forms: form('1.9.1') });
  const { value, clashes } = mergeVisit(base, mine, current);
  assert.deepEqual(clashes, []);
  assert.deepEqual([value.arrived, value.finished, value.measured], [90, 300, 160]);
  assert.equal(value.forms?.falls?.version, '1.10.0');
});

test('mergeVisit takes a time as the one side has it that corrected it, also to a later arrival', () => {
  assert.equal(mergeVisit(visit(), visit({ arrived: 120 }), visit()).value.arrived, 120);
  assert.equal(mergeVisit(visit(), visit(), visit({ finished: 150 })).value.finished, 150);
});

test('mergeVisit never goes back in state', () => {
  const states = ['open', 'vitals-final', 'signed', undefined] as const;
  const rank = (state: VisitEntry['state']): number => ['open', 'vitals-final', 'signed'].indexOf(state ?? 'signed');
  for (const base of states)
    for (const mine of states)
      for (const current of states) {
        const merged = mergeVisit(visit({ state: base }), visit({ state: mine }), visit({ state: current }));
        assert.equal(rank(merged.value.state), Math.max(rank(mine), rank(current)), `${base} ${mine} ${current}`);
        assert.deepEqual(merged.clashes, []);
      }
});

test('mergeVisit keeps the yes to an unusual value with that value, and drops it with it', () => {
  const base = visit({ vitals: { weightKg: 30 }, confirmed: ['weightKg'] });
  const measuredAgain = visit({ vitals: { weightKg: 50 }, confirmed: [] });
  assert.deepEqual(mergeVisit(base, measuredAgain, base).value.confirmed, []);
  const pulse = visit({ vitals: { weightKg: 30, pulsePerMin: 190 }, confirmed: ['weightKg', 'pulsePerMin'] });
  assert.deepEqual(mergeVisit(base, pulse, base).value.confirmed, ['weightKg', 'pulsePerMin']);
  const takenOut = mergeVisit(base, visit({ vitals: {} }), base).value;
  assert.deepEqual(takenOut.confirmed, []);
  const disputed = mergeVisit(base, visit({ vitals: { weightKg: 29 }, confirmed: ['weightKg'] }), measuredAgain);
  assert.deepEqual(clashed(disputed), ['vitals.weightKg']);
  assert.deepEqual(disputed.value.confirmed, ['weightKg']);
});

test('mergeVisit of a form that one side took out leaves no answer without a version', () => {
  const falls = (answers: Record<string, boolean>) => ({ falls: { version: '1.0.0', answers } });
  const base = visit({ forms: falls({ fell: true }) });
  const more = visit({ forms: falls({ fell: true, afraid: true }) });
  const merged = mergeVisit(base, more, visit());
  assert.deepEqual(merged.value.forms, falls({ afraid: true }));
  assert.deepEqual(clashed(merged), []);
  assert.equal(mergeVisit(base, visit(), base).value.forms, undefined);
  assert.deepEqual(mergeVisit(base, visit(), more).value.forms, falls({ afraid: true }));
});

test('mergeVisit with nothing at the hospital is the entry itself', () => {
  fc.assert(
    fc.property(entries, fc.option(entries, { nil: undefined }), (mine, base) => {
      assert.deepEqual(mergeVisit(base, mine, undefined), {
        value: mine,
        changed: [...fieldsOf(mine).keys()],
        clashes: [],
      });
    }),
    runs,
  );
});

test('mergeVisit loses no value of either side', () => {
  fc.assert(
    fc.property(fc.option(entries, { nil: undefined }), entries, entries, (base, mine, current) => {
      const { value, clashes } = mergeVisit(base, mine, current);
      const before = base ? fieldsOf(base) : new Map<string, unknown>();
      const after = fieldsOf(value);
      const clash = new Map(clashes.map((one) => [one.field, one]));
      for (const [field, entered] of fieldsOf(mine)) {
        if (byRule(field) || same(entered, before.get(field))) continue;
        const isThere = same(after.get(field), entered) || same(clash.get(field)?.other, entered);
        assert.ok(isThere, `${field} of mine`);
      }
      for (const [field, stood] of fieldsOf(current)) {
        if (byRule(field) || same(stood, before.get(field))) continue;
        assert.ok(same(after.get(field), stood), `${field} of what stood`);
      }
      for (const one of clashes) assert.ok(same(after.get(one.field), one.kept), `${one.field} stands`);
    }),
    runs,
  );
});

test('mergeVisit clashes only where both sides changed a field to different values', () => {
  fc.assert(
    fc.property(entries, entries, entries, (base, mine, current) => {
      const [before, ours, theirs] = [fieldsOf(base), fieldsOf(mine), fieldsOf(current)];
      for (const { field } of mergeVisit(base, mine, current).clashes) {
        assert.ok(!byRule(field), `${field} never clashes`);
        const values = [before.get(field), ours.get(field), theirs.get(field)];
        assert.ok(!same(values[0], values[1]) && !same(values[0], values[2]) && !same(values[1], values[2]), field);
      }
    }),
    runs,
  );
});

test('mergeVisit says which fields of what stood it changed', () => {
  fc.assert(
    fc.property(entries, entries, entries, (base, mine, current) => {
      const merged = mergeVisit(base, mine, current);
      const [before, after] = [fieldsOf(current), fieldsOf(merged.value)];
      const differ = [...new Set([...before.keys(), ...after.keys()])].filter(
        (field) => !same(before.get(field), after.get(field)),
      );
      assert.deepEqual([...merged.changed].sort(), differ.sort());
    }),
    runs,
  );
});

test('mergeVisit of the same change again changes nothing and asks nothing new', () => {
  fc.assert(
    fc.property(entries, entries, entries, (base, mine, current) => {
      const once = mergeVisit(base, mine, current);
      const twice = mergeVisit(base, mine, once.value);
      assert.deepEqual(fieldsOf(twice.value), fieldsOf(once.value));
      assert.deepEqual(twice.clashes, once.clashes);
    }),
    runs,
  );
});

test('mergeVisit gives entries that are made of their fields', () => {
  fc.assert(
    fc.property(entries, entries, entries, (base, mine, current) => {
      const { value } = mergeVisit(base, mine, current);
      for (const filled of Object.values(value.forms ?? {})) assert.notEqual(filled.version, '');
      for (const name of value.confirmed ?? []) assert.ok(Object.hasOwn(value.vitals, name), name);
      assert.equal(new Set(value.photos?.map((photo) => photo.id)).size, value.photos?.length ?? 0);
      assert.deepEqual(JSON.parse(JSON.stringify(value)), value);
    }),
    runs,
  );
});

test('withField undoes and does each field that fieldsOf gives', () => {
  fc.assert(
    fc.property(entries, entries, (one, other) => {
      let built = one;
      const [there, wanted] = [fieldsOf(one), fieldsOf(other)];
      for (const field of there.keys()) if (!wanted.has(field)) built = withField(built, field, undefined);
      for (const [field, value] of wanted) built = withField(built, field, value);
      assert.deepEqual(fieldsOf(built), wanted);
    }),
    runs,
  );
});

test('withField refuses a name that is no field and changes no entry that it was given', () => {
  const entry = Object.freeze(visit());
  for (const field of [
    'id',
    'patient',
    'vitals',
    'vitals.',
    'forms.falls',
    'forms.falls/x',
    'nonsense',
    '',
    '.a',
    '__proto__',
  ])
    assert.throws(() => withField(entry, field, 1), /no field/, field);
  assert.throws(() => withField(entry, 'arrived', undefined), /cannot be taken out/);
  const polluted = withField(entry, 'vitals.__proto__', { weightKg: 1 });
  assert.equal(({} as { weightKg?: number }).weightKg, undefined);
  assert.equal(polluted.vitals.weightKg, 50);
  assert.deepEqual(entry, visit());
});

test('versionOrder compares numbers as numbers', () => {
  const ordered = ['', '0.9', '1.0.0-a', '1.0.1', '1.2.0', '1.10.0', '2'];
  for (const [index, version] of ordered.entries())
    for (const [other, text] of ordered.entries())
      assert.equal(Math.sign(versionOrder(version, text)), Math.sign(index - other), `${version} ${text}`);
});
