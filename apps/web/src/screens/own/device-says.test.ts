import assert from 'node:assert/strict';
import { test } from 'node:test';
import { centreWordsOf } from '@munan/language';
import { deviceSays } from './device-says.ts';

const words = centreWordsOf('en').own.devices;
const now = 10_000_000;
const says = (device: { lastContact?: number; battery?: number; worn?: boolean }) =>
  deviceSays({ kind: 'ear', ...device }, words, now, () => 'noon');

test('deviceSays says the most pressing thing: silence before an empty battery, and that before not being worn', () => {
  assert.equal(says({}), words.never);
  assert.equal(says({ lastContact: now - 16 * 60_000, battery: 5, worn: false }), words.quiet('noon'));
  assert.equal(says({ lastContact: now - 1000, battery: 12.4, worn: false }), words.low(12));
  assert.equal(says({ lastContact: now - 1000, battery: 60, worn: false }), words.off);
  assert.equal(says({ lastContact: now - 1000, battery: 20 }), words.heard);
});
