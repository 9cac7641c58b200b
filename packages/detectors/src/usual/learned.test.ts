import assert from 'node:assert/strict';
import { test } from 'node:test';
import { settings } from '../watch/packets-example.ts';
import { believe, believeUnder } from './belief.ts';
import { forget, type Learned, learn, startLearned } from './learned.ts';
import { bins, populationOf, states } from './population.ts';

const day = 20_700;
const population = populationOf('pulse', settings, day);
const asleep = 0;
const resting = bins * states.indexOf('resting') + 2;
function fed(
  count: number,
  mean: (index: number) => number,
  options: { cell?: number; isUnwell?: boolean; into?: Learned } = {},
) {
  const { cell = asleep, isUnwell = false, into = startLearned() } = options;
  for (let i = 0; i < count; i++) {
    forget(into, day + i);
    const belief = believe(into, population, isUnwell);
    learn(into, { cell, stretches: 24, mean: mean(i), stretchVar: 0.0036, minuteVar: 0.0025 }, belief, isUnwell);
  }
  return into;
}
const at = (perMin: number) => Math.log(perMin);

test('believe begins at the population, with nothing of her own', () => {
  const belief = believe(startLearned(), population, false);
  for (let cell = 0; cell < belief.middle.length; cell++) {
    assert.ok(Math.abs(belief.middle[cell]! - population.middle[cell]!) < 1e-12);
    assert.ok(belief.own[cell]! < 1e-9);
  }
});

test('believeUnder agrees with the posterior of the whole joint normal, solved as a matrix, well or ill', () => {
  const learned = startLearned();
  for (const [cell, visits, perMin] of [
    [0, 3, 55],
    [1, 1, 57],
    [8, 2, 66],
    [14, 0.5, 90],
  ] as const)
    learned.cells.splice(3 * cell, 3, visits, at(perMin), 0);
  for (const illnessVar of [1e-9, 0.05]) {
    const belief = believeUnder(learned, population, illnessVar);
    // Unknowns: illness, person, four states, 24 bins; each observed cell is their sum and noise.
    const variances = [
      illnessVar,
      population.personSd ** 2,
      ...states.map(() => population.stateSd ** 2),
      ...belief.middle.map(() => population.binSd ** 2),
    ];
    const precision = variances.map((one, row) => variances.map((_, column) => (row === column ? 1 / one : 0)));
    const right = variances.map(() => 0);
    const partsOf = (cell: number) => [1, 2 + Math.floor(cell / bins), 2 + states.length + cell];
    for (let cell = 0; cell < belief.middle.length; cell++) {
      const visits = learned.cells[3 * cell]!;
      if (visits === 0) continue;
      const weight = visits / belief.day[Math.floor(cell / bins)]!;
      const seen = [0, ...partsOf(cell)];
      for (const row of seen) {
        right[row] = right[row]! + weight * (learned.cells[3 * cell + 1]! - population.middle[cell]!);
        for (const column of seen) precision[row]![column] = precision[row]![column]! + weight;
      }
    }
    const inverse = inverted(precision);
    const total = (values: number[]) => values.reduce((sum, value) => sum + value, 0);
    for (const cell of [0, 1, 2, 8, 9, 14, 20]) {
      const parts = partsOf(cell);
      const mean = total(parts.map((row) => total(inverse[row]!.map((value, column) => value * right[column]!))));
      const variance = total(parts.map((row) => total(parts.map((column) => inverse[row]![column]!))));
      assert.ok(Math.abs(belief.middle[cell]! - population.middle[cell]! - mean) < 1e-6, `middle of ${cell}`);
      assert.ok(Math.abs(belief.unsure[cell]! - variance) < 1e-6, `variance of ${cell}`);
    }
  }
});
function inverted(matrix: number[][]): number[][] {
  const size = matrix.length;
  const rows = matrix.map((row, index) => [...row, ...row.map((_, column) => (column === index ? 1 : 0))]);
  for (let pivot = 0; pivot < size; pivot++) {
    const factor = rows[pivot]![pivot]!;
    rows[pivot] = rows[pivot]!.map((value) => value / factor);
    for (let row = 0; row < size; row++) {
      if (row === pivot) continue;
      const share = rows[row]![pivot]!;
      rows[row] = rows[row]!.map((value, column) => value - share * rows[pivot]![column]!);
    }
  }
  return rows.map((row) => row.slice(size));
}

test('learn makes the range hers within days, also of cells she was never seen in', () => {
  const belief = believe(
    fed(7, () => at(50)),
    population,
    false,
  );
  assert.ok(Math.abs(Math.exp(belief.middle[asleep]!) - 50) < 1.5, `${Math.exp(belief.middle[asleep]!)}`);
  assert.ok(belief.own[asleep]! > 0.85);
  const rest = Math.exp(belief.middle[resting]!);
  assert.ok(rest < Math.exp(population.middle[resting]!) - 5 && rest > 52, `a slow sleeper rests slowly: ${rest}`);
  assert.ok(belief.own[resting]! < belief.own[asleep]!);
});

test('believe doubts a level that people hardly have, at first, and takes it for hers after two months', () => {
  const odd = at(118);
  const middleAfter = (days: number) =>
    Math.exp(
      believe(
        fed(days, () => odd),
        population,
        false,
      ).middle[asleep]!,
    );
  assert.ok(middleAfter(4) < 95, `${middleAfter(4)}`);
  assert.ok(middleAfter(60) > 100, `${middleAfter(60)}`);
});

test('learn is not led away by an illness of four days', () => {
  const well = believe(
    fed(21, () => at(60)),
    population,
    false,
  ).middle[asleep]!;
  const ill = believe(
    fed(25, (i) => at(i < 21 ? 60 : 85)),
    population,
    false,
  ).middle[asleep]!;
  assert.ok(Math.exp(ill) - Math.exp(well) < 2.5, `${Math.exp(well)} to ${Math.exp(ill)}`);
});

test('learn follows a change that stays, within two months', () => {
  const belief = believe(
    fed(90, (i) => at((i < 30 ? 60 : 72) + (i % 3))),
    population,
    false,
  );
  assert.ok(Math.exp(belief.middle[asleep]!) > 69, `${Math.exp(belief.middle[asleep]!)}`);
});

test('believe of somebody enrolled unwell stays near the population, and says how little is hers', () => {
  const learned = fed(20, () => at(105), { isUnwell: true });
  const belief = believe(learned, population, true);
  assert.ok(Math.exp(belief.middle[asleep]!) < 76, `${Math.exp(belief.middle[asleep]!)}`);
  assert.ok(belief.own[asleep]! < 0.5, `${belief.own[asleep]}`);
  const again = believe(
    fed(14, () => at(66), { into: learned }),
    population,
    false,
  );
  assert.ok(Math.exp(again.middle[asleep]!) < 74, `well again: ${Math.exp(again.middle[asleep]!)}`);
});

test('forget lets the past count half after four weeks, however the days come, and not at all for a clock that goes back', () => {
  const [daily, once, back] = [1, 2, 3].map(() => {
    const learned = startLearned();
    forget(learned, day);
    learned.cells.splice(0, 3, 20, 4.1, 0.05);
    return learned;
  }) as [Learned, Learned, Learned];
  for (let i = 1; i <= 28; i++) forget(daily, day + i);
  forget(once, day + 28);
  forget(back, day - 3);
  assert.ok(Math.abs(daily.cells[0]! - 10) < 0.02 && Math.abs(once.cells[0]! - 10) < 0.001);
  assert.equal(back.cells[0], 20);
});

test('populationOf moves with age, sex and conditions, as its sources say', () => {
  const of = (person: NonNullable<typeof settings.person>, channel: 'pulse' | 'spo2' | 'temperature') =>
    populationOf(channel, { person }, day).middle[resting]!;
  assert.ok(of({ conditions: ['beta-blocker'] }, 'pulse') < of({}, 'pulse') - 0.1);
  assert.ok(of({ sex: 'female' }, 'pulse') > of({ sex: 'male' }, 'pulse'));
  assert.ok(of({ conditions: ['copd'] }, 'spo2') < of({}, 'spo2'));
  assert.ok(of({ birthYear: 1940 }, 'temperature') < of({ birthYear: 1990 }, 'temperature') - 0.15);
  const person = { birthYear: 1976 };
  const before = populationOf('pulse', { person }, day).middle[0];
  assert.notEqual(populationOf('pulse', { person }, day + 3660).middle[0], before, 'ten years on');
  assert.equal(populationOf('pulse', { person }, day).middle[0], before, 'the same whatever was asked before');
});
