import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type News2Input, type News2Parameter, news2, news2Parameters } from './news2.ts';
import { measureNext } from './news2-next.ts';

const well: News2Input = {
  respirationPerMin: 16,
  spo2Percent: 97,
  onOxygen: false,
  systolicMmHg: 125,
  pulsePerMin: 70,
  consciousness: 'alert',
  temperatureCel: 36.6,
};
const without = (input: News2Input, ...left: (keyof News2Input)[]) =>
  Object.fromEntries(Object.entries(input).filter(([name]) => !left.includes(name as keyof News2Input))) as News2Input;

const cases: [what: string, News2Input, { scale2?: boolean }, News2Parameter[]][] = [
  ['nothing when all is known', well, {}, []],
  [
    'of what two devices leave open: first what may be a 3 by itself and is asked for, then counted, then taken with a cuff',
    without(well, 'respirationPerMin', 'onOxygen', 'systolicMmHg', 'consciousness'),
    {},
    ['consciousness', 'respirationPerMin', 'systolicMmHg', 'onOxygen'],
  ],
  [
    'by points where either could make an urgent score an emergency: 3 of temperature, 2 of oxygen',
    { ...without(well, 'onOxygen', 'temperatureCel'), respirationPerMin: 25, pulsePerMin: 111 },
    {},
    ['temperatureCel', 'onOxygen'],
  ],
  [
    'oxygen before temperature where both raise alike, and oxygen, being known, leaves less open (scale 2, 97 %: 0 or 5)',
    { ...without(well, 'onOxygen', 'temperatureCel'), spo2Percent: 97 },
    { scale2: true },
    ['onOxygen', 'temperatureCel'],
  ],
  [
    'nothing can raise an emergency: then by points, then by ease',
    { spo2Percent: 90, pulsePerMin: 131, temperatureCel: 39.5 },
    {},
    ['consciousness', 'respirationPerMin', 'systolicMmHg', 'onOxygen'],
  ],
  [
    'a second blood pressure alone is a blood pressure',
    { ...without(well, 'systolicMmHg'), secondSystolicMmHg: 120 },
    {},
    [],
  ],
];
for (const [what, input, options, expected] of cases) {
  test(`measureNext: ${what}`, () => assert.deepEqual(measureNext(input, options), expected));
}

test('measureNext of nothing measured names all seven, oxygen last', () => {
  const all = measureNext({});
  assert.deepEqual([...all].sort(), [...news2Parameters].sort());
  assert.equal(all.at(-1), 'onOxygen');
});

test('measureNext refuses what is not a number', () => {
  assert.throws(() => measureNext({ pulsePerMin: Number.NaN }), RangeError);
});

/** Coarser than the code's own, finer than the bands: every whole number that a chart may hold. */
const charted: { [P in News2Parameter]: NonNullable<News2Input[P]>[] } = {
  respirationPerMin: Array.from({ length: 40 }, (_, i) => i + 1),
  spo2Percent: Array.from({ length: 31 }, (_, i) => i + 70),
  onOxygen: [true, false],
  systolicMmHg: Array.from({ length: 100 }, (_, i) => 2 * i + 50),
  pulsePerMin: Array.from({ length: 90 }, (_, i) => 2 * i + 25),
  consciousness: ['alert', 'confusion', 'voice', 'pain', 'unresponsive'],
  temperatureCel: Array.from({ length: 101 }, (_, i) => (320 + i) / 10),
};
const order = ['routine', 'nurse', 'team', 'urgent', 'emergency'];

test('measureNext: no other missing parameter could raise what is called for further than the first, whatever its value', () => {
  const any = fc.record(
    Object.fromEntries(
      news2Parameters.map((parameter) => [parameter, fc.constantFrom(...(charted[parameter] as unknown[]))]),
    ) as { [P in News2Parameter]: fc.Arbitrary<unknown> },
    { requiredKeys: [] },
  ) as fc.Arbitrary<News2Input>;
  fc.assert(
    fc.property(any, fc.boolean(), (input, scale2) => {
      const next = measureNext(input, { scale2 });
      assert.deepEqual(new Set(next), new Set(news2(input, { scale2 }).missing));
      const raisedTo = next.map((parameter) =>
        Math.max(
          ...charted[parameter].map((value) =>
            order.indexOf(news2({ ...input, [parameter]: value }, { scale2 }).response),
          ),
        ),
      );
      assert.deepEqual(
        raisedTo,
        [...raisedTo].sort((a, b) => b - a),
      );
    }),
    { numRuns: 60 },
  );
});
