import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alertOf } from '../../connection/rows-for-tests.ts';
import { countQueue, filterQueue, noFilter } from './queue-filter.ts';

const rows = [
  alertOf('a', 1, { priority: 'high', takenBy: { id: 'me', name: '나' } }),
  alertOf('b', 2, { priority: 'high' }),
  alertOf('c', 3, { priority: 'low', takenBy: { id: 'other', name: '남' } }),
];
const ids = (filter: Parameters<typeof filterQueue>[1]) => filterQueue(rows, filter, 'me').map(({ id }) => id);

describe('filterQueue', () => {
  it('shows mine, nobody’s, one priority, or all', () => {
    assert.deepEqual(ids({ whose: 'mine' }), ['a']);
    assert.deepEqual(ids({ whose: 'free' }), ['b']);
    assert.deepEqual(ids({ whose: 'all', priority: 'high' }), ['a', 'b']);
    assert.deepEqual(ids({ whose: 'mine', priority: 'low' }), []);
    assert.equal(filterQueue(rows, noFilter, 'me'), rows);
  });
});

describe('countQueue', () => {
  it('counts what there is, not what is shown', () => {
    assert.deepEqual(countQueue(rows, 'me'), {
      whose: { all: 3, mine: 1, free: 1 },
      priority: { high: 2, medium: 0, low: 1 },
    });
  });
});
