import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { DayPlan, Finding, StreamEvent } from '@munan/flow';
import { begin, dayMs, hourMs, SyncHouse } from './sync-for-tests.ts';

describe('GET /api/day', () => {
  const there = new SyncHouse();
  before(async () => {
    await there.begin();
    for (const patient of ['p1', 'p2']) {
      const visit = there.visit(patient, { arrived: begin - 2 * dayMs, finished: begin - 2 * dayMs + hourMs });
      await there.ask('anna', 'POST', '/api/visits', visit);
    }
  });
  after(() => there.end());

  const day = () => there.ask<DayPlan>('anna', 'GET', '/api/day');
  const fall = (id: string): Finding => ({
    ...{ id, episode: `fall/p1/${begin}`, subject: 'p1', detector: 'fall', version: 1, phase: 'began' },
    ...{ family: 'safety', priority: 'high', reason: { code: 'fall', params: { peakG: 3.2 } }, confidence: 0.9 },
    ...{ since: begin, at: begin, live: true, evidence: [] },
  });

  it('is empty when nobody is due; an alert brings its person, and the nurse hears that her day has changed', async () => {
    assert.deepEqual((await day()).stops, []);
    const heard: StreamEvent[] = [];
    const leave = there.house.live.subscribe({ wants: () => true, send: (event) => heard.push(event) });
    await there.house.response.take([fall('f1')]);
    leave();
    assert.ok(heard.some(({ type, data }) => type === 'day' && data.person === 'p1'));
    const [stop, ...others] = (await day()).stops;
    assert.deepEqual([stop?.person, stop?.why[0]?.code, others.length], ['p1', 'fall', 0]);
  });

  it('low oxygen of the last night, what an operator asks for and what is due by the group come with their reasons', async () => {
    const low = { code: 'low-oxygen', params: { percent: 83, minutes: 12, limit: 88 } };
    const since = begin - 5 * hourMs;
    await there.house.findings.keep([
      { ...fall('o1'), subject: 'p2', detector: 'low-oxygen', family: 'vital', reason: low, since, at: since },
    ]);
    await there.ask('operator', 'POST', '/api/people/p2/visit-requests', {
      id: 'r1',
      text: '전화 안 받으심',
      by: '2026-11-22',
    });
    const stop = (await day()).stops.find(({ person }) => person === 'p2');
    assert.deepEqual(stop?.why.map(({ code }) => code).sort(), ['low-oxygen-night', 'visit-asked']);
    assert.equal(stop?.asked?.by, '박관제');
    // A visit that begins after it was asked for answers the request.
    there.clock.advance(hourMs);
    const { device } = await there.device('anna');
    await there.push('anna', device, [there.message('visit', { visit: there.visit('p2') })]);
    const done = (await day()).stops.find(({ person }) => person === 'p2');
    assert.ok(done?.done);
    assert.equal(done?.asked, undefined);
    there.clock.advance(92 * dayMs);
    const due = (await day()).stops.map(({ person, why }) => [
      person,
      why.some(({ code }) => code === 'visit-overdue'),
    ]);
    assert.deepEqual(due.sort(), [
      ['p1', true],
      ['p2', true],
    ]);
  });

  it('what was planned at a visit with a time is promised on its day, until somebody has been there', async () => {
    const tomorrow = new Date(there.clock.now() + dayMs + 9 * hourMs).toISOString().slice(0, 10);
    const { device } = await there.device('anna');
    const visit = there.visit('p1', { next: { date: tomorrow, time: '09:30' } });
    await there.push('anna', device, [there.message('visit', { visit })]);
    assert.equal((await day()).stops.find(({ person }) => person === 'p1')?.promised, undefined);
    there.clock.advance(dayMs);
    const stop = (await day()).stops.find(({ person }) => person === 'p1');
    assert.deepEqual([stop?.promised, stop?.why[0]?.code], ['09:30', 'visit-promised']);
    await there.push('anna', device, [there.message('visit', { visit: there.visit('p1') })]);
    assert.equal((await day()).stops.find(({ person }) => person === 'p1')?.promised, undefined);
  });
});
