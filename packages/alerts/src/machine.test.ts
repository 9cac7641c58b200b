import { it } from 'node:test';
import { everything, Seen, walk } from './machine-walk-for-tests.ts';

it('the alert machine keeps its invariants over any plan, command, answer, failure, crash and time', () => {
  const seen = new Seen();
  walk(1500, seen);
  seen.atLeast(1, everything);
});
