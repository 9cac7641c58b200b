import assert from 'node:assert/strict';
import { it } from 'node:test';
import { ManualClock } from '@munan/runtime';
import { Seldom } from './seldom.ts';

it('Seldom tells once in a while and how many it held back', () => {
  const clock = new ManualClock();
  const seldom = new Seldom(clock, 1000);
  const told: number[] = [];
  for (let times = 0; times < 5; times += 1) seldom.tell((held) => told.push(held));
  clock.advance(1000);
  seldom.tell((held) => told.push(held));
  assert.deepEqual(told, [0, 4]);
});
