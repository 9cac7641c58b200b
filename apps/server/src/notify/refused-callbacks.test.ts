import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ManualClock, openLog } from '@munan/runtime';
import { RefusedCallbacks } from './refused-callbacks.ts';

it('RefusedCallbacks says the first at once, then how many, once a minute', () => {
  const said: unknown[] = [];
  const log = Object.assign(openLog('silent'), { warn: ({ refused }: { refused: number }) => void said.push(refused) });
  const clock = new ManualClock();
  const refused = new RefusedCallbacks(clock, log);
  for (let number = 0; number < 100; number++) refused.count('bad', '192.0.2.1');
  assert.deepEqual(said, [1]);
  clock.advance(60_000);
  refused.count('old', '192.0.2.1');
  assert.deepEqual(said, [1, 100]);
});
