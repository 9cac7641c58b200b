import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { type News2Input, type News2Parameter, news2, news2Parameters, scoreOf } from './news2.ts';

/** The printed table, each band with its own score: [from, to, score]; written apart from the code's cut-offs on purpose. */
type Band = [from: number, to: number, score: number];
const printed: Record<
  string,
  { parameter: News2Parameter; step: number; scale2?: boolean; onOxygen?: boolean; bands: Band[] }
> = {
  respiration: {
    parameter: 'respirationPerMin',
    step: 1,
    bands: [
      [0, 8, 3],
      [9, 11, 1],
      [12, 20, 0],
      [21, 24, 2],
      [25, 60, 3],
    ],
  },
  'SpO2 scale 1 on air': {
    parameter: 'spo2Percent',
    step: 1,
    bands: [
      [50, 91, 3],
      [92, 93, 2],
      [94, 95, 1],
      [96, 100, 0],
    ],
  },
  'SpO2 scale 1 on oxygen': {
    parameter: 'spo2Percent',
    step: 1,
    onOxygen: true,
    bands: [
      [50, 91, 3],
      [92, 93, 2],
      [94, 95, 1],
      [96, 100, 0],
    ],
  },
  'SpO2 scale 2 on air': {
    parameter: 'spo2Percent',
    step: 1,
    scale2: true,
    bands: [
      [50, 83, 3],
      [84, 85, 2],
      [86, 87, 1],
      [88, 92, 0],
      [93, 100, 0],
    ],
  },
  'SpO2 scale 2 on oxygen': {
    parameter: 'spo2Percent',
    step: 1,
    scale2: true,
    onOxygen: true,
    bands: [
      [50, 83, 3],
      [84, 85, 2],
      [86, 87, 1],
      [88, 92, 0],
      [93, 94, 1],
      [95, 96, 2],
      [97, 100, 3],
    ],
  },
  systolic: {
    parameter: 'systolicMmHg',
    step: 1,
    bands: [
      [40, 90, 3],
      [91, 100, 2],
      [101, 110, 1],
      [111, 219, 0],
      [220, 300, 3],
    ],
  },
  pulse: {
    parameter: 'pulsePerMin',
    step: 1,
    bands: [
      [20, 40, 3],
      [41, 50, 1],
      [51, 90, 0],
      [91, 110, 1],
      [111, 130, 2],
      [131, 250, 3],
    ],
  },
  temperature: {
    parameter: 'temperatureCel',
    step: 0.1,
    bands: [
      [25, 35, 3],
      [35.1, 36, 1],
      [36.1, 38, 0],
      [38.1, 39, 1],
      [39.1, 45, 2],
    ],
  },
};

for (const [name, { parameter, step, scale2, onOxygen, bands }] of Object.entries(printed)) {
  test(`scoreOf ${name} is the printed score at every boundary and one step (${step}) to either side`, () => {
    const scoreAt = (value: number) => bands.find(([from, to]) => value >= from - 1e-9 && value <= to + 1e-9)?.[2];
    for (const [from, to] of bands) {
      for (const edge of [from - step, from, from + step, to - step, to, to + step]) {
        const value = Number(edge.toFixed(1));
        const expected = scoreAt(value);
        if (expected === undefined) continue;
        assert.equal(scoreOf(parameter, value as never, { scale2, onOxygen }), expected, `${name} ${value}`);
      }
    }
  });
}

test('scoreOf oxygen and consciousness', () => {
  assert.equal(scoreOf('onOxygen', true), 2);
  assert.equal(scoreOf('onOxygen', false), 0);
  assert.equal(scoreOf('consciousness', 'alert'), 0);
  for (const level of ['confusion', 'voice', 'pain', 'unresponsive'] as const) {
    assert.equal(scoreOf('consciousness', level), 3);
  }
});

test('scoreOf charts a value between two printed ones as the nearer, so 38.05 is 38.1 and 91.4 is 91', () => {
  assert.equal(scoreOf('temperatureCel', 38.05), 1);
  assert.equal(scoreOf('temperatureCel', 38.04), 0);
  assert.equal(scoreOf('spo2Percent', 91.4), 3);
  assert.equal(scoreOf('spo2Percent', 91.5), 2);
});

test('scoreOf refuses what is not a number', () => {
  assert.throws(() => scoreOf('pulsePerMin', Number.NaN), /pulsePerMin must be a finite number/);
  assert.throws(() => news2({ spo2Percent: Number.POSITIVE_INFINITY }), RangeError);
});

const well: Required<Omit<News2Input, 'secondSystolicMmHg'>> = {
  respirationPerMin: 16,
  spo2Percent: 97,
  onOxygen: false,
  systolicMmHg: 125,
  pulsePerMin: 70,
  consciousness: 'alert',
  temperatureCel: 36.6,
};

test('news2 of a complete input is whole, with its parts and response', () => {
  const whole = news2(well);
  assert.deepEqual([whole.least, whole.most, whole.missing, whole.response], [0, 0, [], 'routine']);
  const ill = news2({ ...well, respirationPerMin: 25, spo2Percent: 92, onOxygen: true, pulsePerMin: 112 });
  assert.equal(ill.least, 9);
  assert.equal(ill.most, 9);
  assert.deepEqual(ill.parts, {
    respirationPerMin: 3,
    spo2Percent: 2,
    onOxygen: 2,
    systolicMmHg: 0,
    pulsePerMin: 2,
    consciousness: 0,
    temperatureCel: 0,
  });
  assert.equal(ill.response, 'emergency');
});

test('news2 response follows chart 2: 0, 1-4, a single 3, 5-6, 7 and more', () => {
  assert.equal(news2({ ...well, pulsePerMin: 91 }).response, 'nurse');
  assert.equal(news2({ ...well, pulsePerMin: 111, temperatureCel: 39.1 }).response, 'nurse');
  assert.equal(news2({ ...well, consciousness: 'confusion' }).response, 'team');
  assert.equal(news2({ ...well, consciousness: 'voice', pulsePerMin: 120 }).response, 'urgent');
  assert.equal(
    news2({ ...well, consciousness: 'voice', pulsePerMin: 120, temperatureCel: 39.1 }).response,
    'emergency',
  );
});

test('news2 of the two devices alone is a range and names what is missing', () => {
  const partial = news2({ spo2Percent: 97, pulsePerMin: 70, temperatureCel: 36.6 });
  assert.deepEqual(partial.missing, ['respirationPerMin', 'onOxygen', 'systolicMmHg', 'consciousness']);
  assert.deepEqual([partial.least, partial.most], [0, 11]);
  assert.deepEqual([partial.response, partial.responseMost], ['routine', 'emergency']);
});

test('news2 of nothing is from 0 to 20', () => {
  assert.deepEqual([news2({}).least, news2({}).most], [0, 20]);
});

test('news2 on scale 2 does not expect a single 3 where oxygen would add 2 and 2', () => {
  const { onOxygen: _, ...unknown } = { ...well, spo2Percent: 95 };
  const range = news2(unknown, { scale2: true });
  assert.deepEqual([range.least, range.most, range.responseMost], [0, 4, 'nurse']);
});

/** One value for every score a parameter can have, so that trying them all is trying every completion. */
const completions: { [P in News2Parameter]: NonNullable<News2Input[P]>[] } = {
  respirationPerMin: [8, 10, 16, 22, 30],
  spo2Percent: [80, 84, 86, 90, 92, 93, 94, 95, 96, 97],
  onOxygen: [true, false],
  systolicMmHg: [85, 95, 105, 150, 230],
  pulsePerMin: [35, 45, 70, 100, 120, 140],
  consciousness: ['alert', 'pain'],
  temperatureCel: [34, 35.5, 37, 38.5, 39.5],
};
function everyCompletion(input: News2Input, at = 0): News2Input[] {
  const parameter = news2Parameters[at];
  if (!parameter) return [input];
  if (input[parameter] !== undefined) return everyCompletion(input, at + 1);
  return completions[parameter].flatMap((value) => everyCompletion({ ...input, [parameter]: value }, at + 1));
}

test('news2 range is exactly the lowest and highest score over every completion, on both scales (brute force)', () => {
  const known = fc.record(
    Object.fromEntries(
      news2Parameters.map((parameter) => [parameter, fc.constantFrom(...(completions[parameter] as unknown[]))]),
    ) as { [P in News2Parameter]: fc.Arbitrary<unknown> },
    { requiredKeys: [] },
  ) as fc.Arbitrary<News2Input>;
  // At least three known keeps the number of completions in the thousands.
  const enough = known.filter((input) => Object.keys(input).length >= 3);
  fc.assert(
    fc.property(enough, fc.boolean(), (input, scale2) => {
      const range = news2(input, { scale2 });
      let least = Number.POSITIVE_INFINITY;
      let most = Number.NEGATIVE_INFINITY;
      const responses = new Set<string>();
      for (const complete of everyCompletion(input)) {
        const whole = news2(complete, { scale2 });
        assert.equal(whole.least, whole.most);
        least = Math.min(least, whole.least);
        most = Math.max(most, whole.most);
        responses.add(whole.response);
      }
      assert.deepEqual([range.least, range.most], [least, most]);
      const order = ['routine', 'nurse', 'team', 'urgent', 'emergency'];
      const ranks = [...responses].map((response) => order.indexOf(response));
      assert.equal(range.response, order[Math.min(...ranks)]);
      assert.equal(range.responseMost, order[Math.max(...ranks)]);
    }),
    { numRuns: 60 },
  );
});

test('news2() scores the mean of two blood pressures, and a second one alone as the only one', () => {
  const cases = [
    [{ systolicMmHg: 90, secondSystolicMmHg: 100 }, 2],
    [{ systolicMmHg: 90, secondSystolicMmHg: 91 }, 2],
    [{ systolicMmHg: 220, secondSystolicMmHg: 200 }, 0],
    [{ secondSystolicMmHg: 90 }, 3],
    [{ systolicMmHg: 100, secondSystolicMmHg: undefined }, 2],
  ] as const;
  for (const [input, score] of cases) assert.equal(news2(input).parts.systolicMmHg, score, JSON.stringify(input));
  assert.throws(() => news2({ systolicMmHg: 120, secondSystolicMmHg: Number.NaN }), RangeError);
});
