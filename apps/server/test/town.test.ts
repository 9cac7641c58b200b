import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { SyncDeviceAnswer, SyncPulled, VisitList, VisitPage } from '@munan/flow';
import { ManualClock } from '@munan/runtime';
import { seedPastVisits, seedTown } from '../src/demonstration.ts';
import type { House } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { bearer, newFolder, openTestHouse } from './house-for-tests.ts';

const now = Date.UTC(2026, 10, 22, 0);

describe('the demonstration town', () => {
  const { folder, remove } = newFolder();
  let house: House;
  let app: App;
  before(async () => {
    house = await openTestHouse(folder, new ManualClock(now));
    await seedTown(house);
    await seedPastVisits(house);
    app = await house.openHttp();
  });
  after(async () => {
    await app.close();
    await house.close();
    remove();
  });

  const ask = async <T>(
    user: 'nurse1' | 'doctor1',
    method: 'GET' | 'POST',
    url: string,
    payload?: object,
  ): Promise<T> => {
    const authorization = await bearer(folder, user === 'nurse1' ? 'nurse' : 'doctor', user, now);
    const answer = await app.inject({ method, url, headers: { authorization }, ...(payload && { payload }) });
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json<T>();
  };

  it('has a day of visits with promised times, what the doctor asked for and the way, each stop told why', async () => {
    const { device } = await ask<SyncDeviceAnswer>('nurse1', 'POST', '/api/sync/device', { name: 'test' });
    const pulled = await ask<SyncPulled>('nurse1', 'POST', '/api/sync/pull', { device, have: {}, forms: {} });
    assert.equal(pulled.people.length, 12);
    assert.ok(pulled.people.every(({ person, location }) => person.simulated && location));
    const { day } = pulled;
    assert.ok(day.start && day.stops.length >= 3, JSON.stringify(day.stops));
    assert.ok(day.stops.every(({ why, wayM }) => why.length > 0 && wayM !== undefined));
    assert.deepEqual(day.stops.flatMap(({ person, promised }) => (promised ? [`${person} ${promised}`] : [])).sort(), [
      'p03 10:30',
      'p11 14:00',
    ]);
    assert.equal(day.stops.find(({ person }) => person === 'p12')?.asked?.by, '박새벽');
    const p05 = pulled.people.find(({ person }) => person.id === 'p05')!;
    assert.equal(p05.answers[0]?.from.name, '최가람');
    assert.ok(p05.visits.length > 0 && p05.visits.every(({ entry }) => entry.forms && entry.next));
    assert.deepEqual(
      pulled.conflicts.map(({ patient, field, clinical, kept, other }) => [
        patient,
        field,
        clinical,
        kept.byName,
        other.byName,
      ]),
      [['p01', 'medications', true, '최가람', '김하늘']],
    );
    assert.ok(pulled.conflicts[0]?.simulated);
  });

  it('has visits that are new to the doctor, with a question, and ranges of the person herself', async () => {
    const { visits } = await ask<VisitList>('doctor1', 'GET', '/api/visits');
    assert.ok(visits.length > 40 && visits.every(({ isNew }) => isNew));
    const asked = visits.find(({ question, person }) => question !== undefined && person.id === 'p08');
    assert.equal(asked?.answers, 1);
    const page = await ask<VisitPage>('doctor1', 'GET', `/api/visits/${asked!.id}`);
    assert.deepEqual(page.forms.map((form) => (form as { id: string }).id).sort(), ['activities', 'diabetes']);
    assert.ok((page.ranges.weightKg?.count ?? 0) >= 4, JSON.stringify(page.ranges));
    assert.equal(page.signed?.byName, '김하늘');
  });
});
