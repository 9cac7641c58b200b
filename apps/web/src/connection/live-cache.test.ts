import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { VisitRow } from '@munan/flow';
import fc from 'fast-check';
import { inQueueOrder, withAlerts, withPeople, withVisit } from './live-cache.ts';
import { alertOf, briefOf, personOf } from './rows-for-tests.ts';

describe('withAlerts', () => {
  const list = { now: 0, alerts: [alertOf('a', 1000), alertOf('b', 3000)] };

  it('puts a new alert where its deadline belongs', () => {
    assert.deepEqual(
      withAlerts(list, [alertOf('c', 2000)], 'open')?.alerts.map(({ id }) => id),
      ['a', 'c', 'b'],
    );
  });

  it('moves an alert whose deadline changed, and keeps it once', () => {
    assert.deepEqual(
      withAlerts(list, [alertOf('a', 9000, { version: 2 })], 'open')?.alerts.map(({ id }) => id),
      ['b', 'a'],
    );
  });

  it('takes a closed alert out of the open ones and puts it on top of the closed ones', () => {
    const closed = alertOf('a', 1000, { version: 2, status: 'closed' });
    assert.deepEqual(
      withAlerts(list, [closed], 'open')?.alerts.map(({ id }) => id),
      ['b'],
    );
    assert.deepEqual(
      withAlerts({ now: 0, alerts: [] }, [closed], 'closed')?.alerts.map(({ id }) => id),
      ['a'],
    );
  });

  it('does not let an older version overwrite a newer one', () => {
    const newer = { now: 0, alerts: [alertOf('a', 1000, { version: 5 })] };
    assert.equal(withAlerts(newer, [alertOf('a', 2000, { version: 4, status: 'closed' })], 'open'), newer);
  });

  it('makes no list where none was fetched', () => {
    assert.equal(withAlerts(undefined, [alertOf('a', 1)], 'open'), undefined);
  });

  it('orders as the server: the gravest first, of these what is due first', () => {
    const rows = [
      alertOf('late', 9000, { priority: 'high' }),
      alertOf('soon', 1000, { priority: 'low' }),
      alertOf('due', 2000, { priority: 'high' }),
    ];
    const queue = withAlerts({ now: 0, alerts: [] }, rows, 'open');
    assert.deepEqual(
      queue.alerts.map(({ id }) => id),
      ['due', 'late', 'soon'],
    );
  });

  it('ends at the same queue in whatever order and in whatever pieces the events of many alerts come', () => {
    const event = fc.record({
      id: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f'),
      version: fc.integer({ min: 1, max: 6 }),
    });
    // One alert's version says all else of it: two events of the same version are the same event.
    const rowOf = ({ id, version }: { id: string; version: number }) =>
      alertOf(id, ((id.charCodeAt(0) * 7 + version * 13) % 5) * 1000, {
        version,
        priority: (['high', 'medium', 'low'] as const)[(version + id.charCodeAt(0)) % 3]!,
        status: version === 6 ? 'closed' : 'open',
      });
    fc.assert(
      fc.property(fc.array(event, { maxLength: 30 }), fc.array(fc.nat(29)), (events, cuts) => {
        const rows = events.map(rowOf);
        const latest = new Map<string, number>();
        for (const { id, version } of events) latest.set(id, Math.max(latest.get(id) ?? 0, version));
        let held = { now: 0, alerts: Array.of<ReturnType<typeof rowOf>>() };
        let from = 0;
        for (const cut of [...cuts.sort((a, b) => a - b), rows.length]) {
          const piece = rows.slice(from, cut);
          // A closed alert does not come back: the server never sends an older version after the newest.
          held = withAlerts(
            held,
            piece.filter(({ id, version }) => latest.get(id) !== 6 || version === 6),
            'open',
          );
          from = Math.max(from, cut);
        }
        const wanted = [...latest]
          .filter(([, version]) => version !== 6)
          .map(([id, version]) => rowOf({ id, version }));
        assert.deepEqual(held.alerts, wanted.sort(inQueueOrder));
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
