import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Bundle, Observation } from '@munan/fhir';
import type { Role } from '@munan/flow';
import { ManualClock } from '@munan/runtime';
import type { House } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { bearer, newFolder, openTestHouse, personOf } from './house-for-tests.ts';
import { deliver, sentBy } from './packets-for-tests.ts';

const clock = new ManualClock();
const now = clock.now();
const second = 1000;

describe('the operations of the FHIR door, over the whole house', () => {
  const { folder, remove } = newFolder();
  let house: House;
  let app: App;

  before(async () => {
    house = await openTestHouse(folder, clock);
    await house.enrol([personOf('p1'), personOf('p2')]);
    await house.addDevice('ear-1', 'ear', 'p1', 0);
    const t = now - 60 * second;
    const channels = [{ c: 'pulse', t, dt: second, x: [61, 62, null, 64] }];
    const sent = sentBy('ear-1', { v: 1, seq: 1, sent: now, battery: 80, worn: true, channels } as never);
    assert.deepEqual(await deliver(house, (to) => clock.moveTo(to), [{ ...sent, at: now }]), ['stored']);
    app = await house.openHttp();
  });
  after(async () => {
    await app?.close();
    await house?.close();
    remove();
  });

  const ask = async (role: Role | undefined, url: string, headers: object = {}, method: 'GET' | 'DELETE' = 'GET') => {
    const authorization = role && (await bearer(folder, role, `token-${role}`, clock.now()));
    return app.inject({ method, url, headers: { ...headers, ...(authorization && { authorization }) } });
  };

  it('$series tells what a device sent', async () => {
    const query = new URLSearchParams({
      patient: 'p1',
      code: 'http://loinc.org|8867-4',
      resolution: 'raw',
      start: new Date(now - 120 * second).toISOString(),
      end: new Date(now).toISOString(),
    });
    const { body, statusCode } = await ask('doctor', `/fhir/R4/Observation/$series?${query}`);
    assert.equal(statusCode, 200, body);
    const [observation] = ((JSON.parse(body) as Bundle).entry ?? []).map(({ resource }) => resource as Observation);
    assert.equal(observation?.valueSampledData?.data, '61 62 E 64');
    assert.equal(observation.valueSampledData.period, second);
    assert.equal(observation.device?.reference, 'Device/ear-1');
    assert.equal((await ask('family', `/fhir/R4/Observation/$series?${query}`)).statusCode, 403);
  });

  it('an export asked by a manager is under DATA/exports, is hers, and its reason is in the audit trail', async () => {
    const begun = await ask('manager', '/fhir/R4/Patient/$export?_type=Patient', {
      prefer: 'respond-async',
      'x-munan-reason': 'yearly review',
    });
    assert.equal(begun.statusCode, 202, begun.body);
    await house.exportJobs.settled();
    const status = new URL(String(begun.headers['content-location'])).pathname;
    const manifest = JSON.parse((await ask('manager', status)).body) as { output: { url: string; count: number }[] };
    assert.deepEqual(
      manifest.output.map(({ count }) => count),
      [2],
    );
    const file = new URL(manifest.output[0]?.url ?? '').pathname;
    const { body } = await ask('manager', file, { accept: 'application/fhir+ndjson' });
    assert.deepEqual(
      body
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line).id)
        .sort(),
      ['p1', 'p2'],
    );
    assert.ok(existsSync(join(folder, 'exports', status.split('/').at(-1) ?? '')));
    for (const role of ['doctor', 'nurse', 'operator', 'family'] as const) {
      for (const url of [status, file]) {
        const { statusCode } = await ask(role, url);
        assert.ok(statusCode === 404 || statusCode === 403, `${role} ${url}: ${statusCode}`);
      }
    }
    assert.equal((await ask(undefined, file)).statusCode, 401);
    const trail = JSON.parse((await ask('manager', '/fhir/R4/AuditEvent?_count=200')).body) as Bundle;
    const reasons = (trail.entry ?? [])
      .map(({ resource }) => JSON.stringify(resource))
      .filter((text) => text.includes('yearly review'));
    assert.ok(
      reasons.some((text) => text.includes('Patient/p1') && text.includes('Patient/p2')),
      'whose data was fetched',
    );
  });

  it('the CapabilityStatement names every operation that is served', async () => {
    const { body } = await ask('doctor', '/fhir/R4/metadata');
    for (const name of ['everything', 'lastn', 'series', 'export']) assert.match(body, new RegExp(`"name":"${name}"`));
  });
});
