import { test } from 'node:test';
import { playModel } from './fuzz-model-for-tests.ts';

test('Desk loses nothing and doubles nothing through cuts, kills, two tabs, jumps of the clock and full disks', () =>
  playModel(1, 120));
