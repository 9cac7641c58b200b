import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { SyncHouse } from './sync-for-tests.ts';

describe('a nurse whose assignment has ended, with entries still on her phone', () => {
  const there = new SyncHouse();
  let device: string;
  before(async () => {
    await there.begin();
    device = (await there.device('anna')).device;
  });
  after(() => there.end());

  it('what had arrived before is answered as then, with nothing of what stands there now; what is new is refused, and audited', async () => {
    const change = (base: string[], mine: string[]) => [{ field: 'medications', base, mine }];
    const sent = there.message('visit', { visit: there.visit('p1', { remarks: 'entered in time' }) });
    const first = there.message('facts', { patient: 'p1', changes: change(['암로디핀 5 mg'], ['메트포르민']) });
    const clash = there.message('facts', { patient: 'p1', changes: change([], ['와파린']) });
    const results = await there.push('anna', device, [sent, first, clash]);
    assert.deepEqual(
      results.map(({ outcome }) => outcome),
      ['applied', 'applied', 'conflict'],
    );
    await there.house.setLinks('anna', ['p2']);

    const late = there.message('visit', { visit: there.visit('p1') });
    const after = there.message('visit', { visit: there.visit('p2') });
    const again = await there.push('anna', device, [sent, clash, late, after]);
    assert.deepEqual(
      again.map(({ outcome, code, visit, row, conflicts }) => [outcome, code, visit?.patient, row?.id, conflicts]),
      [
        ['applied', undefined, undefined, undefined, undefined],
        ['conflict', undefined, undefined, undefined, undefined],
        ['refused', 'break-glass-needed', undefined, undefined, undefined],
        ['applied', undefined, 'p2', after.visit.id, undefined],
      ],
    );
    const { records } = await there.house.audit.search({ persons: ['p1'], limit: 50 });
    assert.ok(records.some((each) => each.user_id === 'anna' && /refused visits.write/.test(JSON.stringify(each))));
    const pulled = await there.pull('anna', device);
    assert.deepEqual([pulled.assigned, pulled.conflicts], [['p2'], []]);

    // She is hers again: the same message under a new id, as the phone sends it on "send again".
    await there.house.setLinks('anna', ['p1', 'p2']);
    const [kept] = await there.push('anna', device, [{ ...late, id: `${late.id}-2` }]);
    assert.equal(kept?.outcome, 'applied');
  });
});
