import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Database } from '@munan/runtime';
import { subjectAt } from './device.ts';
import { RegistryError } from './index.ts';
import { openTested, start, type Tested } from './ingest-for-tests.ts';
import { hashSecret, newSecret } from './secret.ts';
import type { IngestTables } from './tables.ts';

let tested: Tested;
before(async () => {
  tested = await openTested();
});
after(() => tested.close());

describe('newSecret', () => {
  it('is 160 bits in 32 letters, never twice the same', () => {
    const secrets = Array.from({ length: 200 }, newSecret);
    assert.ok(secrets.every((secret) => /^[A-Z2-7]{32}$/.test(secret)));
    assert.equal(new Set(secrets).size, 200);
    assert.deepEqual(new Set(secrets.join('')).size, 32);
  });
});

describe('Registry', () => {
  it('shows a secret once and keeps its hash alone', async () => {
    const { secret } = await tested.ingest.registry.add({ id: 'ear-1', kind: 'ear' });
    const { query } = tested.database as Database<IngestTables>;
    const row = await query.selectFrom('device').selectAll().executeTakeFirstOrThrow();
    assert.equal(row.secret_hash, hashSecret(secret));
    assert.ok(!JSON.stringify(row).includes(secret));
  });

  it('wornBy tells what a subject wears now, not what she wore', async () => {
    const { registry } = tested.ingest;
    for (const id of ['worn-2', 'worn-1', 'worn-3']) {
      await registry.add({ id, kind: 'ear' });
      await registry.assign(id, 'anna', start - 10);
    }
    await registry.assign('worn-3', 'berta', start - 5);
    const ids = (subject: string) => registry.wornBy(subject, () => false).map(({ id }) => id);
    assert.deepEqual([ids('anna'), ids('berta'), ids('nobody')], [['worn-1', 'worn-2'], ['worn-3'], []]);
    const everybody = registry.list(() => false).filter(({ subject }) => subject === 'anna');
    assert.deepEqual(
      everybody.map(({ id }) => id),
      ids('anna'),
    );
  });

  it('admits id and secret only', () => {
    const { registry } = tested.ingest;
    assert.equal(registry.authenticate('ear-1', 'wrong'), 'wrong-secret');
    assert.equal(registry.authenticate('ear-1', ''), 'wrong-secret');
    assert.equal(registry.authenticate('nobody', ''), 'unknown');
    assert.equal(registry.authenticate('constructor', ''), 'unknown');
  });

  it('kills the old secret when it gives a new one', async () => {
    const { registry } = tested.ingest;
    const { secret: old } = await registry.add({ id: 'ear-2', kind: 'ear' });
    const { secret } = await registry.renewSecret('ear-2');
    assert.deepEqual(
      [registry.authenticate('ear-2', old), registry.authenticate('ear-2', secret)],
      ['wrong-secret', 'ok'],
    );
  });

  it('revokes for good', async () => {
    const { registry } = tested.ingest;
    const { secret } = await registry.add({ id: 'ear-3', kind: 'ear' });
    await registry.revoke('ear-3');
    await registry.revoke('ear-3');
    assert.equal(registry.authenticate('ear-3', secret), 'revoked');
    await assert.rejects(registry.renewSecret('ear-3'), { code: 'device-revoked' });
    await assert.rejects(registry.add({ id: 'ear-3', kind: 'ear' }), { code: 'device-exists' });
  });

  for (const id of ['', ' ', 'a/b', '#', '+', '-x', 'ä', 'a'.repeat(65), '../etc', 'a\u0000']) {
    it(`refuses ${JSON.stringify(id)} as a device's id`, async () => {
      await assert.rejects(
        tested.ingest.registry.add({ id, kind: 'test' }),
        (error) => error instanceof RegistryError && error.code === 'device-id-invalid',
      );
    });
  }

  it('lets one of two who add the same id at once win', async () => {
    const { registry } = tested.ingest;
    const both = await Promise.allSettled([1, 2].map(() => registry.add({ id: 'twin', kind: 'test' })));
    assert.deepEqual(both.map(({ status }) => status).sort(), ['fulfilled', 'rejected']);
  });

  it('names the unknown device that it was asked for', async () => {
    const { registry } = tested.ingest;
    await assert.rejects(registry.assign('ghost', 'kim'), {
      code: 'device-unknown',
      message: 'There is no device "ghost".',
    });
    await assert.rejects(registry.revoke('ghost'), { code: 'device-unknown' });
    assert.equal(registry.find('ghost'), undefined);
  });

  it('keeps who wore a device, whatever the order in which it was told', async () => {
    const { registry } = tested.ingest;
    await registry.add({ id: 'ear-4', kind: 'ear' });
    await registry.assign('ear-4', 'lee', start);
    await registry.assign('ear-4', 'kim', start - 1000);
    await registry.assign('ear-4', undefined, start + 1000);
    const worn = (device = registry.get('ear-4')) => {
      return [-1001, -1000, -1, 0, 999, 1000].map((after) => subjectAt(device, start + after));
    };
    const expected = [undefined, 'kim', 'kim', 'lee', 'lee', undefined];
    assert.deepEqual(worn(), expected);
    const reopened = await tested.reopen();
    assert.deepEqual(worn(reopened.registry.get('ear-4')), expected);
    await reopened.close();
  });

  it('corrects an assignment written for the same moment', async () => {
    const { registry } = tested.ingest;
    await registry.add({ id: 'ear-5', kind: 'ear' });
    await registry.assign('ear-5', 'lee', start);
    tested.clock.advance(1);
    await registry.assign('ear-5', 'kim', start);
    assert.equal(subjectAt(registry.get('ear-5'), start), 'kim');
    const reopened = await tested.reopen();
    assert.equal(subjectAt(reopened.registry.get('ear-5'), start), 'kim');
    await reopened.close();
  });
});
