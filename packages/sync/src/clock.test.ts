import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type KeptTime, Timekeeper } from './clock.ts';
import type { DeskClock } from './needs.ts';

const dayMs = 86_400_000;
const start = Date.UTC(2026, 10, 28, 1);

function device({ wall = start, sleeps = true } = {}) {
  const at = { wall, monotonic: 5_000 };
  const clock: DeskClock = { wall: () => at.wall, monotonic: () => at.monotonic, sleeps, after: () => () => {} };
  return {
    clock,
    passes(ms: number) {
      at.wall += ms;
      at.monotonic += ms;
    },
    jumps(ms: number) {
      at.wall += ms;
    },
  };
}

test('Timekeeper corrects the clock by the answers of the server, half the way reckoned', () => {
  const phone = device({ wall: start - 600_000 });
  const time = new Timekeeper(phone.clock);
  assert.equal(time.doubtful, false);
  time.contact(start, 400);
  assert.equal(time.now(), start + 200);
  assert.equal(time.doubtful, true);
  assert.equal(time.jumped, false);
  phone.passes(60_000);
  assert.equal(time.now(), start + 60_200);
});

test('Timekeeper goes on when the clock is set back, and is in doubt until the next contact', () => {
  const phone = device();
  const time = new Timekeeper(phone.clock);
  time.contact(start, 0);
  phone.passes(1_000);
  phone.jumps(-3 * 3_600_000);
  phone.passes(1_000);
  assert.equal(time.now(), start + 2_000);
  assert.equal(time.jumped, true);
  time.contact(start + 2_000, 0);
  assert.equal(time.jumped, false);
});

test('Timekeeper doubts a leap ahead only where the other clock runs on in sleep', () => {
  for (const sleeps of [true, false]) {
    const phone = device({ sleeps });
    const time = new Timekeeper(phone.clock);
    time.contact(start, 0);
    phone.jumps(3 * 3_600_000);
    assert.equal(time.jumped, !sleeps);
    assert.equal(time.now(), sleeps ? start + 3 * 3_600_000 : start);
  }
});

test('Timekeeper notices that the clock was set back while nothing ran', () => {
  const kept: KeptTime = { offsetMs: 0, wallSeen: start, awayMs: 1_000, lastContact: start, jumped: false };
  const time = new Timekeeper(device({ wall: start - dayMs }).clock, kept);
  assert.equal(time.jumped, true);
  assert.equal(time.now(), start);
  assert.equal(time.kept.awayMs, 1_000);
});

test('Timekeeper counts the days without contact whatever is done to the clock', () => {
  let kept: KeptTime | undefined;
  const phone = device();
  const opened = () => new Timekeeper(phone.clock, kept);
  let time = opened();
  time.contact(start, 0);
  for (let day = 0; day < 15; day++) {
    phone.passes(dayMs / 2);
    kept = time.kept;
    // closed for half a day, and then the clock is set back by ten days
    phone.passes(dayMs / 2);
    time = opened();
    kept = time.kept;
    phone.jumps(-10 * dayMs);
    time = opened();
    kept = time.kept;
  }
  assert.equal(time.kept.awayMs, 15 * dayMs);
  time.contact(start + 15 * dayMs, 0);
  assert.equal(time.kept.awayMs, 0);
});

test('Timekeeper learns nothing from an answer without a time', () => {
  const time = new Timekeeper(device().clock);
  for (const now of [Number.NaN, Number.POSITIVE_INFINITY]) time.contact(now, 0);
  assert.equal(time.kept.lastContact, undefined);
  assert.equal(time.now(), start);
});
