import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Board, VisitRow } from '@munan/flow';
import { ManualClock, type PostgresForTests, startPostgresForTests } from '@munan/runtime';
import type { House } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { bearer, newFolder, openTestHouse, personOf } from './house-for-tests.ts';
import { deliver, judged, sentBy } from './packets-for-tests.ts';

const minuteMs = 60_000;
const begin = Date.UTC(2026, 10, 22, 9);
const minutes = 12;

describe('openHouse() on PostgreSQL', () => {
  const { folder, remove } = newFolder();
  const clock = new ManualClock(begin);
  let postgres: PostgresForTests;
  let url: string;
  let house: House;
  let app: App;
  let tokens: Record<'doctor' | 'nurse' | 'operator', string>;

  const open = async () => {
    house = await openTestHouse(folder, clock, url);
    await house.start();
    app = await house.openHttp();
  };
  const close = async () => {
    await app.close();
    await house.close();
  };
  const ask = async <T>(by: keyof typeof tokens, path: string, payload?: object): Promise<T> => {
    const method = payload ? 'POST' : 'GET';
    const headers = { authorization: tokens[by] };
    const answer = await app.inject({ method, url: path, headers, ...(payload ? { payload } : {}) });
    assert.equal(answer.statusCode, 200, answer.body);
    return answer.json<T>();
  };
  const moveTo = (now: number) => clock.moveTo(Math.max(now, clock.now()));

  before(async () => {
    postgres = await startPostgresForTests();
    url = await postgres.newDatabase();
    tokens = {
      doctor: await bearer(folder, 'doctor', 'doctor', begin),
      nurse: await bearer(folder, 'nurse', 'nurse', begin),
      operator: await bearer(folder, 'operator', 'operator', begin),
    };
    await open();
    await house.enrol(['p1', 'p2'].map((id) => personOf(id)));
    await house.addUser({ id: 'nurse', name: '간호', role: 'nurse', password: 'right-password-2' }, ['p1']);
    await house.addDevice('ear', 'ear', 'p1', begin - minuteMs);
  });
  after(async () => {
    await close();
    await postgres.stop();
    remove();
  });

  it('takes packets in, raises the alert, and draws the series; packed or not', async () => {
    const arrivals = Array.from({ length: minutes }, (_, minute) => {
      const t = begin + minute * minuteMs;
      const x = Array.from({ length: 60 }, (_, i) => (minute < 6 ? 96 : 81) + ((minute + i) % 3));
      const pulse = Array.from({ length: 60 }, (_, i) => 64 + ((7 * minute + i) % 5));
      const sent = t + minuteMs;
      const channels = [
        { c: 'spo2', t, dt: 1_000, x },
        { c: 'pulse', t, dt: 1_000, x: pulse },
      ] as const;
      return { ...sentBy('ear', { v: 1, seq: minute + 1, sent, battery: 70, worn: true, channels }), at: sent };
    });
    const outcomes = await deliver(house, moveTo, [...arrivals, ...arrivals]);
    assert.deepEqual(outcomes.toSorted(), [...Array(minutes).fill('repeat'), ...Array(minutes).fill('stored')]);
    await judged(house, moveTo);
    const [alert, ...others] = await house.response.list({ status: 'open', subject: 'p1' });
    assert.deepEqual(
      [alert?.family, alert?.priority, alert?.reason.code, others.length],
      ['vital', 'high', 'low-oxygen', 0],
    );
    const window = { subject: 'p1', channel: 'spo2', from: begin, to: begin + minutes * minuteMs } as const;
    const before = await house.series.window({ ...window, resolution: 'raw' });
    assert.equal(before.t.length, minutes * 60);
    moveTo(begin + 2 * 3_600_000);
    await house.series.pack();
    assert.deepEqual(await house.series.window({ ...window, resolution: 'raw' }), before);
    const flag = await ask<{ status: string }>('doctor', `/fhir/R4/Flag/${alert!.id}`);
    assert.equal(flag.status, 'active');
  });

  it('saves a visit, and is the same after a restart: board, alerts, visit, findings', async () => {
    const now = clock.now();
    const vitals = { systolicMmHg: 128, diastolicMmHg: 76, spo2Percent: 88, temperatureCel: 36.6 };
    const visit = { id: 'v-1', patient: 'p1', arrived: now - 20 * minuteMs, finished: now - minuteMs, vitals };
    const saved = await ask<VisitRow>('nurse', '/api/visits', visit);
    assert.deepEqual(saved.vitals, vitals);
    await judged(house, moveTo);
    const everything = async () => ({
      people: (await ask<Board>('operator', '/api/board')).people,
      // What is wrong with Munan itself is looked at anew by whoever starts.
      alerts: (await house.response.list({ status: 'open' })).filter(({ family }) => family !== 'house'),
      visits: await house.visits.list({ limit: 10 }),
      findings: await house.findings.of('p1', 0, 1_000),
      logged: (await house.audit.search({ persons: ['p1'], limit: 0 })).total,
    });
    const before = await everything();
    assert.deepEqual(before.people.map(({ id, state }) => [id, state]).sort(), [
      ['p1', 'alert'],
      ['p2', 'silent'],
    ]);
    await close();
    await open();
    // Her board is one more view of p1.
    assert.deepEqual(await everything(), { ...before, logged: before.logged + 1 });
  });

  it('lets no second server watch the same people', async () => {
    await assert.rejects(openTestHouse(folder, clock, url), /in use by another Munan server; stop that one first/);
  });

  it('answers NUL, which PostgreSQL cannot hold, like any other bad input', async () => {
    for (const [method, path, payload] of [
      ['POST', '/api/login', { user: 'a\0b', password: 'x' }],
      ['GET', '/api/people/a%00b', undefined],
      ['GET', '/fhir/R4/Patient?name=a%00b', undefined],
      ['GET', '/api/alerts/a%00b', undefined],
      ['POST', '/fhir/R4/Patient', { resourceType: 'Patient', name: [{ family: 'a\0b' }] }],
    ] as const) {
      const headers = { authorization: tokens.doctor };
      const { statusCode, body } = await app.inject({ method, url: path, headers, ...(payload ? { payload } : {}) });
      assert.ok(statusCode < 500, `${path}: ${statusCode} ${body}`);
    }
  });
});
