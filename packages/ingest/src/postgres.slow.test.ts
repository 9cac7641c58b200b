import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ManualClock, type PostgresForTests, startPostgresForTests } from '@munan/runtime';
import type { Receipt } from './index.ts';
import { openTested, packetBytes, start, type Tested } from './ingest-for-tests.ts';

let postgres: PostgresForTests;
let tested: Tested;
before(async () => {
  postgres = await startPostgresForTests();
  tested = await openTested(new ManualClock(start), await postgres.newDatabase());
});
after(async () => {
  await tested.close();
  await postgres.stop();
});

const receive = (payload: Uint8Array) =>
  new Promise<Receipt>((resolve, reject) => {
    tested.ingest.receive({ device: 'w1', door: 'mqtt', payload }, (error, receipt) =>
      error ? reject(error) : resolve(receipt!),
    );
  });

describe('Ingest over PostgreSQL', () => {
  it('stores, quarantines and knows everything again after a restart', async () => {
    const { ingest } = tested;
    const { secret } = await ingest.registry.add({ id: 'w1', kind: 'wrist' });
    await ingest.registry.add({ id: 'w2', kind: 'ear' });
    await ingest.registry.revoke('w2');
    await ingest.registry.assign('w1', 'kim', start - 3_600_000);
    await ingest.registry.assign('w1', undefined, start - 7_200_000);
    const receipts = await Promise.all([
      receive(packetBytes(1)),
      receive(packetBytes(1)),
      receive(packetBytes(1, start, { battery: 4 })),
      receive(Buffer.from('{"v":"\\u0000"}')),
      receive(packetBytes(2, start + 3_600_000)),
    ]);
    assert.deepEqual(
      receipts.map(({ outcome }) => outcome),
      ['stored', 'repeat', 'quarantined', 'quarantined', 'stored'],
    );
    assert.deepEqual(
      tested.committed.map(({ seq, subject, clockOffset }) => [seq, subject, clockOffset]),
      [
        [1, 'kim', 0],
        [2, 'kim', -3_600_000],
      ],
    );
    const rows = await ingest.quarantine(10);
    assert.deepEqual(rows.map(({ code, bytes }) => [code, bytes]).sort(), [
      ['sequence-conflict', packetBytes(1, start, { battery: 4 }).length],
      ['version-unknown', 14],
    ]);
    assert.deepEqual(
      Buffer.from((await ingest.quarantinedPayload(rows.find(({ bytes }) => bytes === 14)!.id))!),
      Buffer.from('{"v":"\\u0000"}'),
    );
    assert.equal(await ingest.quarantineTotal(), 2);
    const views = ingest.devices();
    await ingest.registry.flush();
    const reopened = await tested.reopen();
    assert.deepEqual(reopened.devices(), views);
    assert.equal(reopened.registry.authenticate('w1', secret), 'ok');
    await reopened.close();
  });
});
