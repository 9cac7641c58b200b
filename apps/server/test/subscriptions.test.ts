import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, beforeEach, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Bundle, Provenance } from '@munan/fhir';
import { versionPasses } from '@munan/record';
import { ManualClock, silentLog } from '@munan/runtime';
import type { FastifyRequest } from 'fastify';
import { type House, openHouse } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { fhirAccess } from '../src/record-access.ts';
import { subscriberNeeds } from '../src/subscribers.ts';
import { bearer, configOf, newFolder, passwordCost, personOf } from './house-for-tests.ts';

const topic = 'http://munan.kr/fhir/SubscriptionTopic/visit-recorded';

describe('openHouse() tells subscribers', () => {
  const { folder, remove } = newFolder();
  const clock = new ManualClock();
  let house: House;
  let app: App;
  let hospital: Server;
  let statuses: number[] = [];
  const received: Bundle[] = [];
  let came = () => {};

  async function open(): Promise<void> {
    const { port } = hospital.address() as AddressInfo;
    const config = { ...configOf(folder), subscriptionHosts: [`127.0.0.1:${port}`] };
    house = await openHouse(config, { clock, log: silentLog, passwordCost });
    await house.start();
    app = await house.openHttp();
  }
  async function close(): Promise<void> {
    await app.close();
    await house.close();
  }

  before(async () => {
    hospital = createServer(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      received.push(JSON.parse(text) as Bundle);
      response.writeHead(statuses.shift() ?? 200).end();
      came();
    });
    await new Promise<void>((resolve) => hospital.listen(0, '127.0.0.1', resolve));
    await open();
    await house.enrol(['p1', 'p2'].map((id) => personOf(id)));
    await house.addUser({ id: 'nurse', name: '박간호', role: 'nurse', password: 'right-password-2' }, ['p1']);
    await house.addUser({ id: 'boss', name: '김관리', role: 'manager', password: 'right-password-3' });
  });
  after(async () => {
    await close();
    hospital.closeAllConnections();
    hospital.close();
    remove();
  });
  beforeEach(() => {
    received.length = 0;
    statuses = [];
  });

  /** Time passes until the hospital is told something. */
  async function told(): Promise<Bundle> {
    const before = received.length;
    while (received.length === before) {
      const next = new Promise<void>((resolve) => {
        came = resolve;
      });
      clock.advance(1000);
      // Whether the engine had looked at the clock already is not for this test to know.
      await Promise.race([next, wait(100)]);
    }
    return received.at(-1) as Bundle;
  }
  const ask = async (role: 'manager' | 'nurse', method: 'GET' | 'POST' | 'PUT', url: string, body?: unknown) => {
    const authorization = await bearer(folder, role, role === 'manager' ? 'boss' : 'nurse', clock.now());
    const type = url.startsWith('/fhir') ? 'application/fhir+json' : 'application/json';
    return app.inject({
      method,
      url,
      headers: { authorization, ...(body ? { 'content-type': type } : {}) },
      ...(body ? { payload: JSON.stringify(body) } : {}),
    });
  };
  const visit = (id: string, pulse: number) => ({
    ...{ id, patient: 'p1', arrived: clock.now() - 600_000, finished: clock.now() - 60_000, confirmed: [] },
    vitals: { pulsePerMin: pulse },
  });

  it('a visit that a nurse saves reaches the hospital, also when the server was stopped in between', async () => {
    const { port } = hospital.address() as AddressInfo;
    const channel = { type: 'rest-hook', endpoint: `http://127.0.0.1:${port}/`, payload: 'application/fhir+json' };
    const subscription = { resourceType: 'Subscription', status: 'requested', reason: 'x', criteria: topic, channel };
    assert.equal((await ask('nurse', 'POST', '/fhir/R4/Subscription', subscription)).statusCode, 403);
    const created = await ask('manager', 'POST', '/fhir/R4/Subscription', subscription);
    assert.equal(created.statusCode, 201, created.body);
    await told();

    statuses = [503];
    const saved = await ask('nurse', 'POST', '/api/visits', visit('v-1', 72));
    assert.equal(saved.statusCode, 200, saved.body);
    await told();
    await close();
    received.length = 0;
    await open();
    const { entry = [] } = await told();
    assert.match(entry[1]?.fullUrl ?? '', /Encounter\/v-1$/);
    const { records } = await house.audit.search({ persons: ['p1'], limit: 100 });
    assert.ok(records.some((each) => each.user_id === 'boss' && each.origin === 'subscription'));
  });

  it('a visit that is corrected has a Provenance by its nurse of each version', async () => {
    const entry = visit('v-2', 172);
    await ask('nurse', 'POST', '/api/visits', entry);
    const { device } = JSON.parse((await ask('nurse', 'POST', '/api/sync/device', { name: 'phone' })).body);
    const corrected = { ...entry, vitals: { pulsePerMin: 72 } };
    const messages = [
      { ...{ id: 'm-1', v: 1, kind: 'visit', at: clock.now() }, visit: corrected, base: entry, reason: 'a slip' },
    ];
    const again = await ask('nurse', 'POST', '/api/sync/push', { device, sent: clock.now(), messages });
    assert.equal(JSON.parse(again.body).results?.[0]?.outcome, 'applied', again.body);
    const { body } = await ask('nurse', 'GET', '/fhir/R4/Provenance?target=Observation/v-2.pulse');
    const told = ((JSON.parse(body) as Bundle).entry ?? []).map(({ resource }) => resource as Provenance);
    // One of each version: she has signed both.
    assert.equal(told.length, 2, body);
    for (const version of [1, 2]) {
      const pulse = `Observation/v-2.pulse/_history/${version}`;
      const found = told.find(({ target }) => target.some(({ reference }) => reference === pulse));
      assert.equal(found?.agent[0]?.who.reference, 'Practitioner/nurse', body);
      assert.equal(found?.signature?.[0]?.who.reference, 'Practitioner/nurse', body);
    }
    const original = await ask('nurse', 'GET', '/fhir/R4/Observation/v-2.pulse/_history/1');
    assert.match(original.body, /"value":172/);
  });

  it('maySee() asks for the rights of now: a nurse who lost a person, an account that is gone', async () => {
    const { identity } = house;
    const needs = subscriberNeeds(fhirAccess(house), versionPasses, identity.findUser, house.openid.clients.find);
    const nurse = { id: 'nurse', name: '박간호', role: 'nurse', origin: '', by: 'bearer' } as const;
    const text = needs.subscriberOf({ asker: nurse } as unknown as FastifyRequest);
    const version = await house.record.read('Encounter', 'v-2');
    assert.equal(await needs.maySee(text, version), true);
    await house.setLinks('nurse', ['p2']);
    assert.equal(await needs.maySee(text, version), false);
    assert.equal(await needs.maySee(text.replace('"id":"nurse"', '"id":"gone"'), version), false);
    assert.equal(needs.mayManage({ asker: { ...nurse, id: 'other' } } as unknown as FastifyRequest, text), false);
  });

  it('maySee() of a program: no longer when its client was removed', async () => {
    const { identity, openid } = house;
    const needs = subscriberNeeds(fhirAccess(house), versionPasses, identity.findUser, openid.clients.find);
    const jwks = { keys: [{ kty: 'EC', crv: 'P-384', x: 'AA', y: 'AA' }] };
    const scopes = ['system/Encounter.rs'];
    await openid.clients.add({ id: 'hospital', name: 'Hospital', kind: 'backend', redirectUris: [], scopes, jwks });
    const asker = { id: 'hospital', name: 'Hospital', role: 'service', client: 'hospital', scopes } as const;
    const text = needs.subscriberOf({ asker } as unknown as FastifyRequest);
    const version = await house.record.read('Encounter', 'v-2');
    assert.equal(await needs.maySee(text, version), true);
    await openid.clients.remove('hospital');
    assert.equal(await needs.maySee(text, version), false);
  });

  it('maySee() judges the version itself: what was written of somebody who refuses is not told once it is another’s', async () => {
    const { identity, openid } = house;
    const needs = subscriberNeeds(fhirAccess(house), versionPasses, identity.findUser, openid.clients.find);
    const nurse = { id: 'nurse', name: '박간호', role: 'nurse' } as const;
    const text = needs.subscriberOf({ asker: nurse } as unknown as FastifyRequest);
    await house.setLinks('nurse', ['p1']);
    const { text: json } = await house.record.read('Encounter', 'v-2');
    const ofAnother = json.replaceAll('Patient/p1', 'Patient/p2');
    assert.notEqual(ofAnother, json);
    assert.equal(await needs.maySee(text, { type: 'Encounter', patients: ['p1'], text: json }), true);
    assert.equal(await needs.maySee(text, { type: 'Encounter', patients: ['p1'], text: ofAnother }), false);
  });
});
