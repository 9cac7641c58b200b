import assert from 'node:assert/strict';
import { test } from 'node:test';
import { daysAfter, findMidnight, judgeNextDay } from './days.ts';

test('daysAfter goes over the end of a month and of a year', () => {
  assert.equal(daysAfter('2026-11-28', 7), '2026-12-05');
  assert.equal(daysAfter('2026-12-30', 28), '2027-01-27');
});

test('findMidnight is of the site, and undefined for what is no day', () => {
  assert.equal(findMidnight('2026-11-28'), Date.parse('2026-11-28T00:00:00+09:00'));
  for (const bad of ['', '2026-02-30', '2026-13-01', '26-1-1', '2026-11-28T00:00', 'tomorrow'])
    assert.equal(findMidnight(bad), undefined, bad);
});

test('judgeNextDay takes today and later, and nothing that is past, far or no day', () => {
  const cases: [string, string][] = [
    ['2026-11-28', 'fine'],
    ['2026-12-05', 'fine'],
    ['2026-11-27', 'past'],
    ['0001-01-01', 'past'],
    ['2029-01-01', 'far'],
    ['9999-12-31', 'far'],
    ['2026-02-31', 'far'],
    ['', 'far'],
  ];
  for (const [day, judged] of cases) assert.equal(judgeNextDay(day, '2026-11-28'), judged, day);
});
