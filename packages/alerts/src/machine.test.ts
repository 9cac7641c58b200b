import { it } from 'node:test';
import { everything, Seen, walk } from './machine-walk-for-tests.ts';

it('the alert machine keeps its invariants over any plan, command, answer, failure, crash and time', () => {
  const seen = new Seen();
  // The rarest comes once in five hundred walks: other walks each time would now and then not come by it.
  walk(1500, seen, 20261128);
  seen.atLeast(1, everything);
});
