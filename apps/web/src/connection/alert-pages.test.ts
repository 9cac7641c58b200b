import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { AlertList, AlertRow } from '@munan/flow';
import { fetchOpen } from './alert-pages.ts';
import { HeardAlerts } from './heard-alerts.ts';
import { inQueueOrder } from './live-cache.ts';
import { alertOf } from './rows-for-tests.ts';

/** A server with these alerts that gives them in pages, and may change between two. */
function serverOf(rows: AlertRow[], between: (page: number) => void = () => {}) {
  let pages = 0;
  return async (limit: number, after: string | undefined): Promise<AlertList> => {
    between(pages++);
    const queue = [...rows].sort(inQueueOrder);
    const last = rows.find(({ id }) => id === after);
    const left = last ? queue.filter((row) => inQueueOrder(row, last) > 0) : queue;
    const alerts = left.slice(0, limit);
    return { now: 0, alerts, total: rows.length, ...(left.length > limit ? { next: alerts.at(-1)!.id } : {}) };
  };
}
const many = (count: number) => Array.from({ length: count }, (_, i) => alertOf(`a${String(i).padStart(5, '0')}`, i));

describe('fetchOpen', () => {
  it('shows the first page at once and is whole at the end', async () => {
    const shown: number[] = [];
    const totals: (number | undefined)[] = [];
    const list = await fetchOpen({
      page: serverOf(many(2500)),
      show({ alerts, total }) {
        shown.push(alerts.length);
        totals.push(total);
      },
      heard: () => [],
    });
    assert.deepEqual(shown, [200, 1200, 2200]);
    assert.equal(list.alerts.length, 2500);
    assert.equal(new Set(list.alerts.map(({ id }) => id)).size, 2500);
    assert.deepEqual(totals, [2500, 2500, 2500], 'the server’s count while they come');
    assert.deepEqual([list.next, list.total], [undefined, undefined], 'then what is here is all');
  });

  it('puts what was heard meanwhile where the event says, and one row once', async () => {
    const rows = many(600);
    const heard = new HeardAlerts();
    const closed = { ...rows[3]!, version: 2, status: 'closed' as const };
    const moved = alertOf('a00005', 599.5, { version: 2 });
    const page = serverOf(rows, (i) => {
      if (i !== 1) return;
      heard.take(closed, 10);
      // It stood on the first page, and stands on the second now.
      rows[5] = moved;
      heard.take(moved, 10);
    });
    const list = await fetchOpen({ page, show: () => {}, heard: () => heard.since(0) });
    assert.equal(list.alerts.length, 599);
    assert.ok(!list.alerts.some(({ id }) => id === closed.id));
    assert.deepEqual(list.alerts.at(-1), moved);
  });
});

describe('HeardAlerts', () => {
  it('gives what was heard since then, in its newest version, and forgets what is old', () => {
    const heard = new HeardAlerts();
    heard.take(alertOf('old', 1), 0);
    heard.take(alertOf('a', 1, { version: 2 }), 100_000);
    heard.take(alertOf('a', 1, { version: 1 }), 100_001);
    heard.take(alertOf('b', 1), 130_000);
    assert.deepEqual(
      heard.since(0).map(({ id, version }) => [id, version]),
      [
        ['a', 2],
        ['b', 1],
      ],
    );
    assert.deepEqual(
      heard.since(100_002).map(({ id }) => id),
      ['b'],
    );
  });
});
