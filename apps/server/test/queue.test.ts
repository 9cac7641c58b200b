import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { AlertList, AlertPage, Finding } from '@munan/flow';
import { ManualClock } from '@munan/runtime';
import type { House } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { askingOf } from './asked-for-tests.ts';
import { newFolder, openTestHouse, personOf } from './house-for-tests.ts';

const clock = new ManualClock();
const people = Array.from({ length: 13 }, (_, i) => `p${i}`);
const priorities = ['low', 'high', 'medium'] as const;

const findingOf = (subject: string, i: number): Finding => ({
  ...{ id: `f${i}`, episode: `e${i}`, subject, detector: 'low-oxygen', version: 1, phase: 'began' },
  ...{ family: 'vital', priority: priorities[i % 3]!, reason: { code: 'low-oxygen', params: { percent: 84 } } },
  ...{ confidence: 1, since: clock.now(), at: clock.now(), live: true, evidence: [] },
});

describe('GET /api/alerts', () => {
  const { folder, remove } = newFolder();
  let house: House;
  let app: App;
  let ask: ReturnType<typeof askingOf>;

  before(async () => {
    house = await openTestHouse(folder, clock);
    await house.enrol(people.map((id) => personOf(id)));
    const password = 'right-password-1';
    await house.addUser({ id: 'op', name: '하나', role: 'operator', password });
    await house.addUser({ id: 'nurse', name: '간호', role: 'nurse', password }, ['p3']);
    await house.start();
    app = await house.openHttp();
    await app.ready();
    ask = askingOf(app, folder, () => clock.now());
    await house.response.take(people.map(findingOf));
    await house.response.settled();
  });
  after(async () => {
    await app.close();
    await house.close();
    remove();
  });

  const pageAfter = async (next?: string) => {
    const url = `/api/alerts?limit=5${next === undefined ? '' : `&after=${encodeURIComponent(next)}`}`;
    return (await ask('operator', 'op', { url })).json<AlertList>();
  };

  it('gives every open alert once, in pages, the gravest first and of these what is due first', async () => {
    const pages = [await pageAfter()];
    while (pages.at(-1)!.next !== undefined) pages.push(await pageAfter(pages.at(-1)!.next));
    const rows = pages.flatMap(({ alerts }) => alerts);
    assert.deepEqual(rows.map(({ person }) => person!.id).sort(), [...people].sort());
    assert.deepEqual(
      pages.map(({ alerts }) => alerts.length),
      [5, 5, 3],
    );
    for (const { total } of pages) assert.equal(total, people.length);
    const order = rows.map(
      ({ priority, step }) => [['high', 'medium', 'low'].indexOf(priority), step.deadline] as const,
    );
    const sorted = [...order].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    assert.deepEqual(order, sorted);
  });

  it('refuses as `after` what no page ever ended with', async () => {
    for (const bad of ['x', '0', '0.1', '3.1.a', '0.1e9.a', "0.1.'; drop table alert;--".repeat(4), '0.NaN.a', '%00']) {
      const { statusCode } = await ask('operator', 'op', { url: `/api/alerts?after=${encodeURIComponent(bad)}` });
      assert.equal(statusCode, 400, bad);
    }
    const odd = await ask('operator', 'op', { url: `/api/alerts?after=${encodeURIComponent("2.99.' or 1=1 --")}` });
    assert.equal(odd.statusCode, 200);
  });

  it('shows a nurse her own people only, whatever page she asks for', async () => {
    const { alerts, next } = (await ask('nurse', 'nurse', { url: '/api/alerts?limit=1000' })).json<AlertList>();
    assert.deepEqual(
      alerts.map(({ person }) => person!.id),
      ['p3'],
    );
    assert.equal(next, undefined);
    const after = await ask('nurse', 'nurse', {
      url: `/api/alerts?after=${encodeURIComponent((await pageAfter()).next!)}`,
    });
    assert.ok(after.json<AlertList>().alerts.every(({ person }) => person!.id === 'p3'));
  });

  it('assigns an alert to an operator and to nobody else', async () => {
    const [row] = (await pageAfter()).alerts;
    const url = `/api/alerts/${row!.id}/commands`;
    for (const [to, status] of [
      ['nurse', 422],
      ['nobody', 422],
      ['plan', 422],
      ['op', 200],
    ] as const) {
      const answer = await ask('operator', 'op', { method: 'POST', url, payload: { command: 'assign', to } });
      assert.equal(answer.statusCode, status, to);
      assert.equal((await house.response.get(row!.id)).takenBy, status === 200 ? to : undefined, to);
    }
  });

  it('says on the page of an alert what was sent for it', async () => {
    const [row] = (await pageAfter()).alerts;
    const { messages, operators } = (await ask('operator', 'op', { url: `/api/alerts/${row!.id}` })).json<AlertPage>();
    assert.deepEqual(messages, await house.response.messages({ alert: row!.id }));
    assert.deepEqual(
      operators.map(({ id }) => id),
      ['op'],
    );
  });
});
