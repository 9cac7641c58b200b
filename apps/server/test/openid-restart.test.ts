import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { after, before, describe, it, type TestContext } from 'node:test';
import { silentLog, systemClock } from '@munan/runtime';
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose';
import { clientAdd } from '../src/commands/client-add.ts';
import { type Config, ConfigError } from '../src/config.ts';
import { type House, openHouse } from '../src/house.ts';
import type { App } from '../src/http/app.ts';
import { configOf, newFolder } from './house-for-tests.ts';

const { folder, remove } = newFolder();
const base = 'https://munan.test';
const tls: Partial<Config> = { behindTls: true, publicUrl: base };
let house: House;
let app: App;
let privateKey: CryptoKey;
let jwk: JWK;

async function open(): Promise<void> {
  house = await openHouse({ ...configOf(folder), ...tls }, { clock: systemClock, log: silentLog });
  app = await house.openHttp();
  await app.ready();
}
async function close(): Promise<void> {
  await app.close();
  await house.close();
}
/** The command's words in this process; what it prints. */
async function munan(context: TestContext, ...words: string[]): Promise<string> {
  const { mock } = context.mock.method(console, 'log', () => undefined);
  await clientAdd.run([...words, '--data', folder]);
  const said = mock.calls.map(({ arguments: given }) => given.join(' ')).join('\n');
  mock.restore();
  return said;
}

before(async () => {
  const pair = await generateKeyPair('RS384', { extractable: true });
  privateKey = pair.privateKey;
  jwk = { ...(await exportJWK(pair.publicKey)), kid: 'one' };
  writeFileSync(join(folder, 'keys.json'), JSON.stringify({ keys: [jwk] }));
});
after(async () => {
  await close();
  remove();
});

const assertion = (id = 'pump') =>
  new SignJWT({ iss: id, sub: id, aud: `${base}/oidc/token`, jti: randomUUID() })
    .setProtectedHeader({ alg: 'RS384', kid: 'one' })
    .setExpirationTime('4m')
    .sign(privateKey);

function ask(client_assertion: string) {
  return app.inject({
    method: 'POST',
    url: '/oidc/token',
    headers: { 'content-type': 'application/x-www-form-urlencoded', host: 'inside:8080' },
    payload: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'system/Observation.rs',
      client_assertion_type: 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer',
      client_assertion,
    }).toString(),
  });
}

describe('munan client add, a restart, and a server behind TLS', () => {
  it('the command registers a backend by its keys, and says what is wrong in one sentence', async (context) => {
    const keys = join(folder, 'keys.json');
    const pump = ['--id', 'pump', '--name', '펌프', '--jwks', keys, '--scope', 'system/Observation.rs'];
    const said = await munan(context, ...pump);
    assert.match(said, /client pump \(backend\) added; it may ask for system\/Observation\.rs/);
    const web = ['--id', 'web', '--name', '앱', '--confidential', '--redirect', 'https://app.example/back'];
    assert.match(await munan(context, ...web), /its secret, shown this once: \S{40,}/);
    const wrong: [string[], RegExp][] = [
      [pump, /there is a client pump already/],
      [['--id', 'x', '--name', 'X'], /--redirect, --jwks or --jwks-uri is missing/],
      [['--id', 'x', '--name', 'X', '--public', '--confidential'], /exclude each other/],
      [['--id', 'x', '--name', 'X', '--public', '--redirect', 'http://app.example/'], /https/],
      [['--id', 'x', '--name', 'X', '--jwks', 'nowhere.json'], /--jwks is "nowhere.json"/],
    ];
    for (const [words, sentence] of wrong)
      await assert.rejects(
        munan(context, ...words),
        (error) => error instanceof ConfigError && sentence.test(error.message),
      );
    await open();
  });

  it('an assertion that was used stays used over a restart, and tokens and keys stay good', async () => {
    const used = await assertion();
    const first = await ask(used);
    assert.equal(first.statusCode, 200, first.body);
    await close();
    await open();
    assert.equal((await ask(used)).statusCode, 401);
    const { access_token } = first.json<{ access_token: string }>();
    const again = await house.openid.verifyAccessToken(access_token, base);
    assert.equal(again?.client, 'pump');
  });

  it('keys at an address are fetched there, and anew when they change', async () => {
    let keys = [jwk];
    const server = createServer((_request, response) => {
      response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ keys }));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const jwksUri = `http://127.0.0.1:${(server.address() as AddressInfo).port}/jwks`;
    const scopes = ['system/Observation.rs'];
    const kind = 'backend' as const;
    await house.openid.clients.add({ id: 'far', name: '먼 서버', kind, redirectUris: [], jwksUri, scopes });
    const answer = await ask(await assertion('far'));
    assert.equal(answer.statusCode, 200, answer.body);
    const other = await generateKeyPair('RS384', { extractable: true });
    keys = [{ ...(await exportJWK(other.publicKey)), kid: 'two' }];
    await house.openid.clients.add({ id: 'swapped', name: '바뀐 서버', kind, redirectUris: [], jwksUri, scopes });
    assert.equal((await ask(await assertion('swapped'))).statusCode, 401);
    server.closeAllConnections();
    server.close();
  });

  it('cookies are kept to this host by their names, everything is by https, and the issuer is the public address', async () => {
    await house.addUser({ id: 'doctor', name: '의사', role: 'doctor', password: 'right-password-1' });
    const headers = { host: 'inside:8080', 'x-forwarded-proto': 'https', 'x-forwarded-host': 'evil.example' };
    const login = await app.inject({
      method: 'POST',
      url: '/api/login',
      headers,
      payload: { user: 'doctor', password: 'right-password-1' },
    });
    const cookie = String(login.headers['set-cookie']);
    assert.match(cookie, /^__Host-munan_session=[^;]+;.*Path=\/;.*HttpOnly;.*Secure;.*SameSite=Strict/);
    assert.doesNotMatch(cookie, /Domain/i);
    assert.match(String(login.headers['strict-transport-security']), /max-age=31536000/);
    const start = await app.inject({ url: '/api/login/start', headers });
    assert.match(String(start.headers['set-cookie']), /^__Secure-munan_login=.*HttpOnly; Secure; SameSite=Lax/);
    const address = new URL(String(start.headers.location));
    assert.equal(address.origin, base);
    const sent = await app.inject({ url: `${address.pathname}${address.search}`, headers });
    const cookies = [sent.headers['set-cookie']].flat().map(String);
    assert.ok(
      cookies.length >= 2 && cookies.every((one) => /^__(Host|Secure)-.*secure; httponly/i.test(one)),
      cookies.join('\n'),
    );
    assert.match(String(sent.headers['content-security-policy']), /default-src 'self'/);
    const told = await app.inject({ url: '/oidc/.well-known/openid-configuration', headers });
    const { issuer, token_endpoint } = told.json<Record<string, string>>();
    assert.deepEqual([issuer, token_endpoint], [`${base}/oidc`, `${base}/oidc/token`]);
  });
});
