import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '@munan/flow';
import { wordsOf } from '@munan/language';
import type { WatchSettings } from '../detector.ts';
import { localTimeOf } from '../local-time.ts';
import { type Change, livedBy, type SimulatedMinute, usualBody } from '../usual/person-example.ts';
import { settings } from '../watch/packets-example.ts';
import { infection, nightFigures } from './infection.ts';

function live(minutes: Iterable<SimulatedMinute>, given: WatchSettings = settings, state = infection.start()) {
  const findings: Finding[] = [];
  for (const input of minutes) {
    const local = localTimeOf(input.minute.from, given);
    findings.push(...infection.step(state, { ...input, local }, { subject: 'p1' }, given));
  }
  return { state, findings };
}
/** Ill from midnight of day 24 to that of day 28. */
const ill: Change = (minute, day) =>
  day >= 24 && day < 28 ? { ...minute, pulse: minute.pulse! * 1.3, temperature: minute.temperature! + 1.1 } : minute;
const said = (findings: readonly Finding[]) => findings.map(({ phase, priority }) => `${phase} ${priority}`);
const days = 33;
const plain = live(livedBy(usualBody, days, 3, ill));

test('infection says an illness put into minutes within two nights, medium with fever, and its end, with nights and her usual to draw', () => {
  assert.deepEqual(
    said(plain.findings).filter((one) => !one.startsWith('changed')),
    [said(plain.findings)[0], 'ended low'],
  );
  assert.ok(
    said(plain.findings).some((one) => one.endsWith('medium')),
    said(plain.findings).join(', '),
  );
  const [first] = plain.findings;
  assert.equal(first?.reason.code, 'illness-sign');
  const { perMin, usualPerMin, celsius, usualCelsius } = first!.reason.params as Record<string, number>;
  assert.ok(perMin! - usualPerMin! >= 10 && celsius! - usualCelsius! >= 0.7, JSON.stringify(first!.reason.params));
  const morning = Math.round((first!.at - Date.UTC(2026, 9, 1, 15)) / 86_400_000 - 0.5);
  assert.ok(morning >= 24 && morning <= 25, `noon of day ${morning}`);
  for (const { figure, usual } of first!.evidence) {
    assert.ok(figure!.points.length >= 20 && usual!.length === 1, JSON.stringify(usual));
    assert.ok(figure!.points.at(-1)!.value > usual![0]!.high, 'the last night lies above the band');
  }
  assert.ok(new Set(plain.findings.map(({ id }) => id)).size === plain.findings.length);
});

test('infection says the same from a state kept as JSON at any minute', () => {
  let state = infection.start();
  const findings: Finding[] = [];
  let count = 0;
  for (const input of livedBy(usualBody, days, 3, ill)) {
    if (count++ % 997 === 0) state = JSON.parse(JSON.stringify(state)) as typeof state;
    findings.push(...live([input], settings, state).findings);
  }
  assert.deepEqual(findings, plain.findings);
  assert.ok(JSON.stringify(state).length < 1230, `${JSON.stringify(state).length} bytes`);
});

test('infection takes hostile values for no value', () => {
  const hostile = [Number.NaN, Number.POSITIVE_INFINITY, -1, 0, 1e9];
  const spoilt: Change = (minute, _, minuteOfDay) => ({
    ...minute,
    pulse: hostile[minuteOfDay % 5]!,
    temperature: hostile[(minuteOfDay + 1) % 5]!,
  });
  const { state, findings } = live(livedBy(usualBody, 4, 1, spoilt));
  assert.deepEqual(findings, []);
  assert.deepEqual(nightFigures(state, 'pulse', settings), []);
});

test('infection says nothing of nights that become known days later, nor while unwell at enrolment, and in atrial fibrillation of the pulse alone', () => {
  // Of day 24's night the last minutes come, and then none for four days.
  const away: Change = (minute, day, minuteOfDay) =>
    day > 24 || (day === 24 && minuteOfDay > 600) ? undefined : ill(minute, day, minuteOfDay);
  const left = live(livedBy(usualBody, 26, 2, away));
  const back = live(livedBy(usualBody, 1, 3, undefined, Date.UTC(2026, 9, 30, 15)), settings, left.state);
  assert.deepEqual(back.findings, []);

  const unwell = { ...settings, person: { enrolledUnwell: true } };
  const enrolled = live(livedBy(usualBody, 30, 2, ill), unwell);
  assert.deepEqual([enrolled.findings, nightFigures(enrolled.state, 'pulse', unwell)], [[], []]);

  const pulseOnly: Change = (minute, day) =>
    day >= 24 && day < 28 ? { ...minute, pulse: minute.pulse! * 1.4 } : minute;
  assert.ok(live(livedBy(usualBody, 30, 2, pulseOnly)).findings.length > 0);
  const uneven = { ...settings, person: { conditions: ['atrial-fibrillation' as const] } };
  assert.deepEqual(live(livedBy(usualBody, 30, 2, pulseOnly), uneven).findings, []);
});

test('infection makes a night of somebody who sleeps by day, and none of fewer than two hours asleep', () => {
  const byDay = live(livedBy(usualBody, 5, 1, undefined, Date.UTC(2026, 9, 2, 2)));
  assert.ok(nightFigures(byDay.state, 'pulse', settings).length >= 3);
  const short: Change = (minute, _, minuteOfDay) =>
    minuteOfDay < 100 || (minuteOfDay > 400 && minuteOfDay < 1350) ? minute : undefined;
  const few = live(livedBy(usualBody, 5, 1, (minute, day, at) => (at < 1350 ? short(minute, day, at) : undefined)));
  assert.deepEqual(nightFigures(few.state, 'pulse', settings), []);
});

test('nightFigures shows each night with the range of the nights before it once there are enough', () => {
  const figures = nightFigures(plain.state, 'temperature', settings);
  assert.equal(figures.length, 28);
  const outside = figures.filter(({ value, high }) => high !== undefined && value > high);
  assert.ok(outside.length >= 3, JSON.stringify(figures));
  assert.ok(figures.every(({ t }, i) => i === 0 || t > figures[i - 1]!.t));
});

test('illness-sign is told in both languages with its figures, and is called no illness', () => {
  const params = { nights: 3, perMin: 68, usualPerMin: 61, celsius: 37.2, usualCelsius: 36.5 };
  const of = (language: 'ko' | 'en', given: Record<string, number>) => wordsOf(language).reasons['illness-sign'](given);
  for (const language of ['ko', 'en'] as const) {
    const text = of(language, params);
    for (const figure of ['68', '61', '37.2', '36.5']) assert.ok(text.includes(figure), text);
    assert.ok(!of(language, { nights: 1, celsius: 37.2, usualCelsius: 36.5 }).includes('undefined'));
  }
});
