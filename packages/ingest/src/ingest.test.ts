import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'node:test';
import { type Answer, type Ingest, NotStored, type Receipt } from './index.ts';
import { openTested, packetBytes, start, type Tested } from './ingest-for-tests.ts';

const minute = 60_000;
let tested: Tested;
let ingest: Ingest;
let count = 0;
let device = '';

function receive(payload: Uint8Array, to = device): Promise<Receipt> {
  return new Promise((resolve, reject) => {
    ingest.receive({ device: to, door: 'mqtt', payload }, (error, receipt) =>
      error ? reject(error) : resolve(receipt!),
    );
  });
}

describe('Ingest', () => {
  before(async () => {
    tested = await openTested();
    ingest = tested.ingest;
  });
  after(() => tested.close());
  beforeEach(async () => {
    count += 1;
    device = `d${count}`;
    await ingest.registry.add({ id: device, kind: 'wrist' });
    tested.committed.length = 0;
    tested.log.broken = undefined;
  });

  it('answers when the packet is on disk, and only then tells who follows', async () => {
    const order: string[] = [];
    const receipt = await new Promise<Receipt>((resolve) => {
      const answer: Answer = (_error, got) => {
        order.push(`answered, ${tested.committed.length} told`);
        resolve(got!);
      };
      ingest.receive({ device, door: 'http', payload: packetBytes(1) }, answer);
      order.push(`received, ${tested.log.commits} commits`);
    });
    assert.deepEqual(receipt, { outcome: 'stored' });
    assert.deepEqual(order, ['received, 0 commits', 'answered, 0 told']);
    assert.deepEqual(await tested.log.stored(), [`${device}/1`]);
    assert.deepEqual(
      tested.committed.map(({ device: from, seq, received }) => [from, seq, received]),
      [[device, 1, start]],
    );
  });

  it('acknowledges a repeat and tells nobody of it', async () => {
    await receive(packetBytes(1));
    assert.deepEqual(await receive(packetBytes(1)), { outcome: 'repeat' });
    assert.equal(tested.committed.length, 1);
    assert.equal(ingest.registry.get(device).packets, 1);
  });

  it('stores a packet once that comes three times into one commit', async () => {
    const receipts = await Promise.all([1, 2, 3].map(() => receive(packetBytes(1))));
    assert.deepEqual(receipts.map(({ outcome }) => outcome).sort(), ['repeat', 'repeat', 'stored']);
  });

  it('puts another packet of the same seq into quarantine as sequence-conflict', async () => {
    await receive(packetBytes(1));
    const receipt = await receive(packetBytes(1, start, { battery: 3 }));
    assert.equal(receipt.outcome === 'quarantined' && receipt.code, 'sequence-conflict');
    const [row] = await ingest.quarantine(1);
    assert.deepEqual([row?.device, row?.code, row?.door], [device, 'sequence-conflict', 'mqtt']);
    assert.deepEqual(Buffer.from((await ingest.quarantinedPayload(row!.id))!), packetBytes(1, start, { battery: 3 }));
  });

  it('keeps the bytes it does not understand, once, with the reason', async () => {
    const total = await ingest.quarantineTotal();
    const junk = Buffer.from('{"v":9}');
    for (let times = 0; times < 3; times += 1) {
      const receipt = await receive(junk);
      assert.equal(receipt.outcome === 'quarantined' && receipt.code, 'version-unknown');
    }
    assert.equal(await ingest.quarantineTotal(), total + 1);
    assert.equal(ingest.registry.get(device).quarantined, 3);
    const [row] = await ingest.quarantine(1);
    assert.equal(row?.detail, 'v is 9; 1 is allowed.');
    assert.equal(row?.bytes, junk.length);
  });

  it('keeps at most 200 packets a day of what one device gets wrong, and counts on', async () => {
    const total = await ingest.quarantineTotal();
    for (let times = 0; times < 250; times += 1) await receive(Buffer.from('{"v":2}'));
    await Promise.all(Array.from({ length: 230 }, (_, index) => receive(Buffer.from(`{"v":${index + 3}}`))));
    assert.equal(await ingest.quarantineTotal(), total + 200);
    assert.equal(ingest.registry.get(device).quarantined, 480);
    assert.deepEqual(await receive(packetBytes(1)), { outcome: 'stored' });
  });

  it('does not acknowledge while nothing can be stored, and stores the resend', async () => {
    tested.log.broken = () => true;
    await assert.rejects(receive(packetBytes(1)), (error) => error instanceof NotStored && error.code === 'not-stored');
    assert.equal(tested.committed.length, 0);
    tested.log.broken = undefined;
    assert.deepEqual(await receive(packetBytes(1)), { outcome: 'stored' });
  });

  it('lets one packet that the database cannot take keep no other one out', async () => {
    tested.log.broken = (items) => items.some(({ packet }) => packet.seq === 13);
    const outcomes = await Promise.allSettled(Array.from({ length: 40 }, (_, seq) => receive(packetBytes(seq))));
    const failed = outcomes.flatMap(({ status }, seq) => (status === 'rejected' ? [seq] : []));
    assert.deepEqual(failed, [13]);
    assert.deepEqual(
      tested.committed.map(({ seq }) => seq),
      Array.from({ length: 40 }, (_, seq) => seq).filter((seq) => seq !== 13),
    );
  });

  it('refuses a device that it does not know, or no longer', async () => {
    await assert.rejects(receive(packetBytes(1), 'stranger'), { code: 'device-unknown' });
    await ingest.registry.revoke(device);
    await assert.rejects(receive(packetBytes(1)), { code: 'device-unknown' });
  });

  it('gives a late packet to whoever wore the device when it was measured', async () => {
    await ingest.registry.assign(device, 'kim', start - 100 * minute);
    await ingest.registry.assign(device, undefined, start - 50 * minute);
    await ingest.registry.assign(device, 'lee', start - 20 * minute);
    for (const [seq, minutesAgo] of [30, 200, 90, 5].entries()) {
      await receive(packetBytes(seq, start - minutesAgo * minute));
    }
    assert.deepEqual(
      tested.committed.map(({ subject }) => subject),
      [undefined, undefined, 'kim', 'lee'],
    );
  });

  it('corrects a clock that is ahead, and shows it', async () => {
    await receive(packetBytes(1, start + 60 * minute));
    const [packet] = tested.committed;
    assert.deepEqual([packet?.clockOffset, packet?.readings[0]?.t], [-60 * minute, start - minute]);
    assert.equal(ingest.devices().find(({ id }) => id === device)?.clockErrorMs, 60 * minute);
  });

  it('shows battery and wear of the newest packet, not of the one that came last', async () => {
    await receive(packetBytes(2, start, { battery: 40, worn: false }));
    await receive(packetBytes(1, start - 60 * minute, { battery: 90 }));
    const view = ingest.devices().find(({ id }) => id === device);
    assert.deepEqual([view?.battery, view?.worn, view?.packets, view?.lastContact], [40, false, 2, start]);
  });

  it('holds what a device says it is until it says another, and a packet of before changes nothing', async () => {
    const make = () => ingest.registry.get(device).make;
    await receive(packetBytes(2, start, { make: 'ear/1.1' }));
    await receive(packetBytes(3, start + minute));
    await receive(packetBytes(1, start - 60 * minute, { make: 'ear/1.0' }));
    assert.equal(make(), 'ear/1.1');
    await receive(packetBytes(4, start + 2 * minute, { make: 'ear/1.2' }));
    assert.equal(make(), 'ear/1.2');
  });

  it('tells in its status what was done', async () => {
    const before = ingest.status();
    await receive(packetBytes(1));
    await receive(Buffer.from('x'));
    const now = ingest.status();
    assert.deepEqual([now.stored - before.stored, now.quarantined - before.quarantined, now.queued], [1, 1, 0]);
    assert.equal(now.lastCommitAt, start);
  });

  it('knows everything again after a restart', async () => {
    const { secret } = await ingest.registry.renewSecret(device);
    await ingest.registry.assign(device, 'kim', start - minute);
    await receive(packetBytes(1, start + 60 * minute, { battery: 33, make: 'ear/1.0' }));
    await receive(Buffer.from('no packet'));
    const views = ingest.devices();
    await ingest.registry.flush();
    const reopened = await tested.reopen();
    assert.deepEqual(reopened.devices(), views);
    assert.equal(reopened.registry.authenticate(device, secret), 'ok');
    assert.equal(reopened.registry.get(device).make, 'ear/1.0');
    await reopened.close();
  });

  it('writes the figures within seconds', async () => {
    await receive(packetBytes(1));
    tested.clock.advance(5000);
    await ingest.registry.flush();
    const reopened = await tested.reopen();
    assert.equal(reopened.registry.get(device).packets, 1);
    await reopened.close();
    tested.clock.moveTo(start);
  });

  it('answers what was taken before it closes, and takes nothing more', async () => {
    const closing = await tested.reopen();
    const taken = new Promise<Receipt | undefined>((resolve) => {
      closing.receive({ device, door: 'mqtt', payload: packetBytes(7) }, (_error, receipt) => resolve(receipt));
    });
    await closing.close();
    assert.deepEqual(await taken, { outcome: 'stored' });
    let refused: NotStored | undefined;
    closing.receive({ device, door: 'mqtt', payload: packetBytes(8) }, (error) => {
      refused = error;
    });
    assert.equal(refused?.code, 'busy');
  });
});
