import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Finding } from '@munan/flow';
import { Outage } from './outage.ts';

const minuteMs = 60_000;
const dawn = Date.UTC(2026, 10, 22, 6);
const lostBy = (subject: string, at: number, more: Partial<Finding> = {}): Finding => ({
  id: `silence/${subject}/${at}/no-contact/began`,
  episode: `silence/${subject}/${at}/no-contact`,
  subject,
  detector: 'silence',
  version: 2,
  phase: 'began',
  family: 'silence',
  priority: 'low',
  reason: { code: 'no-contact', params: { device: 'w', minutes: 10, act: 'call-her' } },
  confidence: 1,
  since: at,
  at: at + 10 * minuteMs,
  live: true,
  evidence: [],
  ...more,
});
/** `people` heard each minute for an hour; those of `gone` not after minute 30. */
function hour(people: number, gone: number): Outage {
  const outage = new Outage();
  for (let minute = 0; minute <= 40; minute++)
    for (let one = 0; one < people; one++)
      if (one >= gone || minute <= 30) outage.heard(`p${one}`, dawn + minute * minuteMs + one * 100);
  return outage;
}
const at = dawn + 30 * minuteMs;

test('Outage makes of many homes that fell silent at once one call about the network, and holds the others', () => {
  const outage = hour(20, 10);
  const judged = Array.from({ length: 10 }, (_, one) => outage.judge([lostBy(`p${one}`, at + one * 100)])[0]!);
  assert.deepEqual(
    judged.map(({ reason }) => reason.code),
    Array(10).fill('network-silent'),
  );
  assert.equal(judged[0]!.held, undefined);
  assert.equal(judged[0]!.reason.params?.people, 10);
  assert.ok(judged.slice(1).every(({ held }) => held?.because === 'network'));
  const silence = [{ kind: 'no-contact' as const, device: 'w', since: at }];
  assert.equal(outage.shown('p3', silence)[0]!.kind, 'network');
  assert.equal(outage.shown('p15', silence)[0]!.kind, 'no-contact');
  // The same finding again, after a crash, is the same call.
  assert.deepEqual(outage.judge([lostBy('p0', at)])[0], judged[0]);
});

test('Outage leaves a few homes, a grave silence, its end and its sixth hour as they are', () => {
  assert.equal(hour(100, 4).judge([lostBy('p0', at)])[0]!.reason.code, 'no-contact', 'four people');
  assert.equal(hour(100, 10).judge([lostBy('p0', at)])[0]!.reason.code, 'no-contact', 'a tenth of them');
  const outage = hour(20, 10);
  for (const finding of [
    lostBy('p0', at, { priority: 'medium' }),
    lostBy('p0', at, { phase: 'changed', priority: 'medium' }),
    lostBy('p0', at, { phase: 'ended' }),
    lostBy('p0', at, { live: false }),
    lostBy('p0', at, { reason: { code: 'battery', params: { percent: 3 } } }),
    lostBy('stranger', at),
  ])
    assert.deepEqual(outage.judge([finding])[0], finding);
});

test('Outage is over for a person who is heard again, and her next silence is her own', () => {
  const outage = hour(20, 10);
  outage.judge(Array.from({ length: 10 }, (_, one) => lostBy(`p${one}`, at)));
  outage.heard('p3', at + 60 * minuteMs);
  const silence = [{ kind: 'gateway' as const, device: 'w', since: at }];
  assert.equal(outage.shown('p3', silence)[0]!.kind, 'gateway');
  assert.equal(outage.judge([lostBy('p3', at + 60 * minuteMs)])[0]!.reason.code, 'no-contact');
});

test('Outage that lasts over a restart of the server is known by all who were not heard since', () => {
  const outage = new Outage();
  const started = dawn + 5 * 60 * minuteMs;
  for (let one = 0; one < 30; one++) outage.heard(`p${one}`, started);
  for (let minute = 1; minute < 10; minute++) outage.heard('p29', started + minute * minuteMs);
  assert.equal(outage.judge([lostBy('p0', at)])[0]!.reason.code, 'network-silent');
});
