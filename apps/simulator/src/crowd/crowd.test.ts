import assert from 'node:assert/strict';
import { test } from 'node:test';
import { decodePacket } from '@munan/devices';
import fc from 'fast-check';
import { openTestBroker } from '../devices/test-broker.ts';
import { Histogram } from './histogram.ts';
import { minuteTemplate, stampTemplate } from './packet-template.ts';
import { runCrowd } from './run-crowd.ts';
import { startCrowd } from './start-crowd.ts';

test('stampTemplate writes seq and times into the packet without encoding it again', () => {
  const large = fc.integer({ min: 2 ** 32 + 1, max: 4_102_444_800_000 });
  fc.assert(
    fc.property(fc.nat(40), large, large, large, fc.nat(9), (variant, seq, sent, t, at) => {
      const template = minuteTemplate(variant);
      const into = Buffer.alloc(2000);
      const length = stampTemplate(template, into, at, seq, sent, Math.min(t, sent));
      const decoded = decodePacket(new Uint8Array(into.subarray(at, at + length)), 'cbor');
      assert.ok(decoded.ok, decoded.ok ? '' : decoded.detail);
      assert.equal(decoded.raw.seq, seq);
      assert.equal(decoded.raw.sent, sent);
      assert.deepEqual(
        decoded.raw.channels.map((one) => [one.c, one.t, one.x.length]),
        [
          ['spo2', Math.min(t, sent), 60],
          ['pulse', Math.min(t, sent), 60],
          ['temperature', Math.min(t, sent), 1],
          ['activity', Math.min(t, sent), 1],
        ],
      );
    }),
    { numRuns: 60 },
  );
});

test('Histogram.quantileMs is within a bucket of the sorted truth', () => {
  const duration = fc.double({ min: 0.01, max: 60_000, noNaN: true });
  fc.assert(
    fc.property(
      fc.array(duration, { minLength: 1, maxLength: 200 }),
      fc.double({ min: 0, max: 1, noNaN: true }),
      (all, share) => {
        const histogram = new Histogram();
        for (const ms of all) histogram.record(ms);
        const sorted = all.toSorted((a, b) => a - b);
        const truth = sorted[Math.max(1, Math.ceil(share * sorted.length)) - 1]!;
        const said = histogram.quantileMs(share);
        assert.ok(said >= truth * 0.999 && said <= truth * 1.04, `${said} for ${truth}`);
      },
    ),
  );
  assert.ok(Number.isNaN(new Histogram().quantileMs(0.5)));
});

test('runCrowd publishes each packet once, in the order of each device, and counts every acknowledgement', async () => {
  const broker = await openTestBroker(new Map([1, 2, 3, 4, 5].map((n) => [`crowd-${n}`, `s${n}`])));
  const devices = [1, 2, 3, 4, 5].map((n) => ({ id: `crowd-${n}`, secret: `s${n}` }));
  const result = await runCrowd({ host: '127.0.0.1', port: broker.port, devices, packetsPerSecond: 400, seconds: 0.5 });
  await broker.close();
  assert.ok(result.sent > 0);
  assert.equal(result.unacknowledged, 0);
  assert.equal(broker.arrived.length, result.sent);
  for (const { id } of devices) {
    const seqs = broker.arrived.filter(({ device }) => device === id).map(({ packet }) => packet.seq);
    assert.ok(seqs.length > 0);
    assert.deepEqual(
      seqs,
      seqs.map((_, at) => seqs[0]! + at),
    );
  }
  assert.ok(broker.arrived.every(({ packet }) => packet.channels[0]!.t <= packet.sent));
  assert.ok(result.latencyMs.p50 <= result.latencyMs.p99 && result.latencyMs.p99 <= result.latencyMs.largest);
});

test('runCrowd warms up with one packet of each device that it does not count', async () => {
  const broker = await openTestBroker(new Map([1, 2, 3].map((n) => [`warm-${n}`, `s${n}`])));
  const devices = [1, 2, 3].map((n) => ({ id: `warm-${n}`, secret: `s${n}` }));
  const result = await runCrowd({
    ...{ host: '127.0.0.1', port: broker.port, devices, packetsPerSecond: 300, seconds: 0.2 },
    ...{ firstMinuteAt: Date.now() - 86_400_000, warmUp: { packetsPerSecond: 1000, restMs: 50 } },
  });
  await broker.close();
  assert.equal(broker.arrived.length, result.sent + 3);
  assert.equal(result.unacknowledged, 0);
  for (const { id } of devices) {
    const own = broker.arrived.filter(({ device }) => device === id).map(({ packet }) => packet);
    const [first] = own;
    assert.deepEqual(
      own.map(({ seq, channels }) => [seq - first!.seq, channels[0]!.t - first!.channels[0]!.t]),
      own.map((_, at) => [at, at * 60_000]),
    );
  }
});

test('runCrowd says which device was refused, and what cannot be reached', async () => {
  const broker = await openTestBroker(new Map());
  const crowd = { host: '127.0.0.1', devices: [{ id: 'stranger', secret: 'x' }], packetsPerSecond: 1, seconds: 0.1 };
  await assert.rejects(runCrowd({ ...crowd, port: broker.port }), /device stranger was refused .* return code 4/);
  const { port } = broker;
  await broker.close();
  await assert.rejects(runCrowd({ ...crowd, port }), /device stranger cannot reach 127\.0\.0\.1/);
  await assert.rejects(runCrowd({ ...crowd, port, devices: [] }), /there are no devices/);
});

test('startCrowd runs the crowd in a process of its own, as fast as it is acknowledged', async () => {
  const broker = await openTestBroker();
  const devices = Array.from({ length: 4 }, (_, n) => ({ id: `fast-${n}`, secret: 's' }));
  const options = { host: '127.0.0.1', port: broker.port, devices, packetsPerSecond: Number.POSITIVE_INFINITY };
  const result = await startCrowd({ ...options, seconds: 0.5, inFlight: 8 });
  await broker.close();
  assert.ok(result.sent > 32);
  assert.equal(result.unacknowledged, 0);
  assert.equal(broker.arrived.length, result.sent);
  await assert.rejects(startCrowd({ ...options, devices: [], seconds: 1 }), /there are no devices/);
});
