import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SyncHouse } from './sync-for-tests.ts';

describe('POST /api/sync', () => {
  const there = new SyncHouse();
  before(() => there.begin());
  after(() => there.end());

  it('enrols a device, sends a visit and pulls it back', async () => {
    const { device, key } = await there.device('anna');
    assert.equal(Buffer.from(key, 'base64').length, 32);
    assert.equal((await there.device('anna', device)).key, key);
    const visit = there.visit('p1', { remarks: '식사 잘 하심' });
    const [result] = await there.push('anna', device, [there.message('visit', { visit })]);
    assert.equal(result?.outcome, 'applied', JSON.stringify(result));
    assert.equal(result?.visit?.remarks, '식사 잘 하심');
    const pulled = await there.pull('anna', device);
    assert.deepEqual(pulled.assigned, ['p1', 'p2']);
    assert.equal(pulled.people.find(({ person }) => person.id === 'p1')?.visits[0]?.entry.id, visit.id);
  });
});
