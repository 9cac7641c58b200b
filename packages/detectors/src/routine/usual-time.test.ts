import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { chanceOfAtLeast } from './tail.ts';
import { findUsualTime } from './usual-time.ts';

test('findUsualTime says nothing before five days are known', () => {
  for (const times of [[], [-1, -1, -1, -1, -1, -1], [900, 900, -1, 900, 900]])
    assert.equal(findUsualTime(times), undefined, times.join());
});

test('findUsualTime hardly moves for one odd day, and follows a new habit within a week', () => {
  const plain = findUsualTime([900, 905, 895, 900, 910, 890, 900, 900, 905, 895])!;
  const odd = findUsualTime([900, 905, 895, 900, 1300, 890, 900, 900, 905, 895])!;
  assert.ok(Math.abs(plain.middle - odd.middle) <= 5 && odd.scatter - plain.scatter <= 5);
  assert.equal(odd.latest, 1300);
  const moved = findUsualTime([...new Array(7).fill(900), ...new Array(7).fill(960)])!;
  assert.ok(moved.middle >= 930);
});

test('findUsualTime lends a person of few days the scatter of others, and less of it with each day', () => {
  const few = findUsualTime(new Array(5).fill(900))!.scatter;
  const many = findUsualTime(new Array(14).fill(900))!.scatter;
  assert.ok(few > many && many > 20, `${few} ${many}`);
});

test('findUsualTime moves with the clock and keeps early <= middle <= late <= latest', () => {
  const times = fc.array(fc.integer({ min: -1, max: 1300 }), { minLength: 5, maxLength: 14 });
  fc.assert(
    fc.property(times, (list) => {
      const found = findUsualTime(list);
      if (!found) return;
      assert.ok(found.early <= found.middle && found.middle <= found.late && found.late <= found.latest);
      const later = findUsualTime(list.map((time) => (time < 0 ? -1 : time + 60)))!;
      assert.ok(Math.abs(later.middle - found.middle - 60) <= 1 && later.scatter === found.scatter);
    }),
  );
});

test('chanceOfAtLeast sums to the negative binomial: by hand for one night, falling with the times, rising with her nights', () => {
  // Shape 2 over 2 nights: P(0) = (2/3)^2.
  assert.ok(Math.abs(chanceOfAtLeast(1, [], { mean: 1, nights: 2 }) - (1 - 4 / 9)) < 1e-12);
  assert.equal(chanceOfAtLeast(0, [3], { mean: 1, nights: 2 }), 1);
  fc.assert(
    fc.property(fc.array(fc.nat(12), { maxLength: 14 }), fc.integer({ min: 1, max: 20 }), (before, times) => {
      const prior = { mean: 1.6, nights: 3 };
      const chance = chanceOfAtLeast(times, before, prior);
      assert.ok(chance >= 0 && chance <= chanceOfAtLeast(times - 1, before, prior));
      assert.ok(chance <= chanceOfAtLeast(times, [...before, 20], prior) + 1e-12);
    }),
  );
});
