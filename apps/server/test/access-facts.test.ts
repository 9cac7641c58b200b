import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setImmediate as turn } from 'node:timers/promises';
import { AccessFacts } from '@munan/identity';
import type { FhirRecord, Stored } from '@munan/record';
import { FactsKeeper } from '../src/access-subject.ts';
import { careTeam } from '../src/people/care-team.ts';

describe('FactsKeeper', () => {
  it('committed() leaves the newest version, also when an older one is read for longer', async () => {
    const facts = new AccessFacts(540);
    const keeper = new FactsKeeper(facts, () => 0);
    let version = 0;
    let stored: Stored | undefined;
    const waits = [20, 0];
    // A database whose first reader is slow: what it answers is how things stood when it was asked.
    const record = {
      zoneOffsetMinutes: 540,
      search: async () => ({ rows: [] }),
      async newest() {
        const found = stored;
        for (let waited = waits.shift() ?? 0; waited > 0; waited -= 1) await turn();
        return found;
      },
    } as unknown as FhirRecord;
    await keeper.load(record);
    const write = (nurses: { id: string; name: string }[]) => {
      version += 1;
      const text = JSON.stringify(careTeam('p1', nurses));
      stored = { type: 'CareTeam', id: 'care.p1', version, lastUpdated: 0, deleted: false, patients: ['p1'], text };
      keeper.written('CareTeam', 'care.p1', version);
      return keeper.committed();
    };
    await Promise.all([write([{ id: 'nurse', name: '박간호' }]), write([])]);
    assert.deepEqual(facts.caredForBy('Practitioner/nurse', 0), new Set());
  });
});
