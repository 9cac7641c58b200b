import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ServerClock } from './server-clock.ts';

describe('ServerClock', () => {
  it('now follows the server, whatever the clock of this device says', () => {
    let local = 1_000_000;
    const clock = new ServerClock(() => local);
    clock.hear(1_300_000);
    local += 5000;
    assert.equal(clock.now(), 1_305_000);
    assert.equal(clock.offsetMs, 300_000);
  });

  it('lastHeard is server time of the last sign of life, and undefined before the first', () => {
    let local = 0;
    const clock = new ServerClock(() => local);
    assert.equal(clock.lastHeard, undefined);
    clock.hear(50_000);
    local += 7000;
    assert.equal(clock.lastHeard, 50_000);
    clock.alive();
    assert.equal(clock.lastHeard, 57_000);
  });

  it('subscribe tells of each sign of life until it is ended', () => {
    const clock = new ServerClock(() => 0);
    let told = 0;
    const end = clock.subscribe(() => {
      told += 1;
    });
    clock.hear(1);
    clock.alive();
    end();
    clock.hear(2);
    assert.equal(told, 2);
  });
});
