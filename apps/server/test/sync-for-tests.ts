import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import type { Role, SyncDeviceAnswer, SyncPulled, SyncPushed, SyncResult, VisitEntry } from '@munan/flow';
import { ManualClock } from '@munan/runtime';
import type { House } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { bearer, newFolder, openTestHouse, personOf } from './house-for-tests.ts';

export const minuteMs = 60_000;
export const hourMs = 60 * minuteMs;
export const dayMs = 24 * hourMs;
/** 2026-11-22 10:00 in Korea, a Sunday. */
export const begin = Date.UTC(2026, 10, 22, 1);

/** The head of a JPEG of one grey pixel: start, frame [ITU-T T.81 B.2.2]. */
export const jpegHead = [0xff, 0xd8, 0xff, 0xc0, 0, 11, 8, 0, 1, 0, 1, 1, 1, 0x11, 0] as const;

const roleOf = (user: string): Role => (/^(anna|bora|nurse)/.test(user) ? 'nurse' : (user as Role));

/** A house with two nurses (anna: p1, p2; bora: p2, p3), a doctor and a manager, and how they ask it. */
export class SyncHouse {
  readonly clock = new ManualClock(begin);
  readonly #place = newFolder();
  readonly #url: string | undefined;
  house!: House;
  app!: App;

  constructor(url?: string) {
    this.#url = url;
  }

  async open(): Promise<void> {
    this.house = await openTestHouse(this.#place.folder, this.clock, this.#url);
    this.app = await this.house.openHttp();
    await this.app.ready();
  }

  async begin(): Promise<void> {
    await this.open();
    await this.house.enrol(['p1', 'p2', 'p3'].map((id) => personOf(id, { medications: ['암로디핀 5 mg'] })));
    const password = 'right-password-2';
    await this.house.addUser({ id: 'anna', name: '김안나', role: 'nurse', password }, ['p1', 'p2']);
    await this.house.addUser({ id: 'bora', name: '이보라', role: 'nurse', password }, ['p2', 'p3']);
    await this.house.addUser({ id: 'doctor', name: '최의사', role: 'doctor', password });
    await this.house.addUser({ id: 'manager', name: '윤관리', role: 'manager', password });
    await this.house.addUser({ id: 'operator', name: '박관제', role: 'operator', password });
  }

  async close(): Promise<void> {
    await this.app.close();
    await this.house.close();
  }

  /** As after a stop or a crash: nothing is in memory any more. */
  async reopen(): Promise<void> {
    await this.close();
    await this.open();
  }

  async end(): Promise<void> {
    await this.close();
    this.#place.remove();
  }

  async request(user: string, method: 'GET' | 'POST', url: string, body?: unknown, more: Record<string, string> = {}) {
    const role = roleOf(user);
    const authorization = await bearer(this.#place.folder, role, user, this.clock.now());
    const isText = typeof body === 'string';
    return this.app.inject({
      method,
      url,
      headers: { authorization, ...(body !== undefined && { 'content-type': 'application/json' }), ...more },
      ...(body !== undefined && { payload: isText ? body : JSON.stringify(body) }),
    });
  }

  async fhir(user: string, method: 'GET' | 'PUT' | 'POST', url: string, body?: object) {
    const role = roleOf(user);
    const authorization = await bearer(this.#place.folder, role, user, this.clock.now());
    return this.app.inject({
      method,
      url,
      headers: { authorization, ...(body && { 'content-type': 'application/fhir+json' }) },
      ...(body && { payload: JSON.stringify(body) }),
    });
  }

  async ask<T>(user: string, method: 'GET' | 'POST', url: string, body?: unknown): Promise<T> {
    const answer = await this.request(user, method, url, body);
    assert.equal(answer.statusCode, 200, `${method} ${url}: ${answer.body}`);
    return answer.json<T>();
  }

  async device(user: string, device?: string): Promise<SyncDeviceAnswer> {
    return this.ask(user, 'POST', '/api/sync/device', { name: 'test', ...(device && { device }) });
  }

  async pull(user: string, device: string, have: Record<string, string> = {}): Promise<SyncPulled> {
    return this.ask(user, 'POST', '/api/sync/pull', { device, have, forms: {} });
  }

  async push(user: string, device: string, messages: unknown[]): Promise<SyncResult[]> {
    const sent = this.clock.now();
    const { results } = await this.ask<SyncPushed>(user, 'POST', '/api/sync/push', { device, sent, messages });
    return results;
  }

  visit(patient: string, more: Partial<VisitEntry> = {}): VisitEntry {
    const now = this.clock.now();
    return {
      id: randomUUID(),
      patient,
      state: 'signed',
      arrived: now - 30 * minuteMs,
      finished: now - minuteMs,
      vitals: { systolicMmHg: 142, diastolicMmHg: 84, pulsePerMin: 78, temperatureCel: 36.6, spo2Percent: 96 },
      ...more,
    };
  }

  message<M extends object>(kind: string, more: M) {
    return { id: randomUUID(), v: 1, kind, at: this.clock.now(), ...more };
  }
}
