import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import type { Ingest, NotStored } from './index.ts';
import { openTested, packetBytes, start, type Tested } from './ingest-for-tests.ts';

const minute = 60_000;
let tested: Tested;
let ingest: Ingest;

async function offsetOf(device: string, seq: number, sent: number): Promise<number> {
  tested.committed.length = 0;
  await new Promise<void>((resolve, reject) => {
    ingest.receive({ device, door: 'mqtt', payload: packetBytes(seq, sent) }, (error: NotStored | undefined) =>
      error ? reject(error) : resolve(),
    );
  });
  return tested.committed[0]!.clockOffset / minute;
}

before(async () => {
  tested = await openTested();
  ingest = tested.ingest;
  for (const id of ['ear', 'wrist', 'silent', 'new']) await ingest.registry.add({ id, kind: 'ear' });
});
after(() => tested.close());

it('Ingest moves the times of its devices with its own clock when that is set, and back, over a restart too', async () => {
  const { clock } = tested;
  assert.equal(await offsetOf('ear', 1, start), 0);
  assert.equal(await offsetOf('wrist', 1, start), 0);
  clock.set(start + 120 * minute);
  assert.equal(await offsetOf('ear', 2, start), 120, 'an alarm of this moment is not one of two hours ago');
  clock.advance(minute);
  assert.equal(await offsetOf('ear', 3, start + minute), 120);
  assert.equal(await offsetOf('wrist', 2, start + 120 * minute), 0, 'it took the wrong time from us, and is believed');
  await ingest.close();
  ingest = await tested.reopen();
  assert.equal(await offsetOf('ear', 4, start + minute), 120);
  clock.set(start + minute);
  assert.equal(await offsetOf('ear', 5, start + minute), 0);
  clock.set(start - 119 * minute);
  assert.equal(await offsetOf('ear', 6, start + minute), -120);
  clock.set(start + minute);
  assert.equal(await offsetOf('ear', 7, start + minute), 0);
});

it('Ingest knows of a device that was not heard since the clock was set and the server was started again', async () => {
  const { clock } = tested;
  const now = clock.now();
  assert.equal(await offsetOf('silent', 1, now), 0);
  clock.set(now + 120 * minute);
  assert.equal(await offsetOf('ear', 8, now), 120);
  await ingest.close();
  ingest = await tested.reopen();
  assert.equal(await offsetOf('silent', 2, now), 120);
  assert.equal(await offsetOf('new', 1, now), 120, 'its first packet of all');
  assert.equal(await offsetOf('new', 2, now + 119 * minute), 0, 'one that has the time of the server');
});
