import assert from 'node:assert/strict';
import { it } from 'node:test';
import { unknownSpans } from './unknown-clock.ts';

const second = 1_000;
const hour = 3_600 * second;

it('unknownSpans: only a clock that was set forward and was told to nobody before the kill is unknown, until it is set again', () => {
  const heard = (sent: number, acknowledged = sent) => [
    { sentAt: sent * second, acknowledgedAt: acknowledged * second },
  ];
  const forward = { at: 100 * second, byMs: 2 * hour };
  const back = { at: 300 * second, byMs: -2 * hour };
  const kills = [20 * second, 110 * second, 320 * second];
  const unknown = [{ from: 110 * second, to: 480 * second }];
  assert.deepEqual(unknownSpans([forward, back], kills, []), unknown);
  assert.deepEqual(unknownSpans([forward, back], kills, heard(104)), []);
  assert.deepEqual(unknownSpans([forward, back], kills, heard(99)), unknown, 'sent before it was set');
  assert.deepEqual(unknownSpans([forward, back], kills, heard(100.5, 101)), unknown, 'perhaps not read yet');
  assert.deepEqual(unknownSpans([forward, back], kills, heard(108, 109.5)), unknown, 'perhaps not on disk yet');
  assert.deepEqual(unknownSpans([forward, back], kills, heard(115)), unknown, 'after the kill');
  assert.deepEqual(
    unknownSpans([back, { ...forward, at: 400 * second }], kills, []),
    [],
    'back, and never killed after',
  );
  assert.deepEqual(unknownSpans([forward], kills, []), [{ from: 110 * second, to: Number.POSITIVE_INFINITY }]);
});
