import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { VisitRow } from '@munan/flow';
import { foundVisits, freshIds } from './list.ts';

function visit(id: string, person: string, name: string): VisitRow {
  return {
    id,
    person: { id: person, name, birthDate: '1940-01-01', age: 86, sex: 'female', district: '성산구', simulated: true },
    nurse: { id: 'n1', name: '이은주' },
    arrived: 0,
    finished: 1,
    stored: 2,
    vitals: {},
    confirmed: [],
  };
}
const visits = [visit('v3', 'p1', '김순자'), visit('v2', 'p2', '이영호'), visit('v1', 'p3', '김 말순')];
const ids = (found: VisitRow[]) => found.map((one) => one.id);

test('foundVisits keeps the order, newest first, and finds a part of a name without its spaces', () => {
  const people = new Map();
  assert.deepEqual(ids(foundVisits(visits, people, { name: '', alertsFirst: false })), ['v3', 'v2', 'v1']);
  assert.deepEqual(ids(foundVisits(visits, people, { name: '김', alertsFirst: false })), ['v3', 'v1']);
  assert.deepEqual(ids(foundVisits(visits, people, { name: '김말', alertsFirst: false })), ['v1']);
  assert.deepEqual(ids(foundVisits(visits, people, { name: '없음', alertsFirst: false })), []);
});

test('foundVisits finds a Korean name typed with decomposed syllables', () => {
  const typed = '순자'.normalize('NFD');
  assert.deepEqual(ids(foundVisits(visits, new Map(), { name: typed, alertsFirst: false })), ['v3']);
});

test('foundVisits puts people with an open alert first, each group newest first', () => {
  const people = new Map([
    ['p1', { alerts: [] }],
    ['p2', { alerts: ['a1'] }],
    ['p3', { alerts: ['a2'] }],
  ]);
  assert.deepEqual(ids(foundVisits(visits, people, { name: '', alertsFirst: true })), ['v2', 'v1', 'v3']);
});

test('freshIds names what came since, and nothing of the first list', () => {
  assert.deepEqual(freshIds(undefined, visits), []);
  assert.deepEqual(freshIds(new Set(['v2', 'v1']), visits), ['v3']);
});
