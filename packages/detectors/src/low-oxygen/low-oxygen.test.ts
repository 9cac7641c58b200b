import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding, Rules } from '@munan/flow';
import type { WatchSettings } from '../detector.ts';
import { defaultRules } from '../rules.ts';
import { dawn, minutesOf, packetOf, settings } from '../watch/packets-example.ts';
import { createWatch } from '../watch/state.ts';
import { stepPacket } from '../watch/watch.ts';

/** Saturation of each minute; undefined where nothing is sent. */
function findingsOf(spo2: (number | undefined)[], given: Partial<WatchSettings> = {}): Finding[] {
  const state = createWatch('p1');
  const packets = minutesOf('wrist', spo2.length, (i) => (spo2[i] === undefined ? undefined : { spo2: spo2[i] }));
  return packets
    .flatMap((packet) => stepPacket(state, packet, { ...settings, ...given }).findings)
    .filter(({ detector }) => detector === 'low-oxygen');
}
const saidOf = (spo2: (number | undefined)[], given?: Partial<WatchSettings>) =>
  findingsOf(spo2, given).map(({ phase, priority }) => `${phase} ${priority}`);
const many = (value: number | undefined, count: number) => new Array<number | undefined>(count).fill(value);
const withOxygen = (oxygen: Partial<Rules['oxygen']>): Partial<WatchSettings> => ({
  rules: { ...defaultRules, oxygen: { ...defaultRules.oxygen, ...oxygen } },
});

test('lowOxygen says medium below 90 for three minutes, rises to high below 85, and ends at 92 only', () => {
  const said = saidOf([...many(97, 5), ...many(87, 5), ...many(82, 3), ...many(91, 10), ...many(96, 5)]);
  assert.deepEqual(said, ['began medium', 'changed high', 'ended high']);
  assert.deepEqual(saidOf([...many(97, 5), ...many(87, 2), ...many(97, 5)]), []);
});

test('lowOxygen does not flutter at its limit', () => {
  const flutter = Array.from({ length: 60 }, (_, i) => (i % 8 < 4 ? 88 : 91));
  assert.deepEqual(saidOf([...many(97, 5), ...flutter]), ['began medium']);
});

test('lowOxygen goes by the scale that a clinician prescribed', () => {
  const at88 = [...many(93, 5), ...many(88, 20)];
  assert.deepEqual(saidOf(at88), ['began medium']);
  assert.deepEqual(saidOf(at88, { spo2Scale2: true }), []);
  assert.deepEqual(saidOf([...many(90, 5), ...many(84, 10), ...many(89, 8)], { spo2Scale2: true }), [
    'began medium',
    'ended medium',
  ]);
});

test("lowOxygen goes by the house's rules: a changed limit or time changes what is said, and the limit stands in the evidence", () => {
  const at91 = [...many(97, 5), ...many(91, 10)];
  assert.deepEqual(saidOf(at91), []);
  const [said] = findingsOf(at91, withOxygen({ mediumBelowPercent: 93 }));
  assert.equal(said?.reason.params?.limit, 93);
  assert.deepEqual(said?.evidence[0]?.limits, [93, 85]);
  const shortDip = [...many(97, 5), ...many(87, 4), ...many(97, 5)];
  assert.deepEqual(saidOf(shortDip), ['began medium', 'ended medium']);
  assert.deepEqual(saidOf(shortDip, withOxygen({ mediumMinutes: 6 })), []);
  // The other scale's rules are another matter.
  assert.deepEqual(saidOf(at91, { ...withOxygen({ mediumBelowPercent: 93 }), spo2Scale2: true }), []);
});

test('lowOxygen states how rare it is, the graver the rarer', () => {
  const said = findingsOf([...many(97, 5), ...many(87, 5), ...many(80, 3)]);
  const [medium, high] = said.map(({ rarity }) => rarity ?? 0);
  assert.ok(medium! > 0 && high! > medium!);
});

test('lowOxygen neither begins nor ends across a gap, nor by what a sensor says off the finger', () => {
  assert.deepEqual(
    saidOf([...many(97, 5), ...many(87, 2), ...many(undefined, 10), ...many(87, 2), ...many(97, 9)]),
    [],
  );
  assert.deepEqual(saidOf([...many(97, 5), ...many(87, 5), ...many(undefined, 30)]), ['began medium']);
  for (const value of [0, 20, 127, 255, Number.NaN]) assert.deepEqual(saidOf([...many(97, 5), ...many(value, 30)]), []);
});

test('lowOxygen counts from where a sensor finds its finger again, not from the half minute that this falls into', () => {
  // Off the finger up to 22 s into a half minute, then 82 % for 38 s, as a sensor settles; then for longer.
  const track = (lowS: number) =>
    Float64Array.from({ length: 300 }, (_, i) => (i < 142 ? Number.NaN : i < 142 + lowS ? 82 + (i % 2) : 96));
  const said = (lowS: number) => {
    const state = createWatch('p1');
    const values = track(lowS);
    const findings = [0, 1, 2, 3, 4].flatMap((minute) => {
      const t = dawn + minute * 60_000;
      const reading = { channel: 'spo2', t, dt: 1000, values: values.slice(60 * minute, 60 * minute + 60) } as const;
      return stepPacket(state, { ...packetOf('wrist', minute, t, {}), readings: [reading] }, settings).findings;
    });
    return findings.map(({ phase, priority }) => `${phase} ${priority}`);
  };
  assert.deepEqual(said(38), []);
  assert.deepEqual(said(98), ['began high']);
});
