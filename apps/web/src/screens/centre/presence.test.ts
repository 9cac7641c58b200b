import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { awayAfterMs, hiddenAfterMs, Presence, tellEveryMs } from './presence.ts';

describe('Presence', () => {
  it('tells the server of a movement, at most once in 15 s however much she moves', () => {
    const presence = new Presence(0);
    const told = [0, 100, 5000, tellEveryMs - 1, tellEveryMs, tellEveryMs + 1].map((at) => presence.active(at).tell);
    assert.deepEqual(told, [true, false, false, false, true, false]);
  });

  it('knows since when she was away once five minutes have passed without a movement', () => {
    const presence = new Presence(0);
    presence.active(1000);
    assert.equal(presence.active(1000 + awayAfterMs - 1).awaySince, undefined);
    const left = presence.lastActive;
    assert.equal(presence.active(left + awayAfterMs).awaySince, left);
    assert.equal(presence.active(left + awayAfterMs + 1).awaySince, undefined, 'said once');
  });

  it('takes a page that was not to be seen for a minute as absence from when it was hidden', () => {
    const presence = new Presence(0);
    presence.hidden(10_000);
    presence.hidden(20_000);
    assert.equal(presence.active(10_000 + hiddenAfterMs).awaySince, 10_000);
    presence.hidden(200_000);
    assert.equal(presence.active(200_000 + hiddenAfterMs - 1).awaySince, undefined);
  });

  it('tells the server although the clock was set back', () => {
    const presence = new Presence(100_000);
    presence.active(100_000);
    assert.equal(presence.active(50_000).tell, true);
  });
});
