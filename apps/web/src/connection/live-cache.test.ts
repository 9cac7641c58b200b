import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { VisitRow } from '@munan/flow';
import fc from 'fast-check';
import { withAlert, withPeople, withVisit } from './live-cache.ts';
import { alertOf, briefOf, personOf } from './rows-for-tests.ts';

describe('withAlert', () => {
  const list = { now: 0, alerts: [alertOf('a', 1000), alertOf('b', 3000)] };

  it('puts a new alert where its deadline belongs', () => {
    assert.deepEqual(
      withAlert(list, alertOf('c', 2000), 'open')?.alerts.map(({ id }) => id),
      ['a', 'c', 'b'],
    );
  });

  it('moves an alert whose deadline changed, and keeps it once', () => {
    assert.deepEqual(
      withAlert(list, alertOf('a', 9000, { version: 2 }), 'open')?.alerts.map(({ id }) => id),
      ['b', 'a'],
    );
  });

  it('takes a closed alert out of the open ones and puts it on top of the closed ones', () => {
    const closed = alertOf('a', 1000, { version: 2, status: 'closed' });
    assert.deepEqual(
      withAlert(list, closed, 'open')?.alerts.map(({ id }) => id),
      ['b'],
    );
    assert.deepEqual(
      withAlert({ now: 0, alerts: [] }, closed, 'closed')?.alerts.map(({ id }) => id),
      ['a'],
    );
  });

  it('does not let an older version overwrite a newer one', () => {
    const newer = { now: 0, alerts: [alertOf('a', 1000, { version: 5 })] };
    assert.equal(withAlert(newer, alertOf('a', 2000, { version: 4, status: 'closed' }), 'open'), newer);
  });

  it('makes no list where none was fetched', () => {
    assert.equal(withAlert(undefined, alertOf('a', 1), 'open'), undefined);
  });

  it('ends at the same queue in whatever order the events of different alerts come', () => {
    const rows = ['a', 'b', 'c', 'd', 'e'].map((id, i) => alertOf(id, (i + 1) * 1000));
    const queue = (order: number[]) =>
      order.reduce<ReturnType<typeof withAlert>>((held, i) => withAlert(held, rows[i]!, 'open'), {
        now: 0,
        alerts: [],
      });
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4], { minLength: 5 }), (order) => {
        assert.deepEqual(queue(order), queue([0, 1, 2, 3, 4]));
      }),
    );
  });
});

describe('withPeople', () => {
  it('renews people in their places and puts who is new at the end', () => {
    const board = { now: 0, people: [personOf('1'), personOf('2')] };
    const next = withPeople(board, [personOf('3'), personOf('1', { state: 'alert' })]);
    assert.deepEqual(
      next?.people.map(({ id, state }) => [id, state]),
      [
        ['1', 'alert'],
        ['2', 'well'],
        ['3', 'well'],
      ],
    );
    assert.equal(next?.people[1], board.people[1], 'who did not change is not made anew');
  });
});

describe('withVisit', () => {
  const visitOf = (id: string, stored: number): VisitRow => ({
    id,
    person: briefOf('1'),
    nurse: { id: 'n', name: '간호사' },
    arrived: 0,
    finished: 0,
    stored,
    vitals: {},
    confirmed: [],
  });

  it('puts the newest first and the same visit in once', () => {
    const list = { now: 0, visits: [visitOf('b', 200), visitOf('a', 100)] };
    const once = withVisit(list, visitOf('c', 300));
    assert.deepEqual(
      once?.visits.map(({ id }) => id),
      ['c', 'b', 'a'],
    );
    assert.deepEqual(withVisit(once, visitOf('c', 300)), once);
  });
});
