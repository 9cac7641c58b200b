import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { DeviceRow } from '@munan/flow';
import { wordsOf } from '@munan/language';
import { clockSentence, foundDevices, isClockOff, isDeviceId } from './device-words.ts';

const words = wordsOf('en').office.devices;
const span = (ms: number) => `${ms / 1000} s`;
const device: DeviceRow = { id: 'ear-01', kind: 'ear', connected: true, packets: 1, quarantined: 0, revoked: false };

test('clockSentence says which way a clock is off, and that it is not known where it is not', () => {
  assert.equal(clockSentence(words, 184_000, span), '184 s fast');
  assert.equal(clockSentence(words, -184_000, span), '184 s slow');
  assert.equal(clockSentence(words, 40, span), 'right');
  assert.equal(clockSentence(words, undefined, span), 'not known');
});

test('isClockOff agrees with clockSentence', () => {
  assert.equal(isClockOff({ ...device, clockErrorMs: -5_000 }), true);
  assert.equal(isClockOff({ ...device, clockErrorMs: 4_999 }), false);
  assert.equal(isClockOff(device), false);
});

test('foundDevices finds by id and by who wears it', () => {
  const person = {
    id: 'p1',
    name: '김순자',
    birthDate: '1941-03-08',
    age: 85,
    sex: 'female' as const,
    district: '성산구',
    simulated: true,
  };
  const devices = [device, { ...device, id: 'wrist-01', person }];
  assert.deepEqual(
    foundDevices(devices, 'EAR').map((one) => one.id),
    ['ear-01'],
  );
  assert.deepEqual(
    foundDevices(devices, '순자').map((one) => one.id),
    ['wrist-01'],
  );
});

test('isDeviceId allows what the protocol allows', () => {
  assert.ok(isDeviceId('ear-01.b'));
  assert.ok(!isDeviceId('ear 01'));
  assert.ok(!isDeviceId(''));
});
