import { test } from 'node:test';
import { playModel } from './fuzz-model-for-tests.ts';

const first = Number(process.env.FUZZ_FROM ?? 121);

test('Desk loses nothing and doubles nothing in five hundred runs more than the gate plays', () =>
  playModel(first, 500));
