import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type News2Input, type News2Parameter, news2, news2Parameters, scoreOf } from './news2.ts';

/** Where a band of the printed chart ends and the next begins: the last value of it, its score, the score of the next. */
type Border = [last: number, score: number, next: number];
const borders: { parameter: News2Parameter; scale2: boolean; onOxygen: boolean; step: number; at: Border[] }[] = [];
const add = (parameter: News2Parameter, step: number, at: Border[], scales = [false, true], air = [false, true]) => {
  for (const scale2 of scales) for (const onOxygen of air) borders.push({ parameter, scale2, onOxygen, step, at });
};
add('respirationPerMin', 1, [
  [8, 3, 1],
  [11, 1, 0],
  [20, 0, 2],
  [24, 2, 3],
]);
add(
  'spo2Percent',
  1,
  [
    [91, 3, 2],
    [93, 2, 1],
    [95, 1, 0],
  ],
  [false],
);
add(
  'spo2Percent',
  1,
  [
    [83, 3, 2],
    [85, 2, 1],
    [87, 1, 0],
    [92, 0, 0],
  ],
  [true],
  [false],
);
add(
  'spo2Percent',
  1,
  [
    [83, 3, 2],
    [85, 2, 1],
    [87, 1, 0],
    [92, 0, 1],
    [94, 1, 2],
    [96, 2, 3],
  ],
  [true],
  [true],
);
add('systolicMmHg', 1, [
  [90, 3, 2],
  [100, 2, 1],
  [110, 1, 0],
  [219, 0, 3],
]);
add('pulsePerMin', 1, [
  [40, 3, 1],
  [50, 1, 0],
  [90, 0, 1],
  [110, 1, 2],
  [130, 2, 3],
]);
add('temperatureCel', 0.1, [
  [35, 3, 1],
  [36, 1, 0],
  [38, 0, 1],
  [39, 1, 2],
]);

for (const { parameter, scale2, onOxygen, step, at } of borders) {
  const where = `${scale2 ? 'scale 2' : 'scale 1'}, ${onOxygen ? 'on oxygen' : 'on air'}`;
  test(`scoreOf ${parameter} (${where}): at each border, one step and every hundredth of a step to either side`, () => {
    for (const [last, score, next] of at) {
      const scored = (steps: number) =>
        scoreOf(parameter, Number((last + steps * step).toFixed(4)) as never, { scale2, onOxygen });
      assert.deepEqual([scored(-1), scored(0), scored(1), scored(2)], [score, score, next, next], `at ${last}`);
      // Between two charted values the nearer one counts, half upward.
      for (let part = 0; part < 100; part++)
        assert.equal(scored(part / 100), part < 50 ? score : next, `${last} and ${part} hundredths`);
    }
  });
}

/** Every value that a chart could tell from its neighbours: one for every score, at an edge of its band. */
const values = (scale2: boolean): { [P in News2Parameter]: readonly NonNullable<News2Input[P]>[] } => ({
  respirationPerMin: [8, 11, 20, 24],
  // On scale 2 a value has one score on air and one on oxygen: every pair that occurs.
  spo2Percent: scale2 ? [83, 85, 87, 92, 94, 96, 97] : [91, 93, 95, 96],
  onOxygen: [false, true],
  systolicMmHg: [90, 100, 110, 219],
  pulsePerMin: [40, 50, 90, 130],
  consciousness: ['alert', 'unresponsive'],
  temperatureCel: [35, 36, 38, 39.1],
});
const order = ['routine', 'nurse', 'team', 'urgent', 'emergency'];

for (const scale2 of [false, true]) {
  test(`news2 range is reached at both ends, and so is its response, for every subset and every value of what is known (scale ${scale2 ? 2 : 1}, brute force)`, () => {
    const grid = values(scale2);
    const sizes = news2Parameters.map((parameter) => grid[parameter].length);
    const inputOf = (picks: readonly number[]) => {
      const input: Record<string, unknown> = {};
      news2Parameters.forEach((parameter, i) => {
        const pick = picks[i]!;
        if (pick < sizes[i]!) input[parameter] = grid[parameter][pick];
      });
      return input as News2Input;
    };
    // A digit a parameter, one more than it has values: the last digit says that it is missing.
    const total = sizes.reduce((product, size) => product * (size + 1), 1);
    const least = new Uint8Array(total).fill(255);
    const most = new Uint8Array(total);
    const mildest = new Uint8Array(total).fill(255);
    const gravest = new Uint8Array(total);
    const picks = new Array<number>(sizes.length).fill(0);
    let completions = 0;
    const eachCompletion = (at: number): void => {
      if (at < sizes.length) {
        for (picks[at] = 0; picks[at]! < sizes[at]!; picks[at]!++) eachCompletion(at + 1);
        return;
      }
      completions++;
      const whole = news2(inputOf(picks), { scale2 });
      assert.equal(whole.least, whole.most);
      assert.equal(whole.response, whole.responseMost);
      const rank = order.indexOf(whole.response);
      for (let left = 0; left < 1 << sizes.length; left++) {
        let index = 0;
        for (let i = 0; i < sizes.length; i++)
          index = index * (sizes[i]! + 1) + (left & (1 << i) ? sizes[i]! : picks[i]!);
        if (whole.least < least[index]!) least[index] = whole.least;
        if (whole.most > most[index]!) most[index] = whole.most;
        if (rank < mildest[index]!) mildest[index] = rank;
        if (rank > gravest[index]!) gravest[index] = rank;
      }
    };
    eachCompletion(0);
    assert.equal(
      completions,
      sizes.reduce((product, size) => product * size, 1),
    );
    for (let index = 0; index < total; index++) {
      let rest = index;
      for (let i = sizes.length - 1; i >= 0; i--) {
        picks[i] = rest % (sizes[i]! + 1);
        rest = Math.floor(rest / (sizes[i]! + 1));
      }
      const input = inputOf(picks);
      const said = news2(input, { scale2 });
      const range = [said.least, said.most, order.indexOf(said.response), order.indexOf(said.responseMost)];
      const found = [least[index]!, most[index]!, mildest[index]!, gravest[index]!];
      if (range.some((value, i) => value !== found[i])) assert.deepEqual(range, found, JSON.stringify(input));
    }
  });
}
