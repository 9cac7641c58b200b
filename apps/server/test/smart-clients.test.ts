import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, before, describe, it } from 'node:test';
import { Client } from 'fhir-kit-client';
import smart from 'fhirclient';
import { nurse, type OpenidHouse, programToken, SignInDriver, startOpenidHouse } from './openid-for-tests.ts';

let house: OpenidHouse;
let server: Server;
let origin: string;

/** What the app shows at the end: the person whom it was given, as it read her. */
interface Shown {
  patient: string | null;
  user: string | null;
  name?: string;
  own: number;
  another: number;
}

/** A SMART app as its makers would write it with fhirclient, in a server of its own. */
async function startApp(): Promise<void> {
  const kept = new Map<string, unknown>();
  const storage = {
    get: async (key: string) => kept.get(key),
    set: async (key: string, value: unknown) => {
      kept.set(key, value);
      return value;
    },
    unset: async (key: string) => kept.delete(key),
  };
  const answer = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const api = smart(request as never, response as never, storage);
    if (request.url?.startsWith('/launch')) {
      const launch = new URL(request.url, origin).searchParams.get('launch');
      await api.authorize({
        iss: `${house.base}/fhir/R4`,
        clientId: 'smart-app',
        scope: `${launch ? 'launch' : 'launch/patient'} openid fhirUser offline_access patient/Patient.rs patient/Observation.rs`,
        redirectUri: `${origin}/callback`,
        pkceMode: 'required',
      });
      return;
    }
    const client = await api.ready();
    const patient = (await client.request(`Patient/${client.patient.id}`)) as { name?: { text?: string }[] };
    const status = (path: string) =>
      client.request(path).then(
        () => 200,
        (error: { status: number }) => error.status,
      );
    const shown: Shown = {
      patient: client.patient.id,
      user: client.user.fhirUser,
      ...(patient.name?.[0]?.text && { name: patient.name[0].text }),
      own: await status(`Observation?patient=${client.patient.id}`),
      another: await status('Patient/p2'),
    };
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(shown));
  };
  server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.writeHead(500).end(String(error)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

before(async () => {
  house = await startOpenidHouse();
  await startApp();
  await house.house.openid.clients.add({
    id: 'smart-app',
    name: '혈압 앱',
    kind: 'public',
    redirectUris: [`${origin}/callback`],
  });
});
after(async () => {
  server?.closeAllConnections();
  server?.close();
  await house?.stop();
});

/** Through the app's own launch, our sign-in, and back into the app. */
async function launched(path: string, user = nurse): Promise<Shown> {
  const start = await fetch(`${origin}${path}`, { redirect: 'manual' });
  const address = start.headers.get('location') ?? assert.fail(`${start.status} ${await start.text()}`);
  const back = await new SignInDriver(house.base).through(address, user);
  const answer = await fetch(back);
  const text = await answer.text();
  assert.equal(answer.status, 200, text);
  return JSON.parse(text) as Shown;
}

describe('fhirclient', () => {
  const expected = (id: string, user: string): Partial<Shown> => ({
    patient: id,
    user: `Practitioner/${user}`,
    name: `김${id}`,
  });

  it('standalone launch: the nurse chooses, the app reads that one person, and no other', async () => {
    const { own, another, ...shown } = await launched('/launch');
    assert.deepEqual(shown, expected('p1', 'nurse'));
    assert.equal(own, 200);
    assert.ok(another === 403 || another === 404, String(another));
  });

  it('a doctor may see everybody, and the app still sees only the one she chose', async () => {
    const doctor = { user: 'doctor', password: 'right-password-1', patient: 'p1' };
    const { another, ...shown } = await launched('/launch', doctor);
    assert.equal(shown.patient, 'p1');
    assert.ok(another === 403 || another === 404, String(another));
  });

  it('EHR launch: the app is opened for the person whose page it was opened from', async () => {
    const driver = new SignInDriver(house.base);
    driver.keep('munan_session', await house.house.identity.openSession('nurse'));
    const { launch, iss } = await driver.post<{ launch: string; iss: string }>('/api/launch', { patient: 'p1' });
    const shown = await launched(`/launch?${new URLSearchParams({ launch, iss })}`);
    assert.equal(shown.patient, 'p1');
  });
});

describe('fhir-kit-client', () => {
  it('finds the addresses in the CapabilityStatement and by well-known, and searches as a backend service', async () => {
    const bearerToken = await programToken(house, 'hospital', 'system/Patient.rs');
    const client = new Client({ baseUrl: `${house.base}/fhir/R4`, bearerToken });
    const metadata = await client.smartAuthMetadata();
    assert.equal(String(metadata.tokenUrl), `${house.base}/oidc/token`);
    assert.equal(String(metadata.authorizeUrl), `${house.base}/oidc/auth`);
    const statement = (await client.capabilityStatement()) as {
      resourceType: string;
      rest?: { security?: { cors?: boolean } }[];
    };
    assert.deepEqual([statement.resourceType, statement.rest?.[0]?.security?.cors], ['CapabilityStatement', true]);
    const found = (await client.search({ resourceType: 'Patient', searchParams: { _sort: '_id' } })) as {
      entry?: { resource: { id: string } }[];
    };
    assert.deepEqual(
      found.entry?.map(({ resource }) => resource.id),
      ['p1', 'p2'],
    );
    await assert.rejects(client.search({ resourceType: 'Observation', searchParams: {} }), /403|forbidden/i);
  });
});
