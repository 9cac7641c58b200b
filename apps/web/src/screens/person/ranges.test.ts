import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { rangeNames, ranges, spanOf } from './ranges.ts';

describe('spanOf', () => {
  const now = Date.UTC(2026, 10, 22, 5, 3, 7);

  it('covers now and has the length of its range', () => {
    for (const name of rangeNames) {
      const { from, to } = spanOf(name, 0, now);
      assert.equal(to - from, ranges[name].spanMs);
      assert.ok(from < now && to >= now);
    }
  });

  it('stands still while the clock moves within a grain', () => {
    assert.deepEqual(spanOf('day', 0, now), spanOf('day', 0, now + 60_000));
  });

  it('goes back by whole ranges without a hole', () => {
    assert.equal(spanOf('week', 1, now).to, spanOf('week', 0, now).from);
  });
});
