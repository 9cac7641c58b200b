import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DayPlan, DayStop, SyncPerson, VisitEntry } from '@munan/flow';
import type { LocalVisit, PersonCard } from '@munan/sync';
import { dayRows, hasPassed, isDiscardable, isUnfinished, moved, siteDay } from './day-rows.ts';
import { foundPeople, initialsOf } from './found-people.ts';

const today = Date.parse('2026-11-28T10:00:00+09:00');
const stop = (person: string, more: Partial<DayStop> = {}): DayStop => ({ person, why: [], risk: 0, ...more });
const plan = (...stops: DayStop[]): DayPlan => ({ day: '2026-11-28', at: today, stops, later: [], byHand: false });
const card = (id: string, name = id, more: Partial<PersonCard> = {}): PersonCard => ({
  person: { id, name, birthDate: '1941-05-06', age: 85, sex: 'female', district: '북부동', simulated: true },
  programme: 'regular',
  address: '가야로 1',
  conditions: [],
  spo2Scale2: false,
  ...more,
});
const entry = (patient: string, more: Partial<VisitEntry> = {}): VisitEntry => ({
  id: `v-${patient}`,
  patient,
  state: 'open',
  arrived: today,
  finished: today + 1,
  vitals: {},
  ...more,
});
const local = (visit: VisitEntry, more: Partial<LocalVisit> = {}): LocalVisit => ({
  entry: visit,
  state: 'editing',
  changedAt: today,
  ...more,
});

test('dayRows says of each stop whether it is to do, being entered, pending or done', () => {
  const visits = [
    local(entry('b')),
    local(entry('c', { state: 'vitals-final' }), { state: 'sent' }),
    local(entry('d', { state: 'signed' }), { state: 'waiting' }),
    local(entry('e', { state: 'signed', arrived: today - 86_400_000 }), { state: 'sent' }),
  ];
  const rows = dayRows(
    plan(...'abcdef'.split('').map((id) => stop(id, id === 'f' ? { done: 'v-f' } : {}))),
    [],
    visits,
  );
  assert.deepEqual(
    rows.map(({ number, state, waiting }) => [number, state, waiting]),
    [
      [1, 'todo', false],
      [2, 'editing', false],
      [3, 'pending', false],
      [4, 'done', true],
      [5, 'todo', false],
      [6, 'done', false],
    ],
  );
  assert.equal(rows[3]?.doneAt, today + 1);
  assert.equal(rows[5]?.doneAt, undefined);
});

test('dayRows takes the end of a visit that another device made from what was fetched of her', () => {
  const made = { entry: entry('f', { id: 'v-f', state: 'signed', finished: today + 9 }) };
  const people = new Map([['f', { visits: [made] } as unknown as SyncPerson]]);
  assert.equal(dayRows(plan(stop('f', { done: 'v-f' })), [card('f')], [], people)[0]?.doneAt, today + 9);
});

test('dayRows shows a second visit of the day as being entered, and a corrected one too', () => {
  const signed = local(entry('a', { state: 'signed' }), { state: 'sent' });
  const second = local(entry('a', { id: 'v-2' }));
  assert.equal(dayRows(plan(stop('a', { done: 'v-a' })), [], [signed, second])[0]?.state, 'editing');
  const corrected = local(entry('a', { state: 'signed' }), { reason: 'wrong weight' });
  assert.equal(dayRows(plan(stop('a', { done: 'v-a' })), [], [corrected])[0]?.state, 'editing');
});

test('isDiscardable lets go only of what was never handed on', () => {
  assert.equal(isDiscardable(local(entry('a'))), true);
  assert.equal(isDiscardable(local(entry('a'), { base: entry('a') })), false);
  assert.equal(isDiscardable(local(entry('a'), { state: 'waiting' })), false);
  assert.equal(isDiscardable(local(entry('a', { state: 'vitals-final' }))), false);
  const correction = local(entry('a', { state: 'signed' }), { base: entry('a', { state: 'signed' }), reason: 'why' });
  assert.equal(isDiscardable(correction), true);
  assert.equal(isUnfinished(correction), true);
  assert.equal(isUnfinished(local(entry('a', { state: 'signed' }), { state: 'waiting' })), false);
});

test('siteDay is the day of the site, not of Greenwich', () => {
  assert.equal(siteDay(Date.parse('2026-11-27T15:00:00Z')), '2026-11-28');
  assert.equal(siteDay(Date.parse('2026-11-27T14:59:59Z')), '2026-11-27');
});

test('moved puts one elsewhere and loses nobody, whatever the place', () => {
  const ids = ['a', 'b', 'c', 'd'];
  assert.deepEqual(moved(ids, 'a', 2), ['b', 'c', 'a', 'd']);
  assert.deepEqual(moved(ids, 'd', 0), ['d', 'a', 'b', 'c']);
  assert.deepEqual(moved(ids, 'b', 99), ['a', 'c', 'd', 'b']);
  assert.deepEqual(moved(ids, 'b', -5), ['b', 'a', 'c', 'd']);
  assert.deepEqual(moved(ids, 'nobody', 1), ids);
});

test('foundPeople finds by name, initial consonants, condition, district and the end of a phone number', () => {
  const people = [
    card('1', '김순자', { conditions: ['고혈압'], phone: '055-123-4567' }),
    card('2', '박영희', { conditions: ['제2형 당뇨병'], address: '내외로 77' }),
  ];
  const ids = (typed: string) => foundPeople(people, typed).map(({ person }) => person.id);
  assert.deepEqual(ids(''), ['1', '2']);
  assert.deepEqual(ids(' 순자 '), ['1']);
  assert.deepEqual(ids('ㄱㅅㅈ'), ['1']);
  assert.deepEqual(ids('ㅇㅎ'), ['2']);
  assert.deepEqual(ids('당뇨 내외'), ['2']);
  assert.deepEqual(ids('북부동'), ['1', '2']);
  assert.deepEqual(ids('4567'), ['1']);
  assert.deepEqual(ids('123-4567'), ['1']);
  assert.deepEqual(ids('없는사람'), []);
  assert.deepEqual(ids('.*'), []);
  assert.equal(initialsOf('김순자 A1'), 'ㄱㅅㅈ A1');
});

test('hasPassed tells a promise that is late by the clock of the site, to the minute', () => {
  assert.deepEqual(
    ['09:59', '10:00', '10:01', '14:00'].map((time) => hasPassed(time, today)),
    [true, false, false, false],
  );
});
