import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Bundle, Encounter } from '@munan/fhir';
import { bearer, newFolder, openTestHouse } from './house-for-tests.ts';
import { ServerProcess } from './server-for-tests.ts';

const rounds = 5;
const writers = 4;
const topic = 'http://munan.kr/fhir/SubscriptionTopic/visit-recorded';
const backport = 'http://hl7.org/fhir/uv/subscriptions-backport/StructureDefinition/';
const seed = Number(process.env.MUNAN_SEED ?? Date.now() % 2 ** 31);

/** mulberry32 */
let drawn = seed;
function random(): number {
  drawn = (drawn + 0x6d2b79f5) | 0;
  let t = Math.imul(drawn ^ (drawn >>> 15), 1 | drawn);
  t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
  return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
}

interface Parameters {
  parameter?: { name: string; part?: { name: string; valueString?: string }[] }[];
}

/** Version of each visit that was answered, and of each that was sent. */
interface Written {
  acknowledged: number;
  sent: number;
}

describe('serve, killed while visits are written over FHIR and a hospital is told', () => {
  const { folder, remove } = newFolder();
  const written = new Map<string, Written>();
  /** Event number -> `Encounter/x 3`, as the hospital took them. */
  const taken = new Map<number, string>();
  const order: number[] = [];
  const differing: string[] = [];
  let authorization = '';
  let hospital: Server;
  let server: ServerProcess | undefined;
  let http = '';

  const ask = (method: string, path: string, body?: unknown) =>
    fetch(new URL(`/fhir/R4/${path}`, http), {
      method,
      headers: { authorization, 'content-type': 'application/fhir+json' },
      ...(body !== undefined && { body: JSON.stringify(body) }),
    });
  const start = async () => {
    const host = `127.0.0.1:${(hospital.address() as AddressInfo).port}`;
    server = new ServerProcess(folder, { options: ['--subscription-hosts', host] });
    http = (await server.ready()).http;
  };
  /** Answers how many events it tells of; none is the handshake. */
  const take = ({ entry = [] }: Bundle): number => {
    const { parameter = [] } = entry[0]!.resource as unknown as Parameters;
    const numbers = parameter
      .filter(({ name }) => name === 'notification-event')
      .map(({ part = [] }) => Number(part.find(({ name }) => name === 'event-number')?.valueString));
    for (const [at, number] of numbers.entries()) {
      const { resourceType, id, meta } = entry[at + 1]!.resource as Encounter;
      const told = `${resourceType}/${id} ${meta?.versionId}`;
      if (!taken.has(number)) order.push(number);
      else if (taken.get(number) !== told) differing.push(`event ${number}: ${taken.get(number)}, then ${told}`);
      taken.set(number, told);
    }
    return numbers.length;
  };

  before(async () => {
    hospital = createServer(async (request, response) => {
      let text = '';
      for await (const chunk of request) text += chunk;
      const events = take(JSON.parse(text) as Bundle);
      // What was read and is not answered well comes again.
      response.writeHead(events > 0 && random() < 0.05 ? 503 : 200).end();
    });
    await new Promise<void>((resolve) => hospital.listen(0, '127.0.0.1', resolve));
    authorization = await bearer(folder, 'manager');
    await start();
    const patient = await ask('PUT', 'Patient/p1', { resourceType: 'Patient', id: 'p1' });
    assert.equal(patient.status, 201, await patient.text());
    const endpoint = `http://127.0.0.1:${(hospital.address() as AddressInfo).port}/notify`;
    const subscription = await ask('POST', 'Subscription', {
      resourceType: 'Subscription',
      status: 'requested',
      reason: 'referral',
      criteria: topic,
      channel: {
        type: 'rest-hook',
        endpoint,
        extension: [{ url: `${backport}backport-max-count`, valuePositiveInt: 10 }],
        payload: 'application/fhir+json',
        _payload: {
          extension: [
            {
              url: `${backport}backport-payload-content`,
              valueCode: 'full-resource',
            },
          ],
        },
      },
    });
    assert.equal(subscription.status, 201, await subscription.text());
  });
  after(async () => {
    if (server && !server.hasExited) await server.kill();
    hospital.closeAllConnections();
    hospital.close();
    remove();
  });

  const visit = (id: string) => ({
    resourceType: 'Encounter',
    id,
    status: 'finished',
    class: { system: 'http://terminology.hl7.org/CodeSystem/v3-ActCode', code: 'HH' },
    subject: { reference: 'Patient/p1' },
  });
  /** Writes new visits and old ones again, one request after another, until the server is gone. */
  const write = async (name: string): Promise<void> => {
    for (let made = 0; ; made += 1) {
      const id = `${name}-${random() < 0.3 ? 0 : made}`;
      const own = written.get(id) ?? { acknowledged: 0, sent: 0 };
      written.set(id, own);
      own.sent += 1;
      try {
        const answer = await ask('PUT', `Encounter/${id}`, visit(id));
        const { meta } = (await answer.json()) as Encounter;
        assert.ok(answer.ok, `${id}: ${answer.status}`);
        own.acknowledged = Number(meta?.versionId);
      } catch (error) {
        // What was on its way when the server died: stored or not, nobody was told.
        if (error instanceof assert.AssertionError) throw error;
        return;
      }
    }
  };

  it('nothing answered is lost, each event is told in order, the trail is whole', { timeout: 300_000 }, async (t) => {
    t.diagnostic(`seed ${seed}; MUNAN_SEED repeats it`);
    let errors = '';
    for (let round = 0; round < rounds; round += 1) {
      if (round > 0) await start();
      const known = written.size;
      const writing = Promise.all(Array.from({ length: writers }, (_, at) => write(`v${round}.${at}`)));
      // A kill finds a server that writes, however slow the machine is.
      while (written.size < known + 2 * writers) await wait(5);
      await wait(random() * 1_200);
      await server?.kill();
      await writing;
      errors += server?.log;
      t.diagnostic(`round ${round + 1}: ${written.size} visits, ${taken.size} events taken`);
    }

    await start();
    let versions = 0;
    const expected = new Set<string>();
    for (const [id, { acknowledged, sent }] of written) {
      const answer = await ask('GET', `Encounter/${id}`);
      if (answer.status === 404) {
        assert.equal(acknowledged, 0, `${id} was answered and is lost`);
        continue;
      }
      const { meta } = (await answer.json()) as Encounter;
      const version = Number(meta?.versionId);
      assert.ok(version >= acknowledged && version <= sent, `${id}: ${acknowledged} ≤ ${version} ≤ ${sent}`);
      versions += version;
      for (let each = 1; each <= version; each += 1) expected.add(`Encounter/${id} ${each}`);
    }
    while (taken.size < versions) await wait(20);
    assert.deepEqual([...taken.values()].sort(), [...expected].sort(), 'an event for each version, and no other');
    assert.deepEqual(
      order,
      order.map((_, at) => at + 1),
      'without a gap and in order',
    );
    assert.deepEqual(differing, [], 'what comes again is the same');
    const lastOf = new Map<string, number>();
    for (const told of order.map((number) => taken.get(number) as string)) {
      const [name = '', version] = told.split(' ');
      assert.equal(Number(version), (lastOf.get(name) ?? 0) + 1, `${told}: versions in order`);
      lastOf.set(name, Number(version));
    }
    assert.equal(await server?.stop(), 0);
    assert.equal(errors + server?.log, '');

    const house = await openTestHouse(folder);
    try {
      const { ok, problems } = await house.audit.verify();
      assert.deepEqual({ ok, problems }, { ok: true, problems: [] });
      // Each version is in the trail, for it went to disk with it.
      const { records } = await house.audit.search({ limit: 100_000, interactions: ['update'] });
      const told = records
        .map(({ resource }) => resource.replace('/_history/', ' '))
        .filter((name) => expected.has(name));
      assert.deepEqual(told.sort(), [...expected].sort(), 'one row for each version');
      assert.equal(records.length, versions + 1, 'and for the patient, and for nothing else');
    } finally {
      await house.close();
    }
  });
});
