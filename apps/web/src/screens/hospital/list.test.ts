import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VisitRow } from '@munan/flow';
import { news2 } from '@munan/vitals';
import { foundVisits as found, freshIds, neighbours, urgencyOf, type VisitSearch } from './list.ts';

function visit(id: string, person: string, name: string, more: Partial<VisitRow> = {}): VisitRow {
  return {
    id,
    person: { id: person, name, birthDate: '1940-01-01', age: 86, sex: 'female', district: '성산구', simulated: true },
    nurse: { id: 'n1', name: '이은주' },
    arrived: 0,
    finished: 1,
    stored: 2,
    vitals: {},
    confirmed: [],
    ...more,
  };
}
const marksOf = ({ vitals, spo2Scale2 }: VisitRow) =>
  Object.values(news2(vitals, { scale2: spo2Scale2 ?? false }).parts)
    .filter((points) => points > 0)
    .map((points) => ({ grave: points >= 3 }));
const foundVisits = (visits: VisitRow[], people: Map<string, { alerts: string[] }>, search: VisitSearch) =>
  found(visits, people, search, marksOf);
const score = (points: number) => ({ least: points, most: points, missing: [], at: 1 });
const visits = [visit('v3', 'p1', '김순자'), visit('v2', 'p2', '이영호'), visit('v1', 'p3', '김 말순')];
const ids = (found: VisitRow[]) => found.map((one) => one.id);
const all = { name: '', alertsFirst: false };

test('foundVisits keeps the order, newest first, and finds a part of a name without its spaces', () => {
  const seen = (name: string) => ids(foundVisits(visits, new Map(), { ...all, name }).seen);
  assert.deepEqual(seen(''), ['v3', 'v2', 'v1']);
  assert.deepEqual(seen('김'), ['v3', 'v1']);
  assert.deepEqual(seen('김말'), ['v1']);
  assert.deepEqual(seen('없음'), []);
});

test('foundVisits finds a Korean name typed with decomposed syllables', () => {
  const typed = '순자'.normalize('NFD');
  assert.deepEqual(ids(foundVisits(visits, new Map(), { ...all, name: typed }).seen), ['v3']);
});

test('foundVisits puts people with an open alert first, each group newest first', () => {
  const people = new Map([
    ['p1', { alerts: [] }],
    ['p2', { alerts: ['a1'] }],
    ['p3', { alerts: ['a2'] }],
  ]);
  assert.deepEqual(ids(foundVisits(visits, people, { name: '', alertsFirst: true }).seen), ['v2', 'v1', 'v3']);
});

test('foundVisits puts what is new apart, what stands out most first and newest first within it', () => {
  const some = [
    visit('quiet', 'p1', '가', { isNew: true }),
    visit('asked', 'p2', '나', { isNew: true, question: '?' }),
    visit('seen', 'p3', '다', { news2: score(9) }),
    visit('ill', 'p4', '라', { isNew: true, news2: score(8) }),
    visit('asked-before', 'p5', '마', { isNew: true, question: '?' }),
  ];
  const groups = foundVisits(some, new Map(), all);
  assert.deepEqual(ids(groups.fresh), ['ill', 'asked', 'asked-before', 'quiet']);
  assert.deepEqual(ids(groups.seen), ['seen']);
});

test('urgencyOf goes by NEWS2, a grave value, a question that nobody answered, an answer that stands out', () => {
  const table: [Partial<VisitRow>, number][] = [
    [{}, 0],
    [{ news2: score(7) }, 3],
    [{ news2: score(5) }, 2],
    [{ news2: { least: 3, most: 9, missing: ['spo2Percent'], at: 1 } }, 0],
    [{ vitals: { spo2Percent: 90 } }, 1],
    [{ vitals: { systolicMmHg: 105 } }, 0],
    [{ vitals: { spo2Percent: 90 }, spo2Scale2: true }, 0],
    [{ question: '?' }, 1],
    [{ question: '?', answers: 1 }, 0],
    [{ flagged: 2 }, 1],
  ];
  for (const [row, urgency] of table)
    assert.equal(urgencyOf(visit('v', 'p', '가', row), marksOf), urgency, JSON.stringify(row));
});

test('freshIds names what came since, and nothing of the first list', () => {
  assert.deepEqual(freshIds(undefined, visits), []);
  assert.deepEqual(freshIds(new Set(['v2', 'v1']), visits), ['v3']);
});

test('neighbours tells who stands before and after, nobody at the ends or of whom the order does not know', () => {
  assert.deepEqual(neighbours(['a', 'b', 'c'], 'b'), { previous: 'a', next: 'c' });
  assert.deepEqual(neighbours(['a', 'b', 'c'], 'a'), { next: 'b' });
  assert.deepEqual(neighbours(['a', 'b', 'c'], 'c'), { previous: 'b' });
  assert.deepEqual(neighbours(['a'], 'x'), {});
});
