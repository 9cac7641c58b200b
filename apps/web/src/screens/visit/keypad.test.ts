import assert from 'node:assert/strict';
import { test } from 'node:test';
import { VisitEntry } from '@munan/flow';
import fc from 'fast-check';
import { type FieldPlan, fieldPlans, type NumberField } from './fields.ts';
import { isComplete, isPossible, type Key, keys, meant, pressed } from './keypad.ts';

const plans = Object.values(fieldPlans);
function typed(plan: FieldPlan, text: string): string {
  return [...text].reduce((so, sign) => pressed(so, sign === '.' ? 'point' : (sign as Key), plan), '');
}
function read(field: NumberField, text: string): number | undefined {
  return meant(typed(fieldPlans[field], text), fieldPlans[field]);
}

test('fieldPlans have the limits of the VisitEntry schema, so that the server refuses nothing the keypad took', () => {
  for (const { field, possible } of plans) {
    const schema = VisitEntry.properties.vitals.properties[field] as { minimum?: number; maximum?: number };
    assert.deepEqual({ min: schema.minimum, max: schema.maximum }, possible, field);
  }
});

test('meant understands 365 as 36.5 degrees, 36.5 as itself and 36 as a whole number', () => {
  assert.equal(read('temperatureCel', '365'), 36.5);
  assert.equal(read('temperatureCel', '36.5'), 36.5);
  assert.equal(read('temperatureCel', '36'), 36);
  assert.equal(read('temperatureCel', '401'), 40.1);
});

test('meant takes a weight that fits as it stands and finds the decimal in one that does not', () => {
  assert.equal(read('weightKg', '52'), 52);
  assert.equal(read('weightKg', '525'), 52.5);
  assert.equal(read('weightKg', '105'), 105);
  assert.equal(read('weightKg', '1025'), 102.5);
});

test('meant never puts a decimal into a field of whole numbers', () => {
  assert.equal(read('systolicMmHg', '400'), 400);
  assert.equal(read('pulsePerMin', '7.2'), 72);
});

test('meant is undefined while nothing is typed', () => {
  assert.equal(meant('', fieldPlans.pulsePerMin), undefined);
});

test('pressed takes no second point, no second decimal and no leading zero', () => {
  assert.equal(typed(fieldPlans.temperatureCel, '36.55'), '36.5');
  assert.equal(typed(fieldPlans.temperatureCel, '3.6.'), '3.6');
  assert.equal(typed(fieldPlans.systolicMmHg, '012'), '12');
});

test('pressed erases one sign at a time and is quiet on an empty field', () => {
  assert.equal(pressed('36.', 'erase', fieldPlans.temperatureCel), '36');
  assert.equal(pressed('', 'erase', fieldPlans.temperatureCel), '');
});

test('isComplete moves on after the last digit that can follow', () => {
  assert.equal(isComplete('12', fieldPlans.systolicMmHg), false);
  assert.equal(isComplete('120', fieldPlans.systolicMmHg), true);
  assert.equal(isComplete('90', fieldPlans.systolicMmHg), true);
  assert.equal(isComplete('96', fieldPlans.spo2Percent), true);
  assert.equal(isComplete('10', fieldPlans.spo2Percent), false);
  assert.equal(isComplete('36', fieldPlans.temperatureCel), false);
  assert.equal(isComplete('365', fieldPlans.temperatureCel), true);
  assert.equal(isComplete('525', fieldPlans.weightKg), true);
});

test('isComplete never cuts off: whatever possible number one means to type can be typed before the field moves on', () => {
  fc.assert(
    fc.property(fc.constantFrom(...plans), fc.integer({ min: 0, max: 5000 }), (plan, steps) => {
      const value = plan.decimals === 1 ? steps / 10 : steps;
      fc.pre(isPossible(value, plan));
      const text = value.toFixed(plan.decimals);
      for (let length = 1; length < text.length; length++) {
        const soFar = typed(plan, text.slice(0, length));
        // "36." of "36.0" already means 36; moving on there is right only if nothing more could change it.
        assert.equal(isComplete(soFar, plan), false, `${plan.field} ${soFar} of ${text}`);
      }
      assert.equal(meant(typed(plan, text), plan), value);
    }),
  );
});

test('meant is a number or nothing after any keys at all', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...plans),
      fc.array(fc.constantFrom(...keys), { maxLength: 12 }),
      (plan, pressedKeys) => {
        const text = pressedKeys.reduce((so, key) => pressed(so, key, plan), '');
        const value = meant(text, plan);
        assert.ok(value === undefined || Number.isFinite(value), text);
      },
    ),
  );
});
