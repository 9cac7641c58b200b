import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding, NightFigures } from '@munan/flow';
import { minuteMs, type WatchSettings } from '../detector.ts';
import { localTimeOf } from '../local-time.ts';
import type { Minute } from '../minutes.ts';
import { settings } from '../watch/packets-example.ts';
import { type NightState, oxygenNight, presentNights } from './night.ts';
import type { OxygenMinute } from './oxygen-minute.ts';

/** 18:00 in Korea, before the night of the 23rd. */
const evening = Date.UTC(2026, 10, 22, 9);
const day = 1440;
/** A minute's account of one sample a second. */
function oxygenOf(percent: number, more: Partial<OxygenMinute> = {}): OxygenMinute {
  return {
    recordedS: 60,
    usableS: 60,
    judgedS: 60,
    sum: 60 * percent,
    below90S: percent < 90 ? 60 : 0,
    below88S: percent < 88 ? 60 : 0,
    lowest: percent,
    events3: 0,
    events4: 0,
    areaPercentS: 0,
    deltaSum: 0.5,
    deltas: 5,
    ...more,
  };
}
interface Told {
  oxygen?: OxygenMinute;
  /** Undefined: no device tells of movement. */
  counts?: number;
}
/** `at` is asked minute by minute from 18:00 on; undefined where nothing came. */
function run(minutes: number, at: (minute: number) => Told | undefined, given: Partial<WatchSettings> = {}) {
  let state = oxygenNight.start();
  const findings: Finding[] = [];
  const all = { ...settings, ...given };
  let largest = 0;
  for (let i = 0; i < minutes; i++) {
    const told = at(i);
    if (!told) continue;
    const from = evening + i * minuteMs;
    const { oxygen, counts } = told;
    const minute: Minute = {
      from,
      oxygen,
      covered: counts !== undefined,
      counts: counts ?? 0,
      steps: 0,
      handled: false,
    };
    const input = { minute, local: localTimeOf(from, all), doing: 'unknown' } as const;
    findings.push(...oxygenNight.step(state, input, { subject: 'p1' }, all));
    if (i % 360 === 0) state = JSON.parse(JSON.stringify(state)) as NightState;
    largest = Math.max(largest, i % 60 === 0 ? JSON.stringify(state).length : 0);
  }
  return { findings, nights: presentNights(state, all), largest };
}
const codes = (findings: Finding[]) => findings.map(({ reason }) => reason.code);
/** In bed from 22:30 to 6:30; up and about before and after. */
const [bed, up] = [4.5 * 60, 12.5 * 60];
const inBed = (i: number) => i % day >= bed && i % day < up;
const restless = (i: number) => (inBed(i) ? (i % 7 === 0 ? 60 : 0) : 700);
const first = (nights: NightFigures[]) => {
  assert.ok(nights[0]);
  return nights[0];
};

test('oxygenNight takes the main sleep period for the night, and its figures are exact', () => {
  const { nights } = run(day, (i) => ({
    counts: restless(i),
    oxygen: oxygenOf(
      i % day >= 600 && i % day < 648 ? 87 : 95,
      i % 10 === 5 ? { events3: 2, events4: 1, areaPercentS: 90 } : {},
    ),
  }));
  const night = first(nights);
  assert.equal(night.day, '2026-11-23');
  assert.ok(Math.abs(night.from - (evening + bed * minuteMs)) <= 10 * minuteMs);
  assert.ok(Math.abs(night.to - (evening + up * minuteMs)) <= 10 * minuteMs);
  assert.ok(Math.abs(night.asleepHours! - 8) < 0.3 && Math.abs(night.recordedHours - 8) < 0.2);
  assert.ok(Math.abs(night.below88 - 48 / (60 * 8)) < 0.003);
  assert.equal(night.lowestPercent, 87);
  assert.ok(
    Math.abs(night.odi3! - 12) < 0.5 && Math.abs(night.odi4! - 6) < 0.3 && Math.abs(night.odi3Asleep! - 12) < 0.8,
  );
  assert.ok(Math.abs(night.hypoxicBurden! - 9) < 0.4);
  assert.ok(Math.abs(night.deltaIndex! - 0.1) < 1e-9);
});

test('oxygenNight gives rates of sleep, not of the evening before the television', () => {
  // At rest from 19:30, hands moving; asleep from 23:00 to 3:00.
  const asleep = (i: number) => i % day >= 300 && i % day < 540;
  const { nights } = run(day, (i) => ({
    counts: asleep(i) ? 0 : i % day < 60 || i % day > 700 ? 700 : 90,
    oxygen: oxygenOf(95, asleep(i) && i % 3 === 0 ? { events3: 1, events4: 1 } : {}),
  }));
  const night = first(nights);
  assert.ok(Math.abs(night.asleepHours! - 4) < 0.4);
  assert.ok(Math.abs(night.odi3Asleep! - 20) < 2);
});

test('oxygenNight takes 21:00 to 9:00 where movement is not known, and does not know sleep then', () => {
  const { nights } = run(day, () => ({ oxygen: oxygenOf(95, { events3: 1 }) }));
  const night = first(nights);
  assert.equal(night.recordedHours, 12);
  assert.equal(night.asleepHours, null);
  assert.equal(night.odi3Asleep, null);
  assert.equal(night.odi3, 60);
});

test('oxygenNight does not use the saturation of minutes of movement, and says how much could be used', () => {
  const { nights } = run(day, (i) => {
    const moves = inBed(i) && i % 4 === 0;
    return {
      counts: inBed(i) ? (moves ? 300 : 0) : 700,
      oxygen: oxygenOf(moves ? 70 : 96, { events3: moves ? 3 : 0 }),
    };
  });
  const night = first(nights);
  assert.equal(night.odi3, 0);
  assert.equal(night.lowestPercent, 96);
  assert.ok(Math.abs(night.usable - 0.75) < 0.02);
});

test('oxygenNight cannot say rates of a device that measures once a minute, and says the rest', () => {
  const { nights } = run(day, (i) => ({
    counts: restless(i),
    oxygen: oxygenOf(93, { judgedS: 0, deltas: 0, deltaSum: 0 }),
  }));
  const night = first(nights);
  assert.deepEqual(
    [night.odi3, night.odi4, night.odi3Asleep, night.hypoxicBurden, night.deltaIndex, night.apnoea.says],
    [null, null, null, null, null, 'cannot-say'],
  );
  assert.equal(night.meanPercent, 93);
});

test('oxygenNight tells a low night once, by its own measure when nights are few, and not what is usual for her', () => {
  const nightOf = (share: (night: number) => number, given?: Partial<WatchSettings>) =>
    run(
      9 * day,
      (i) => ({
        counts: restless(i),
        oxygen: oxygenOf(inBed(i) && (i % 100) / 100 < share(Math.floor(i / day)) ? 86 : 94),
      }),
      given,
    ).findings;
  assert.deepEqual(codes(nightOf(() => 0.04)), []);
  const unusual = nightOf((night) => (night === 5 ? 0.16 : 0.02));
  assert.deepEqual(codes(unusual), ['low-oxygen-night']);
  assert.equal(unusual[0]?.priority, 'low');
  assert.equal(unusual[0]?.evidence[1]?.figure?.points.length, 6);
  // A tenth of the first night is said; later it is hers. Three tenths are said even then, and never are they nothing.
  assert.equal(nightOf(() => 0.15).length, 1);
  assert.deepEqual(
    nightOf(() => 0.4).map(({ priority }) => priority),
    ['medium'],
  );
  // On 88-92 % the limit is 88.
  assert.equal(nightOf(() => 0.15, { spo2Scale2: true })[0]?.reason.params?.limit, 88);
});

test('oxygenNight says signs of disturbed breathing after two such nights, not again for weeks, and not of who is treated', () => {
  const disturbed = (nights: number, bad: (night: number) => boolean, given?: Partial<WatchSettings>) =>
    run(
      nights * day,
      (i) => {
        const event = inBed(i) && i % 2 === 0 && bad(Math.floor(i / day));
        return { counts: restless(i), oxygen: oxygenOf(95, event ? { events3: 1, events4: 1, areaPercentS: 60 } : {}) };
      },
      given,
    ).findings;
  assert.deepEqual(codes(disturbed(1, () => true)), []);
  const said = disturbed(20, () => true);
  assert.deepEqual(codes(said), ['sleep-apnoea-sign']);
  assert.equal(said[0]?.priority, 'low');
  assert.equal(Math.floor((said[0]!.at - evening) / (day * minuteMs)), 1);
  assert.equal(codes(disturbed(35, () => true)).length, 2);
  assert.deepEqual(codes(disturbed(10, (night) => night === 4)), []);
  const treated = { person: { conditions: ['sleep-apnoea'] as const } };
  assert.deepEqual(codes(disturbed(10, () => true, treated)), []);
});

test('oxygenNight is not led astray by weeks without a device, and its state stays small', () => {
  const { findings, nights, largest } = run(40 * day, (i) => {
    const away = Math.floor(i / day) >= 16 && Math.floor(i / day) < 30;
    return away ? undefined : { counts: restless(i), oxygen: oxygenOf(94.3 + (i % 7) / 10, { deltaSum: 0.3333 }) };
  });
  assert.deepEqual(findings, []);
  assert.equal(nights.length, 14);
  assert.ok(largest < 1500, `${largest} bytes`);
});
