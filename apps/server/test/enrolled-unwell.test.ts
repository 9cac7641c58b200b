import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { PersonBrief, PersonPage } from '@munan/flow';
import { ManualClock } from '@munan/runtime';
import type { House } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { bearer, newFolder, openTestHouse } from './house-for-tests.ts';

const now = Date.UTC(2026, 10, 22, 3);

describe('unwell at enrolment', () => {
  const { folder, remove } = newFolder();
  let house: House;
  let app: App;
  before(async () => {
    house = await openTestHouse(folder, new ManualClock(now));
    app = await house.openHttp();
    await app.ready();
  });
  after(async () => {
    await app.close();
    await house.close();
    remove();
  });
  const post = async (url: string, payload: object) => {
    const authorization = await bearer(folder, 'manager', 't-manager', now);
    return app.inject({ method: 'POST', url, payload, headers: { authorization } });
  };
  const shown = async (id: string) => {
    const authorization = await bearer(folder, 'operator', 't-operator', now);
    const answer = await app.inject({ url: `/api/people/${id}`, headers: { authorization } });
    return answer.json<PersonPage>().person.enrolledUnwell;
  };
  const person = {
    name: '최새봄',
    birthDate: '1944-05-06',
    sex: 'female',
    address: '창원',
    programme: 'regular',
    spo2Scale2: false,
    noMovementHours: { caution: 8, alarm: 12, danger: 24 },
  };

  it('is kept with the person, shown, and taken back by the manager; absent it is no', async () => {
    const well = (await post('/api/manage/people', person)).json<PersonBrief>();
    assert.equal(await shown(well.id), undefined);
    const unwell = (await post('/api/manage/people', { ...person, enrolledUnwell: true })).json<PersonBrief>();
    assert.equal(await shown(unwell.id), true);
    const again = await post(`/api/manage/people/${unwell.id}/enrolled-unwell`, { unwell: false });
    assert.equal(again.statusCode, 200, again.body);
    assert.equal(await shown(unwell.id), undefined);
    assert.equal(house.people.get(unwell.id).name, person.name, 'and nothing else of her has changed');
    const bad = await post(`/api/manage/people/${unwell.id}/enrolled-unwell`, { unwell: 'no' });
    assert.equal(bad.statusCode, 400);
  });
});
