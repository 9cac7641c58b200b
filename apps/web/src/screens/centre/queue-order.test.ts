import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { alertOf } from '../../connection/rows-for-tests.ts';
import { arrivedWhileHeld, queueOrder } from './queue-order.ts';

describe('queueOrder', () => {
  const shown = queueOrder([], [alertOf('a', 1), alertOf('b', 2), alertOf('c', 3)], false);
  const ids = (rows: typeof shown) => rows.map(({ row, gone }) => (gone ? `(${row.id})` : row.id));

  it('is as the server orders it while nobody points at it', () => {
    assert.deepEqual(ids(queueOrder(shown, [alertOf('c', 1), alertOf('a', 2)], false)), ['c', 'a']);
  });

  it('moves nothing while held: closed rows stay as closed, new ones come last', () => {
    const next = [alertOf('new', 0), alertOf('c', 1), alertOf('a', 9, { version: 2 })];
    const held = queueOrder(shown, next, true);
    assert.deepEqual(ids(held), ['a', '(b)', 'c', 'new']);
    assert.equal(held[0]?.row.version, 2, 'what is shown of a row is new all the same');
    assert.equal(arrivedWhileHeld(shown, next), 1);
  });

  it('keeps its order over many changes while held', () => {
    const once = queueOrder(shown, [alertOf('n1', 0), ...shown.map(({ row }) => row)], true);
    const twice = queueOrder(once, [alertOf('n2', 0), alertOf('n1', 0), alertOf('a', 1)], true);
    assert.deepEqual(ids(twice), ['a', '(b)', '(c)', 'n1', 'n2']);
  });
});
