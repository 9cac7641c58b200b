import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Doing, Finding } from '@munan/flow';
import fc from 'fast-check';
import { hourMs, minuteMs, type WatchSettings } from '../detector.ts';
import { localTimeOf } from '../local-time.ts';
import type { Minute } from '../minutes.ts';
import { deterioration, deteriorationRule, presentRisk } from './deterioration.ts';
import { channelFigures, figuresOf, type HourlyMeans, riskFigures, windowHours } from './figures.ts';
import { card, hospitalShares } from './generated/card.ts';
import { pointBins, shareBelow, valueAt } from './rank.ts';
import { pointsOf, stepOf, sumOf } from './scorecard.ts';
import type { DeteriorationState } from './state.ts';

const settings: WatchSettings = {
  spo2Scale2: false,
  noMovementHours: { caution: 8, alarm: 12, danger: 24 },
  devices: [],
  person: { birthYear: 1944 },
};
const begin = Date.UTC(2026, 10, 1);
const source = { subject: 'p1' };
type Vital = Pick<Minute, 'pulse' | 'spo2' | 'temperature'> & { doing?: Doing };

/** Made up: a person at home, with day and night and a little noise that depends on the minute only. */
function well(minute: number): Vital {
  const wave = Math.sin((2 * Math.PI * minute) / 1440);
  const noise = (k: number) => Math.sin(minute * k) + Math.sin(minute * k * 1.7 + 1);
  return { pulse: 66 + 6 * wave + 2 * noise(0.013), spo2: 96.5 + 0.4 * noise(0.011), temperature: 36.5 + 0.25 * wave };
}
const septic = (hours: number) => (minute: number) => {
  const { pulse, spo2, temperature } = well(minute);
  const share = Math.min(1, hours / 6);
  return { pulse: pulse! + 45 * share, spo2: spo2! - 5 * share, temperature: temperature! + 2.3 * share };
};
function run(
  state: DeteriorationState,
  hours: number,
  at: (minute: number) => Vital | undefined,
  from = 0,
  own = settings,
): Finding[] {
  const findings: Finding[] = [];
  for (let minute = from * 60; minute < (from + hours) * 60; minute++) {
    const vital = at(minute);
    if (!vital) continue;
    const { doing = 'resting', ...values } = vital;
    const t = begin + minute * minuteMs;
    const one: Minute = { from: t, covered: true, counts: 0, steps: 0, handled: false, ...values };
    findings.push(...deterioration.step(state, { minute: one, local: localTimeOf(t, own), doing }, source, own));
  }
  return findings;
}
const said = (findings: Finding[]) => findings.map(({ phase, priority }) => `${phase} ${priority}`);

test('deterioration says nothing of three well weeks, and her rank stays a place among her own hours', () => {
  const state = deterioration.start();
  assert.deepEqual(run(state, 21 * 24, well), []);
  const risk = presentRisk(state, begin + 21 * 24 * hourMs, settings);
  assert.ok(risk && risk.rank > 0 && risk.rank < deteriorationRule.extremeRank);
  assert.ok(risk.low <= risk.rank && risk.rank <= risk.high);
  assert.equal(risk.transferred, 'hospital');
});

test('deterioration says low, once, what counts and that it comes from hospital data, when all three get worse and stay so, and that it ended', () => {
  const state = deterioration.start();
  run(state, 14 * 24, well);
  const ill = run(state, 16, (minute) => septic((minute - 14 * 1440) / 60)(minute), 14 * 24);
  assert.deepEqual(said(ill), ['began low']);
  const [began] = ill;
  assert.equal(began!.reason.code, 'deterioration');
  assert.equal(began!.reason.params?.transferred, 'hospital');
  assert.match(String(began!.reason.params?.because), /^(pulse|spo2|temperature)-(level|trend)$/);
  assert.ok(began!.at - (begin + 14 * 24 * hourMs) <= 10 * hourMs);
  assert.ok(began!.since < began!.at);
  const [figure, ...channels] = began!.evidence;
  assert.equal(figure?.figure?.points.length, windowHours);
  assert.ok(figure!.usual![0]!.low < figure!.usual![0]!.high && figure!.limits![0]! > figure!.usual![0]!.low);
  assert.ok(channels.length > 0 && channels.every(({ channel }) => ['pulse', 'spo2', 'temperature'].includes(channel)));
  assert.deepEqual(said(run(state, 72, well, 14 * 24 + 16)), ['ended low']);
});

test('deterioration does not take the pulse of moving about for illness', () => {
  const state = deterioration.start();
  run(state, 7 * 24, well);
  const busy = (minute: number): Vital => ({
    ...well(minute),
    pulse: 125,
    doing: minute % 60 < 45 ? 'moving' : 'resting',
  });
  const quiet = (minute: number): Vital => (minute % 60 < 45 ? busy(minute) : well(minute));
  assert.deepEqual(run(state, 24, quiet, 7 * 24), []);
});

test('deterioration of someone enrolled unwell learns no rank from her own hours: the hospital patients stay', () => {
  const unwell = { ...settings, person: { ...settings.person, enrolledUnwell: true } };
  const state = deterioration.start();
  const ill = run(state, 5 * 24, septic(6), 0, unwell);
  assert.deepEqual(said(ill), ['began low']);
  const rank = presentRisk(state, begin + 5 * 24 * hourMs, unwell)!.rank;
  assert.ok(rank > 0.95, `${rank}`);
});

test('deterioration begins anew after a week in which nothing was worn, without a finding and with the same size of state', () => {
  const state = deterioration.start();
  run(state, 10 * 24, well);
  const before = sumOf(state.own);
  assert.deepEqual(run(state, 48, well, 17 * 24), []);
  assert.ok(sumOf(state.own) < before + 48 && sumOf(state.own) > 0);
  // The gap is not known to have been well: the hour before it does not stand for now.
  assert.equal(presentRisk(state, begin + 30 * 24 * hourMs, settings), null);
  assert.ok(JSON.stringify(state).length < 1200, `${JSON.stringify(state).length}`);
});

test('deterioration goes on from its state written down and read back, at any minute', () => {
  const whole = deterioration.start();
  const course = (minute: number) => (minute < 60 * 60 ? well(minute) : septic((minute - 3600) / 60)(minute));
  const expected = run(whole, 80, course);
  assert.ok(expected.length > 0);
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 79 }), (cut) => {
      const state = deterioration.start();
      const first = run(state, cut, course);
      const again = JSON.parse(JSON.stringify(state)) as DeteriorationState;
      assert.deepEqual([...first, ...run(again, 80 - cut, course, cut)], expected);
    }),
    { numRuns: 8 },
  );
});

test('deterioration finds nothing in minutes that tell nothing', () => {
  const state = deterioration.start();
  const silent: ((minute: number) => Vital | undefined)[] = [
    () => undefined,
    () => ({}),
    (minute) => (minute % 60 < 9 ? { pulse: 180 } : {}),
    () => ({ temperature: 41 }),
    () => ({ spo2: 60 }),
    () => ({ pulse: 180, doing: 'moving' }),
  ];
  for (const [i, at] of silent.entries()) assert.deepEqual(run(state, 48, at, 48 * i), [], `${i}`);
  assert.equal(presentRisk(state, begin + 48 * silent.length * hourMs, settings), null);
  assert.equal(presentRisk(undefined, begin, settings), null);
});

const nothing = () => new Array<number>(windowHours).fill(Number.NaN);
const hours = (pulse = nothing(), spo2 = nothing(), temperature = nothing()): HourlyMeans => ({
  pulse,
  spo2,
  temperature,
});

test('figuresOf nothing are all missing, and bring no points', () => {
  const figures = figuresOf(hours());
  assert.equal(figures.length, riskFigures.length);
  assert.ok(figures.every(Number.isNaN));
  assert.equal(sumOf(pointsOf(figures, card)), 0);
});

test('channelFigures of a line are its level, its slope and no scatter but its steps', () => {
  const rule = { levelHours: 4, worst: 'highest', leastShort: 5, leastBefore: 8 } as const;
  const line = Array.from({ length: windowHours }, (_, hour) => 60 + 2 * hour);
  const { level, slope, worst, day, shift, scatter } = channelFigures(line, rule);
  assert.deepEqual([level, worst, day, shift], [103, 106, 79, 24]);
  assert.ok(Math.abs(slope - 2) < 1e-9);
  assert.ok(Math.abs(scatter - Math.SQRT2) < 1e-9);
  const flat = channelFigures(new Array(windowHours).fill(70), rule);
  assert.deepEqual([flat.slope, flat.scatter, flat.shift], [0, 0, 0]);
});

test('deterioration keeps the last 24 hours whole and nothing of the hours before them: no figure grows with time', () => {
  const vital = fc.array(fc.option(fc.integer({ min: 40, max: 150 }), { nil: Number.NaN }), {
    minLength: windowHours,
    maxLength: windowHours,
  });
  fc.assert(
    fc.property(vital, vital, (day, before) => {
      const state = deterioration.start();
      const hourly = [...before, ...day];
      run(state, 49, (minute) => {
        const pulse = hourly[Math.floor(minute / 60)];
        return pulse === undefined || Number.isNaN(pulse) ? {} : { pulse };
      });
      const kept = state.means.slice(0, windowHours).map((mean) => mean ?? Number.NaN);
      assert.deepEqual(kept, day);
    }),
    { numRuns: 10 },
  );
});

test('the card has the figures that are made, steps that rise, and points that go the stated way', () => {
  assert.deepEqual(
    card.map(({ figure }) => figure),
    riskFigures.map(({ name }) => name),
  );
  card.forEach(({ figure, edges, points }, i) => {
    assert.equal(points.length, edges.length + 1, figure);
    for (let at = 1; at < edges.length; at++) assert.ok(edges[at]! > edges[at - 1]!, `${figure} ${at}`);
    const { direction } = riskFigures[i]!;
    for (let at = 1; at < points.length; at++)
      assert.ok((points[at]! - points[at - 1]!) * direction >= 0, `${figure} ${at}`);
  });
});

test('stepOf puts a border into the step above', () => {
  assert.deepEqual(
    [0, 1, 1.5, 2, 9].map((value) => stepOf([1, 2], value)),
    [0, 1, 1, 2, 2],
  );
});

test('shareBelow and valueAt are each other read backwards, and 0 of nothing', () => {
  for (const share of [0.05, 0.3, 0.5, 0.9, 0.99])
    assert.ok(Math.abs(shareBelow(hospitalShares, valueAt(hospitalShares, share)) - share) < 1e-6);
  assert.equal(shareBelow(new Array(pointBins.count).fill(0), 1), 0);
  assert.ok(Math.abs(sumOf(hospitalShares) - 1) < 1e-3);
  assert.deepEqual([shareBelow(hospitalShares, -99), Math.round(shareBelow(hospitalShares, 99))], [0, 1]);
});
