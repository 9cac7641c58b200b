import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { isPublic, targetOf, whyNotEndpoint } from './endpoint.ts';

it('isPublic() is false for every range that is not everybody’s', () => {
  const inside = [
    ...['0.0.0.0', '10.0.0.1', '100.64.0.1', '127.0.0.1', '127.255.255.254', '169.254.169.254', '172.16.0.1'],
    ...['172.31.255.255', '192.168.1.1', '198.18.0.1', '203.0.113.9', '224.0.0.1', '255.255.255.255'],
    ...['::', '::1', '::ffff:10.0.0.1', '::ffff:8.8.8.8', 'fe80::1', 'fc00::1', 'fdff::1', 'ff02::1', '64:ff9b::a00:1'],
    ...['2001:db8::1', '2002:a00:1::', '2001::1', 'not an address', ''],
  ];
  for (const address of inside) assert.equal(isPublic(address), false, address);
  for (const address of ['8.8.8.8', '172.15.0.1', '172.32.0.1', '100.128.0.1', '2606:4700::1111', '2a00:1450::1']) {
    assert.equal(isPublic(address), true, address);
  }
});

it('whyNotEndpoint() takes no address of 10.0.0.0/8 however it is written, and never throws', () => {
  const octet = fc.integer({ min: 0, max: 255 });
  fc.assert(
    fc.property(octet, octet, octet, (a, b, c) => {
      const number = ((10 * 256 + a) * 256 + b) * 256 + c;
      for (const host of [`10.${a}.${b}.${c}`, `${number}`, `0x${number.toString(16)}`, `[::ffff:10.${a}.${b}.${c}]`]) {
        assert.ok(whyNotEndpoint(`https://${host}/`, { allowedHosts: [] }), host);
      }
    }),
  );
  fc.assert(fc.property(fc.string(), (text) => void whyNotEndpoint(text, { allowedHosts: [] })));
});

it('targetOf() refuses a name that leads into the own network, unless it is allowed', async () => {
  const policy = { allowedHosts: ['localhost:8443'] };
  await assert.rejects(targetOf('https://localhost/x', { allowedHosts: [] }), /not a public one/);
  await assert.rejects(targetOf('https://localhost:8444/x', policy), /not a public one/);
  const { address } = await targetOf('https://localhost:8443/x', policy);
  assert.match(address, /^(127\.|::1$)/);
  await assert.rejects(targetOf('http://localhost/x', { allowedHosts: [] }), /only https/);
  await assert.rejects(targetOf('http://10.0.0.1/x', { allowedHosts: ['10.0.0.1'] }), /only https/);
  assert.equal((await targetOf('https://10.0.0.1/x', { allowedHosts: ['10.0.0.1'] })).address, '10.0.0.1');
});
