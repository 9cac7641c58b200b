import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { minuteMs } from '../detector.ts';
import { localTimeOf } from '../local-time.ts';
import { defaultRules } from '../rules.ts';
import { startLong, stepLong } from '../watch/minute-detectors.ts';
import { settings } from '../watch/packets-example.ts';
import {
  type Body,
  type Change,
  dayMinutes,
  live,
  livedBy,
  midnight,
  type SimulatedMinute,
  saidOf,
  usualBody,
} from './person-example.ts';
import { usualRanges, usualSteps } from './ranges.ts';
import { usual } from './usual.ts';

const on = 12;
const during =
  (days: number, change: Change): Change =>
  (minute, day, at) =>
    day >= on && day < on + days ? change(minute, day, at) : minute;
/** Learned once: what the tests that put something in go on from. */
function learnedDays(days: number, change?: Change, given = settings) {
  return live(livedBy(usualBody, days, 5, change), given);
}

test('usual holds 90 % and more of the minutes of later days, of anybody', () => {
  const body: fc.Arbitrary<Body> = fc.record({
    pulse: fc.integer({ min: 52, max: 92 }),
    spo2: fc.integer({ min: 93, max: 98 }),
    temperature: fc.double({ min: 36, max: 37.1, noNaN: true }),
    days: fc.double({ min: 0.6, max: 1.5, noNaN: true }),
    minutes: fc.double({ min: 0.6, max: 1.5, noNaN: true }),
  });
  fc.assert(
    fc.property(body, fc.integer({ min: 0, max: 1e6 }), (one, seed) => {
      const counted = { pulse: [0, 0], spo2: [0, 0], temperature: [0, 0] };
      const { state } = live(livedBy(one, 10, seed));
      let ranges = usualRanges(state, midnight, settings);
      let bin = -1;
      const later = livedBy(one, 4, seed + 1, (minute) => minute, midnight + 10 * dayMinutes * minuteMs);
      live(later, settings, state, (_, { minute, doing }: SimulatedMinute) => {
        const { minuteOfDay } = localTimeOf(minute.from, settings);
        if (Math.floor(minuteOfDay / 240) !== bin) {
          bin = Math.floor(minuteOfDay / 240);
          ranges = usualRanges(state, minute.from, settings);
        }
        for (const channel of ['pulse', 'spo2', 'temperature'] as const) {
          const range = ranges.find(
            (at) => at.channel === channel && at.doing === doing && at.fromMinute === bin * 240,
          )!;
          counted[channel][0]! += 1;
          if (minute[channel]! >= range.low && minute[channel]! <= range.high) counted[channel][1]! += 1;
        }
      });
      for (const [channel, [all, inside]] of Object.entries(counted))
        assert.ok(inside! / all! > 0.9, `${channel}: ${inside! / all!}`);
    }),
    { numRuns: 3, seed: 7 },
  );
});

test('usual says nothing of two well weeks, and its ranges grow narrow', () => {
  const { state, findings } = learnedDays(14);
  assert.deepEqual(saidOf(findings), []);
  const widthOf = (state: Parameters<typeof usualRanges>[0]) => {
    const range = usualRanges(state, midnight, settings).find(
      ({ channel, doing, fromMinute }) => channel === 'pulse' && doing === 'asleep' && fromMinute === 0,
    )!;
    return { width: range.high - range.low, own: range.own };
  };
  const first = widthOf(usual.start());
  const last = widthOf(state);
  assert.ok(last.width < 0.65 * first.width, `${first.width} to ${last.width}`);
  assert.ok(first.own === 0 && last.own > 0.85);
});

test('usual says a fever over her own usual, and its end, where the absolute limit of 38.1 is not reached', () => {
  const cool: Body = { ...usualBody, temperature: 36.1 };
  const warm = during(1, (minute, _, at) =>
    at >= 540 && at < 900 ? { ...minute, temperature: minute.temperature! + 1.4 } : minute,
  );
  const { findings } = live(livedBy(cool, on + 2, 5, warm));
  const fever = findings.filter(({ reason }) => reason.code === 'fever-over-usual');
  assert.deepEqual(saidOf(fever), ['fever-over-usual began low', 'fever-over-usual ended low']);
  const began = fever[0]!;
  assert.ok(Number(began.reason.params!.celsius) < 38.1 && Number(began.reason.params!.celsius) >= 37.2);
  assert.ok(Math.abs(Number(began.reason.params!.usualCelsius) - 36.1) < 0.3);
  assert.equal(began.evidence[0]!.limits!.length, 1);
});

test('usual says a sudden change of pulse at rest, with her range, and its end', () => {
  const racing = during(1, (minute, _, at) =>
    at >= 600 && at < 780 ? { ...minute, pulse: minute.pulse! * 1.6 } : minute,
  );
  const { findings } = learnedDays(on + 2, racing);
  const sudden = findings.filter(({ reason }) => reason.code === 'unusual-pulse');
  assert.equal(sudden[0]?.phase, 'began');
  assert.equal(sudden.at(-1)?.phase, 'ended');
  const { perMin, usualLow, usualHigh, minutes, direction } = sudden[0]!.reason.params!;
  assert.ok(Number(perMin) > Number(usualHigh) && Number(usualHigh) > Number(usualLow));
  assert.ok(Number(minutes) >= 20 && direction === 'high');
  assert.ok(sudden[0]!.rarity! >= 2);
});

test('usual says a slow drift by days, with a figure a day and a band', () => {
  const { findings } = learnedDays(
    on + 5,
    during(5, (minute) => ({ ...minute, spo2: minute.spo2! - 3.5 })),
  );
  const drift = findings.find(({ reason }) => reason.code === 'drift-oxygen')!;
  assert.ok(drift, `${saidOf(findings)}`);
  const { percent, usualPercent, days, direction } = drift.reason.params!;
  assert.ok(Number(percent) < Number(usualPercent) - 1.5 && Number(days) >= 2 && direction === 'low');
  const { figure, usual: band } = drift.evidence[0]!;
  assert.equal(figure!.name, 'restingSpo2Percent');
  assert.ok(
    figure!.points.length >= 8 &&
      figure!.points.every(({ t }) => t > drift.evidence[0]!.from && t < drift.evidence[0]!.to),
  );
  assert.ok(figure!.points.at(-1)!.value < band![0]!.low, 'the last day lies below the band');
});

test('usual is not moved by outliers: one minute in fifty far off changes no range by much and says nothing', () => {
  let count = 0;
  const noisy: Change = (minute) =>
    count++ % 50 === 0 ? { ...minute, pulse: 190, temperature: 33.5, spo2: 72 } : minute;
  const { state, findings } = learnedDays(10, noisy);
  const plain = learnedDays(10).state;
  assert.deepEqual(saidOf(findings), []);
  const middles = (of: typeof state) =>
    usualRanges(of, midnight + 10 * dayMinutes * minuteMs, settings)
      .filter(({ channel, doing }) => channel === 'pulse' && doing === 'resting')
      .map(({ middle }) => middle);
  middles(state).forEach((middle, index) => {
    assert.ok(Math.abs(middle - middles(plain)[index]!) < 4, `${middle} for ${middles(plain)[index]}`);
  });
});

test('usual of somebody ill from the first day does not take 38.4 °C for her usual at once', () => {
  const { state } = learnedDays(4, (minute) => ({ ...minute, temperature: minute.temperature! + 1.9 }));
  const range = usualRanges(state, midnight, settings).find(
    ({ channel, doing }) => channel === 'temperature' && doing === 'asleep',
  )!;
  assert.ok(range.middle < 37.6, `${range.middle}`);
  const flagged = learnedDays(10, (minute) => ({ ...minute, temperature: minute.temperature! + 1.9 }), {
    ...settings,
    person: { enrolledUnwell: true },
  });
  const ranges = usualRanges(flagged.state, midnight, { ...settings, person: { enrolledUnwell: true } });
  const asleep = ranges.find(({ channel, doing }) => channel === 'temperature' && doing === 'asleep')!;
  assert.ok(asleep.middle < 37.2 && asleep.own < 0.5, `${asleep.middle} ${asleep.own}`);
});

test('usual bears a week in which nothing was worn: no finding, wider ranges, and the same again soon', () => {
  const away: Change = (minute, day) => (day >= 10 && day < 17 ? undefined : minute);
  const { state, findings } = learnedDays(19, away);
  assert.deepEqual(saidOf(findings), []);
  assert.ok(usualRanges(state, midnight, settings).every(({ low, high }) => low <= high));
});

test('usual takes nothing in of values that are none, and does not let a sensor that warms up be unusual', () => {
  const broken: Change = (minute, _, at) =>
    at % 3 === 0
      ? { ...minute, pulse: Number.NaN, spo2: Number.POSITIVE_INFINITY, temperature: Number.NaN, counts: Number.NaN }
      : minute;
  const { state } = learnedDays(3, broken);
  assert.doesNotMatch(JSON.stringify(state), /null,null|NaN/);
  for (const { low, high } of usualRanges(state, midnight, settings))
    assert.ok(Number.isFinite(low) && Number.isFinite(high));
  const put = during(1, (minute, _, at) =>
    at >= 480 && at < 600
      ? { ...minute, temperature: undefined }
      : at >= 600 && at < 612
        ? { ...minute, temperature: 35.2, handled: at === 600 }
        : minute,
  );
  assert.deepEqual(saidOf(learnedDays(on + 1, put).findings), []);
});

test('usual is the same after it was text, at any minute, and stays below 4 KiB', () => {
  const minutes = [
    ...livedBy(
      usualBody,
      13,
      9,
      during(1, (minute) => ({ ...minute, pulse: minute.pulse! * 1.5 })),
    ),
  ];
  const whole = live(minutes);
  let state = usual.start();
  const findings = [];
  for (let i = 0; i < minutes.length; i += 997) {
    const part = live(minutes.slice(i, i + 997), settings, JSON.parse(JSON.stringify(state)));
    state = part.state;
    findings.push(...part.findings);
  }
  assert.deepEqual(findings, whole.findings);
  assert.ok(findings.length > 0);
  assert.equal(JSON.stringify(state), JSON.stringify(whole.state));
  assert.ok(JSON.stringify(state).length < 4096, `${JSON.stringify(state).length}`);
});

test('usual that is switched off learns and says nothing', () => {
  const off = { ...settings, rules: { ...defaultRules, off: ['usual'] } };
  const long = startLong();
  const said = [];
  for (const { minute } of livedBy(usualBody, 9, 5, (minute, day) =>
    day === 8 ? { ...minute, temperature: minute.temperature! + 2 } : minute,
  ))
    said.push(...stepLong(long, minute, { subject: 'p1' }, off).filter(({ detector }) => detector === 'usual'));
  assert.deepEqual(said, []);
  assert.ok(long.usual!.channels.pulse.learned.within[0]! > 3);
});

test('usualSteps are in order, within the window, at most 24, and empty before anything is known', () => {
  const { state } = learnedDays(3);
  assert.deepEqual(usualSteps(undefined, 'pulse', midnight, midnight + 1, settings), []);
  fc.assert(
    fc.property(
      fc.integer({ min: 0, max: 5000 }),
      fc.integer({ min: 0, max: 20_000 }),
      fc.constantFrom('pulse', 'spo2', 'temperature', 'activity'),
      (start, length, channel) => {
        const from = midnight + start * minuteMs;
        const to = from + length * minuteMs;
        const steps = usualSteps(state, channel, from, to, settings, 'resting');
        assert.ok(steps.length >= 1 && steps.length <= 24);
        assert.equal(steps[0]!.t, from);
        steps.forEach(({ t, low, high }, index) => {
          assert.ok(t >= from && t <= to && low <= high && (index === 0 || t > steps[index - 1]!.t));
        });
      },
    ),
    { numRuns: 40 },
  );
});
