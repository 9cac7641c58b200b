import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  changesNothing,
  eventsOfNothing,
  junkAnywhere,
  live,
  plainly,
  readingsOfNothing,
  said,
} from './hostile-for-tests.ts';

/** The long form of hostile.test.ts: each kind alone in every packet, and many more mixtures. */
for (const name of Object.keys(readingsOfNothing(0)))
  test(`${name}, in every packet, beside good readings, changes no finding`, () => {
    const { findings } = live((packet) => {
      const own = readingsOfNothing(packet.sent - 60_000)[name]!;
      return [{ ...packet, readings: [...own, ...packet.readings] }];
    });
    assert.deepEqual(said(findings), said(plainly.findings));
  });

for (const name of Object.keys(eventsOfNothing(0)))
  test(`${name}, in every packet, change no finding`, () => {
    const { findings } = live((packet) => [{ ...packet, events: eventsOfNothing(packet.sent)[name]! }]);
    assert.deepEqual(said(findings), said(plainly.findings));
  });

test('anything without information, anywhere, changes no finding: 150 mixtures', () => {
  fc.assert(fc.property(junkAnywhere, changesNothing), { numRuns: 150 });
});
