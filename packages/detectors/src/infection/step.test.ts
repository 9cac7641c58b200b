import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { logOdds, startFilter, stepFilter } from './filter.ts';
import { firstNight, judgeNights, type Lift, phasesOf } from './nights-example.ts';
import { findBaseline, keepNight, nightsOf, startRing } from './ring.ts';
import { infectionRule } from './rule.ts';
import { isFeverish, type startInfection, stepInfection } from './step.ts';

const seeds = Array.from({ length: 40 }, (_, i) => i + 1);
/** Of 40 simulated people, on which night each phase was said; nights counted from `from`. */
function saidOf(nights: number, from: number, lift: (night: number) => Lift) {
  return seeds.map((seed) =>
    judgeNights(nights, lift, seed)
      .judged.filter(({ phase, night }) => phase === 'began' && night >= from)
      .map(({ night }) => night - from),
  );
}

test('stepInfection says a rise of pulse and warmth of five nights by its third night in nine of ten simulated people', () => {
  const ill = (night: number): Lift => (night >= 40 && night < 45 ? { pulse: 0.15, celsius: 0.7 } : {});
  const found = saidOf(46, 40, ill).filter(([first]) => first !== undefined && first <= 2);
  assert.ok(found.length >= 36, `${found.length} of 40`);
});

test('stepInfection says a rise of the pulse alone later, and says what was well hardly ever', () => {
  const ill = (night: number): Lift => (night >= 40 && night < 46 ? { pulse: 0.15 } : {});
  const found = saidOf(46, 40, ill).filter(([first]) => first !== undefined);
  assert.ok(found.length >= 26, `${found.length} of 40`);
  const well = saidOf(100, 0, () => ({})).flat();
  assert.ok(well.length <= 16, `${well.length} in 40 times 80 judged nights`);
});

test('stepInfection does not say a single night for its pulse or its warmth alone, however far out', () => {
  for (const lift of [{ pulse: 0.5 }, { pulse: 0.9 }, { celsius: 2 }]) {
    const plain = saidOf(45, 40, () => ({})).flat();
    const spiked = saidOf(45, 40, (night) => (night === 40 ? lift : {})).flat();
    assert.ok(spiked.length <= plain.length + 3, `${JSON.stringify(lift)}: ${spiked.length}, without ${plain.length}`);
  }
});

test('stepInfection names the night on which the rise began, ends once it is over, and learns nothing of it', () => {
  const ill = (night: number): Lift => (night >= 40 && night < 46 ? { pulse: 0.2, celsius: 0.9 } : {});
  const { judged, state } = judgeNights(60, ill, 3);
  const [began, ended] = judged.filter(({ phase }) => phase);
  assert.deepEqual([began?.phase, ended?.phase], ['began', 'ended']);
  assert.ok(Math.abs(began!.since - firstNight - 40) <= 1, String(began!.since - firstNight));
  assert.ok(ended!.night >= 46 && ended!.night <= 50, String(ended!.night));
  assert.equal(state.open, null);
  const baseline = findBaseline(state.rings.pulse, 'pulse', firstNight + 60, infectionRule)!;
  assert.ok(Math.abs(Math.exp(baseline.middle) - 60) < 1.2, String(Math.exp(baseline.middle)));
});

test('stepInfection finds a rise though every third night is missing', () => {
  const lift = (night: number): Lift =>
    night % 3 === 2 ? { off: true } : night >= 48 && night < 56 ? { pulse: 0.2, celsius: 0.9 } : {};
  const found = saidOf(56, 48, lift).filter(([first]) => first !== undefined);
  assert.ok(found.length >= 36, `${found.length} of 40`);
});

test('stepInfection says nothing of a week and of two months away, and ends what was open when she is back', () => {
  for (const [from, to] of [
    [40, 47],
    [40, 100],
  ] as const) {
    const away = saidOf(to + 20, 0, (night) => (night >= from && night < to ? { off: true } : {})).flat();
    const stayed = saidOf(to + 20, 0, () => ({})).flat();
    assert.ok(away.length <= stayed.length + 2, `${away.length}, else ${stayed.length}`);
  }
  const { judged } = judgeNights(
    60,
    (night) =>
      night >= 43 && night < 55 ? { off: true } : night >= 40 && night < 43 ? { pulse: 0.3, celsius: 1.2 } : {},
    3,
  );
  assert.deepEqual(phasesOf(judged).slice(-1), ['ended 55']);
});

test('stepInfection is silent before 14 nights are known, and of somebody ill when she was enrolled who gets well', () => {
  const { judged } = judgeNights(18, () => ({}), 2);
  assert.ok(
    judged.every(({ odds, night }) => (odds === undefined) === night < 18),
    'a night is held against those before the last five',
  );
  const said = saidOf(60, 0, (night) => (night < 12 ? { pulse: 0.25, celsius: 1.2 } : {}));
  assert.ok(said.flat().length <= 8, String(said.flat().length));
});

test('stepInfection takes what stays for three weeks for how she is now', () => {
  const { judged } = judgeNights(110, (night) => (night >= 40 ? { pulse: 0.2 } : {}), 4);
  const [began, ended, ...more] = judged.filter(({ phase }) => phase);
  assert.equal(began?.phase, 'began');
  assert.equal(ended?.phase, 'ended');
  assert.ok(ended!.night - began!.night <= infectionRule.mostDays, String(ended!.night));
  assert.ok(more.length <= 2, phasesOf(judged).join(', '));
});

test('stepInfection does not judge a temperature that another sensor must have measured, nor a sign that is silent', () => {
  const { state } = judgeNights(40, () => ({}), 5);
  const copy = structuredClone(state);
  for (let day = 40; day < 45; day++) {
    const judged = stepInfection(state, { day: firstNight + day, temperature: 33 });
    assert.deepEqual([judged.phase, judged.odds], [undefined, undefined]);
    const silent = stepInfection(copy, { day: firstNight + day, pulse: 90 }, infectionRule, ['pulse']);
    assert.deepEqual([silent.phase, silent.odds], [undefined, undefined]);
  }
});

test('isFeverish asks for warmth above her usual and a pulse that goes with it', () => {
  const { state } = judgeNights(40, () => ({}), 5);
  const day = firstNight + 40;
  const judged = (pulse: number, temperature: number) =>
    isFeverish(stepInfection(structuredClone(state), { day, pulse, temperature }));
  assert.deepEqual([judged(70, 37.3), judged(60, 37.3), judged(70, 36.7)], [true, false, false]);
});

test('stepInfection goes on from a state kept as JSON as if it had not been kept, in less than 1.2 KiB', () => {
  const ill = (night: number): Lift =>
    night % 30 > 24 ? { pulse: 0.2, celsius: 0.8 } : night % 11 === 3 ? { off: true } : {};
  const kept = (state: ReturnType<typeof startInfection>) => JSON.parse(JSON.stringify(state)) as typeof state;
  const plain = judgeNights(120, ill, 7);
  const stored = judgeNights(120, ill, 7, kept);
  assert.deepEqual(stored.judged, plain.judged);
  assert.ok(JSON.stringify(plain.state).length < 1100, `${JSON.stringify(plain.state).length} bytes`);
});

test('stepFilter keeps chances that add up to 1 for any distances and gaps', () => {
  fc.assert(
    fc.property(
      fc.array(
        fc.record({
          passed: fc.integer({ min: 1, max: 20 }),
          pulse: fc.option(fc.double({ min: -1e6, max: 1e6, noNaN: true }), { nil: undefined }),
          temperature: fc.option(fc.double({ min: -50, max: 50, noNaN: true }), { nil: undefined }),
        }),
        { minLength: 1, maxLength: 40 },
      ),
      (nights) => {
        const filter = startFilter(infectionRule);
        let day = 1;
        for (const { passed, pulse, temperature } of nights) {
          day += passed;
          const now = {
            ...(pulse === undefined ? {} : { pulse }),
            ...(temperature === undefined ? {} : { temperature }),
          };
          stepFilter(filter, day, now, infectionRule);
          const sum = filter.chance.reduce((total, chance) => total + chance, 0);
          assert.ok(Math.abs(sum - 1) < 1e-3 && filter.chance.every((chance) => chance >= 0), JSON.stringify(filter));
          assert.ok(Number.isFinite(logOdds(filter)));
        }
      },
    ),
    { numRuns: 200 },
  );
});

test('findBaseline is the median of the known nights of the window, without the last days and those of illness', () => {
  const ring = startRing();
  for (let day = 0; day < 30; day++)
    keepNight(ring, 'pulse', 100 + day, day >= 25 ? 90 : day === 10 ? 99 : 60 + (day % 3), day === 10, infectionRule);
  const baseline = findBaseline(ring, 'pulse', 130, infectionRule)!;
  assert.equal(Math.exp(baseline.middle).toFixed(6), '61.000000');
  assert.equal(baseline.nights, 24);
  assert.equal(nightsOf(ring, 'pulse').find(({ day }) => day === 110)?.value, 99, 'and it is drawn all the same');
  assert.equal(findBaseline(ring, 'pulse', 300, infectionRule), undefined, 'months later nothing is usual');
});

test('stepInfection knows her usual again after weeks unworn, though she was ill when she took the devices off', () => {
  for (const away of [10, 25, 40]) {
    const back = 43 + away;
    const lift = (night: number): Lift =>
      night >= 43 && night < back ? { off: true } : night >= 40 && night < 43 ? { pulse: 0.2, celsius: 0.9 } : {};
    const { judged } = judgeNights(back + 3, lift, 3);
    const again = judged.filter(({ night }) => night >= back);
    assert.ok(
      again.every(({ odds }) => odds !== undefined),
      `${away} nights unworn`,
    );
  }
});

test('stepInfection is told nothing by a night that is no number, comes twice or comes late', () => {
  const ill = (night: number): Lift => (night >= 40 ? { pulse: 0.2, celsius: 0.9 } : {});
  const plain = phasesOf(judgeNights(46, ill, 5).judged);
  assert.deepEqual(plain.length, 1);
  const poisoned = judgeNights(46, ill, 5, (state) => {
    const { last } = state.rings.pulse;
    const hostile = [
      { day: last + 1, pulse: Number.NaN, temperature: Number.POSITIVE_INFINITY },
      { day: last + 1, pulse: 0, temperature: -1 },
      { day: last, pulse: 200, temperature: 41 },
      { day: last - 3, pulse: 200, temperature: 41 },
    ];
    for (const night of hostile) assert.equal(stepInfection(state, night).phase, undefined);
    return state;
  });
  assert.deepEqual(phasesOf(poisoned.judged), plain);
});
