import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { addressInPart } from './address-in-part.ts';
import { checkSignature, signatureWithinMs, signBody } from './signature.ts';

const now = 1_795_000_000_000;
const body = Buffer.from('{"message":"a.1","state":"delivered","at":1}');
const secret = 'secret-of-both-sides-1';

it('checkSignature() takes what signBody() signed, for five minutes before and after', () => {
  const headers = { ...signBody(secret, body, now) };
  for (const at of [now, now - signatureWithinMs, now + signatureWithinMs])
    assert.equal(checkSignature(secret, body, headers, at), 'good');
  for (const at of [now - signatureWithinMs - 1, now + signatureWithinMs + 1])
    assert.equal(checkSignature(secret, body, headers, at), 'old');
});

it('checkSignature() refuses every other body, secret, time and form', () => {
  const good = signBody(secret, body, now);
  const check = (headers: Record<string, string | string[] | undefined>, by = secret, of: Uint8Array = body) =>
    checkSignature(by, of, headers, now);
  assert.equal(check({}), 'missing');
  assert.equal(check({ 'munan-timestamp': good['munan-timestamp'] }), 'missing');
  assert.equal(check({ 'munan-signature': good['munan-signature'] }), 'missing');
  assert.equal(check({ ...good }, 'another'), 'bad');
  assert.equal(check({ ...good, 'munan-timestamp': String(now + 1) }), 'bad');
  assert.equal(check({ ...good, 'munan-timestamp': `${now} ` }), 'bad');
  assert.equal(check({ ...good, 'munan-timestamp': '1e12' }), 'bad');
  assert.equal(check({ ...good, 'munan-signature': [good['munan-signature'], good['munan-signature']] }), 'bad');
  for (const form of [
    '',
    'v1=',
    'v1=00',
    good['munan-signature'].slice(3),
    good['munan-signature'].replace('v1', 'v2'),
  ])
    assert.equal(check({ ...good, 'munan-signature': form }), 'bad', form);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), fc.nat(255), fc.nat(), (bytes, bit, place) => {
      const signed = { ...signBody(secret, bytes, now) };
      assert.equal(check(signed, secret, bytes), 'good');
      const other = Uint8Array.from([...bytes, 0]);
      const at = place % other.length;
      other[at] = (other[at] as number) ^ (bit | 1);
      assert.equal(check(signed, secret, other), 'bad');
    }),
    { numRuns: 50 },
  );
});

it('checkSignature() never throws, whatever the headers hold', () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (timestamp, signature) => {
      const headers = { 'munan-timestamp': timestamp, 'munan-signature': signature };
      assert.notEqual(checkSignature(secret, body, headers, now), 'good');
    }),
  );
});

it('addressInPart() shows the last four digits or the first letter, and of anything else nothing', () => {
  const shown = ['010-1234-5678', '+821012345678', 'daughter@example.kr', '한글@example.kr', 'u-17', '1234', ''];
  assert.deepEqual(shown.map(addressInPart), [...['…5678', '…5678', 'd…@example.kr', '한…@example.kr', '…', '…', '…']]);
  // Nothing between the first letter and the last @ is ever shown.
  fc.assert(
    fc.property(fc.string({ minLength: 3 }), (inner) => {
      const part = addressInPart(`a${inner}@b.kr`);
      assert.ok(part === 'a…@b.kr' || part === '…', part);
    }),
  );
});
