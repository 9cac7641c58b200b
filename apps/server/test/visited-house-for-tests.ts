/** One whole visit, as a nurse's device sends it to a real door, and what the doctor and the hospital do about it. */
import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { type SyncDeviceAnswer, type SyncPushed, siteZoneOffsetMinutes, type VisitEntry } from '@munan/flow';
import { bearer } from './house-for-tests.ts';
import { type OpenidHouse, startOpenidHouse } from './openid-for-tests.ts';

export const jpeg = Buffer.from([
  0xff, 0xd8, 0xff, 0xe0, 0, 4, 1, 2, 0xff, 0xc0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0, 0xff, 0xd9,
]);

export interface VisitedHouse {
  openid: OpenidHouse;
  visit: VisitEntry;
  /** Ids: of the contradiction that is decided, and of the one that is not. */
  decided: string;
  open: string;
}

/** A day of the site so many days from now. */
const dayFromNow = (days: number) =>
  new Date(Date.now() + siteZoneOffsetMinutes * 60_000 + days * 86_400_000).toISOString().slice(0, 10);

function wholeVisit(): VisitEntry {
  const now = Math.floor(Date.now() / 1000) * 1000;
  const gds = Array.from({ length: 15 }, (_, at) => [`gds-${at + 1}`, at % 3 === 0 ? 'yes' : 'no'] as const);
  return {
    id: randomUUID(),
    patient: 'p1',
    state: 'signed',
    arrived: now - 40 * 60_000,
    measured: now - 30 * 60_000,
    finished: now - 60_000,
    arrivedAt: { latitude: 35.2281, longitude: 128.6812, accuracyM: 12 },
    vitals: {
      systolicMmHg: 148,
      diastolicMmHg: 86,
      secondSystolicMmHg: 143,
      secondDiastolicMmHg: 81,
      pulsePerMin: 112,
      temperatureCel: 37,
      spo2Percent: 93,
      onOxygen: true,
      respirationPerMin: 22,
      glucoseMgPerDl: 104,
      fasting: true,
      weightKg: 54.3,
      painScore: 3,
      consciousness: 'alert',
      orientedToTime: false,
      orientedToPlace: true,
      orientedToPerson: true,
    },
    confirmed: ['pulsePerMin'],
    confirmedWhy: { pulsePerMin: '계단을 올라오심' },
    forms: {
      'heart-failure': {
        version: '1.0.0',
        answers: {
          'weight-gain': 'little',
          oedema: '2',
          nyha: '3',
          pillows: 3,
          orthopnoea: true,
          night: false,
          symptoms: ['cough', 'tired'],
          weighs: 'some',
          missed: 'none',
        },
      },
      mood: { version: '1.0.0', answers: { ...Object.fromEntries(gds), suicide: 'none' } },
    },
    photos: [
      {
        id: 'photo-1',
        takenAt: now - 20 * 60_000,
        kind: 'wound',
        caption: '왼쪽 발뒤꿈치',
        reference: 'coin-500',
        lengthMm: 22,
        widthMm: 15.5,
      },
    ],
    remarks: '발등이 부었고 숨이 차다고 하심',
    question: '이뇨제를 늘릴까요?',
    next: { date: dayFromNow(7), time: '14:30', note: '체중 확인' },
  };
}

/** @throws AssertionError when a door answers otherwise than with success */
export async function visitedHouse(): Promise<VisitedHouse> {
  const openid = await startOpenidHouse();
  const ask = async <T>(role: 'nurse' | 'doctor', path: string, body: object): Promise<T> => {
    const headers = { authorization: await bearer(openid.folder, role, role), 'content-type': 'application/json' };
    const answer = await fetch(`${openid.base}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
    const text = await answer.text();
    assert.equal(answer.status, 200, `${path}: ${text}`);
    return JSON.parse(text) as T;
  };
  const { device } = await ask<SyncDeviceAnswer>('nurse', '/api/sync/device', { name: '간호사 전화기' });
  const push = async (kind: string, more: object) => {
    const messages = [{ id: randomUUID(), v: 1, kind, at: Date.now(), ...more }];
    const { results } = await ask<SyncPushed>('nurse', '/api/sync/push', { device, sent: Date.now(), messages });
    return results[0] ?? assert.fail(`${kind} was not answered`);
  };
  const facts = (changes: object[]) => push('facts', { patient: 'p1', changes });

  const visit = wholeVisit();
  const [photo] = visit.photos ?? [];
  const sent = await push('visit', { visit });
  assert.deepEqual([sent.outcome, sent.warnings], ['applied', undefined], JSON.stringify(sent));
  const bytes = await push('photo', { patient: 'p1', visit: visit.id, photo, jpeg: jpeg.toString('base64') });
  assert.equal(bytes.outcome, 'applied', JSON.stringify(bytes));
  const answers = `/api/visits/${visit.id}/answers`;
  await ask('doctor', answers, { id: 'advice-1', kind: 'advice', text: '염분을 줄이도록 안내해 주세요' });
  await ask('doctor', answers, { id: 'order-1', kind: 'order', text: '푸로세미드 40 mg으로 증량' });
  const told = await facts([
    { field: 'allergies', base: [], mine: ['페니실린 (두드러기)'] },
    { field: 'conditions', base: [], mine: ['심부전'] },
  ]);
  assert.equal(told.outcome, 'applied', JSON.stringify(told));
  await ask('doctor', '/api/people/p1/facts', {
    changes: [
      { field: 'medications', base: [], mine: ['푸로세미드 40 mg'] },
      { field: 'doorCode', base: null, mine: '1234*' },
    ],
  });
  const both = await facts([
    { field: 'medications', base: [], mine: ['푸로세미드 20 mg'] },
    { field: 'doorCode', base: null, mine: '9876*' },
  ]);
  assert.equal(both.outcome, 'conflict', JSON.stringify(both));
  const of = (field: string) => both.conflicts?.find((each) => each.field === field)?.id ?? assert.fail(field);
  const [decided, open] = [of('medications'), of('doorCode')];
  await ask('doctor', `/api/conflicts/${decided}/decide`, { choice: 'kept' });
  return { openid, visit, decided, open };
}
