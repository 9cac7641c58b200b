import { it } from 'node:test';
import { everything, Seen, walk } from './machine-walk-for-tests.ts';

it('the alert machine keeps its invariants over twenty thousand walks', () => {
  const seen = new Seen();
  walk(20_000, seen);
  seen.atLeast(20, everything);
});
