import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { defaultRules } from '../rules.ts';
import { dawn, fallEvent, fallReading, settings } from '../watch/packets-example.ts';
import { fall } from './fall.ts';
import { motionFrom } from './features.ts';
import { fallThreshold, judgeFall } from './judge.ts';
import { suspectFalls } from './trigger.ts';

const source = { subject: 'p1', device: 'ear' };

test('judgeFall calls a made fall one, whichever way the device sits on the body', () => {
  for (const axis of [0, 1, 2]) {
    const judged = judgeFall(dawn, [fallReading(dawn, { axis })]);
    assert.ok(judged?.isFall, `axis ${axis}: ${judged?.score}`);
    assert.ok(judged.features.peakG > 4 && judged.features.stillSeconds >= 5);
    assert.ok(Math.abs(judged.features.turnDegrees - 83) < 10, `${judged.features.turnDegrees}`);
  }
});

test('judgeFall does not depend on the sampling rate between 25 and 200 Hz', () => {
  const full = fallReading(dawn);
  for (const every of [1, 2]) {
    const count = Math.floor(1000 / every);
    const values = Float64Array.from(
      { length: 3 * count },
      (_, i) => full.values[3 * every * Math.floor(i / 3) + (i % 3)]!,
    );
    assert.ok(judgeFall(dawn, [{ ...full, dt: 20 * every, values }])?.isFall, `${50 / every} Hz`);
  }
  const fine = Float64Array.from({ length: 12_000 }, (_, i) => full.values[3 * Math.floor(i / 12) + (i % 3)]!);
  assert.ok(judgeFall(dawn, [{ ...full, dt: 5, values: fine }])?.isFall, '200 Hz');
});

test('judgeFall does not take for a fall: a knock on the table, lying still, walking, a device put down', () => {
  const flat = (change: (s: number) => number) => {
    const values = new Float64Array(3000);
    for (let i = 0; i < 1000; i++) values.set([30, 40, 1000 + change(i / 50 - 10)], 3 * i);
    return [{ channel: 'acceleration' as const, t: dawn - 10_000, dt: 20, values }];
  };
  const cases = {
    knock: flat((s) => (Math.abs(s) < 0.02 ? 3000 : 150 * Math.sin(4 * s))),
    lying: flat(() => 0),
    walking: flat((s) => 700 * Math.sin(2 * Math.PI * 1.9 * s)),
    putDown: flat((s) => (Math.abs(s) < 0.02 ? 1200 : s < 0 ? 120 * Math.sin(5 * s) : 0)),
  };
  for (const [name, readings] of Object.entries(cases)) assert.equal(judgeFall(dawn, readings)?.isFall, false, name);
});

test('judgeFall refuses to judge without record after the impact, with too few samples, too many missing or a wrong rate', () => {
  const full = fallReading(dawn);
  const cut = { ...full, values: full.values.slice(0, 3 * 520) };
  assert.equal(judgeFall(dawn, [cut])?.isFall, false);
  assert.equal(judgeFall(dawn, [{ ...full, values: full.values.slice(0, 60) }]), undefined);
  assert.equal(judgeFall(dawn, [{ ...full, dt: 500 }]), undefined);
  assert.equal(judgeFall(dawn, []), undefined);
  const holes = full.values.map((value, i) => (Math.floor(i / 3) % 4 === 0 ? Number.NaN : value));
  assert.equal(motionFrom(holes, dawn, 20), undefined);
  const few = full.values.map((value, i) => (Math.floor(i / 3) % 40 === 0 ? Number.NaN : value));
  assert.ok(judgeFall(dawn, [{ ...full, values: few }])?.isFall);
});

test('fall announces at once, high, with peak, stillness and the acceleration to draw', () => {
  const [found] = fall.step(fall.start(), fallEvent(dawn), source, settings);
  assert.ok(found);
  assert.deepEqual([found.priority, found.phase, found.live, found.at], ['high', 'began', true, dawn]);
  assert.equal(found.id, `fall/p1/${dawn}/ear/began`);
  assert.equal(found.reason.code, 'fall');
  assert.ok(Number(found.reason.params?.peakG) > 4);
  assert.equal(found.reason.params?.movedAfter, false);
  const drawn = found.evidence[0]!;
  assert.deepEqual(
    [drawn.channel, drawn.device, drawn.from, drawn.to],
    ['acceleration', 'ear', dawn - 10_000, dawn + 10_000],
  );
});

test("fall goes by the house's score: what lies just below it is not said, and the finding names the limit it went by", () => {
  const score = judgeFall(dawn, [fallReading(dawn)])!.score;
  const saidFrom = (fromScore: number) =>
    fall.step(fall.start(), fallEvent(dawn), source, {
      ...settings,
      rules: { ...defaultRules, fall: { fromScore } },
    });
  assert.equal(saidFrom(score + 1e-9).length, 0);
  assert.equal(saidFrom(score)[0]?.evidence[0]?.values.threshold, score);
  const [byDefault] = fall.step(fall.start(), fallEvent(dawn), source, settings);
  assert.equal(byDefault?.evidence[0]?.values.threshold, fallThreshold);
});

test('suspectFalls names the highest peak of a group and rests after it, so that jogging does not flood', () => {
  const count = 50 * 60;
  const axis = (value: (s: number) => number) => Float64Array.from({ length: count }, (_, i) => value(i / 50));
  const t = axis((s) => s * 1000);
  const zero = axis(() => 0);
  const blow = axis((s) => (s === 10 ? 2500 : s === 10.4 ? 4000 : 1000));
  assert.deepEqual(suspectFalls(t, zero, zero, blow), [10_400]);
  const jog = axis((s) => 1000 + 1500 * Math.max(0, Math.sin(2 * Math.PI * 2.5 * s)));
  assert.ok(suspectFalls(t, zero, zero, jog).length <= 60 / 5);
  assert.deepEqual(
    suspectFalls(
      t,
      zero,
      axis(() => Number.NaN),
      blow,
    ),
    [],
  );
  assert.deepEqual(
    suspectFalls(
      t,
      zero,
      zero,
      axis(() => 1e6),
    ),
    [],
  );
});

test('suspectFalls finds the made fall, and what it would send is judged a fall', () => {
  const { values, t: start, dt } = fallReading(dawn);
  const axis = (k: number) => Float64Array.from({ length: 1000 }, (_, i) => values[3 * i + k]!);
  const t = Float64Array.from({ length: 1000 }, (_, i) => start + i * dt);
  const [suspected, ...more] = suspectFalls(t, axis(0), axis(1), axis(2));
  assert.ok(Math.abs(suspected! - dawn) <= 100);
  assert.deepEqual(more, []);
  assert.ok(judgeFall(suspected!, [fallReading(dawn)])?.isFall);
});

test('judgeFall and suspectFalls bear any samples at all', () => {
  const any = fc.array(fc.double(), { maxLength: 900 }).map((values) => Float64Array.from(values));
  fc.assert(
    fc.property(any, fc.double(), fc.double(), (values, t, dt) => {
      const judged = judgeFall(t, [{ channel: 'acceleration', t, dt, values }]);
      if (judged) assert.ok(judged.score >= 0 && judged.score <= 1);
      suspectFalls(values, values, values, values);
    }),
  );
});
