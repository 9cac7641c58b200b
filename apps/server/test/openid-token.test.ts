import assert from 'node:assert/strict';
import { createPublicKey, type JsonWebKey as NodeJwk } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import {
  decodeJwt,
  decodeProtectedHeader,
  exportJWK,
  generateKeyPair,
  importJWK,
  type JWK,
  SignJWT,
  UnsecuredJWT,
} from 'jose';
import { AppForTests, type OpenidHouse, startOpenidHouse } from './openid-for-tests.ts';

let house: OpenidHouse;
let tokens: Record<string, string>;
let ours: { keys: JWK[] };
let claims: Record<string, unknown>;
const nowS = () => Math.floor(Date.now() / 1000);

before(async () => {
  house = await startOpenidHouse();
  tokens = await (await AppForTests.signedIn(house)).tokens();
  ours = JSON.parse(readFileSync(join(house.folder, 'oidc.keys'), 'utf8')) as { keys: JWK[] };
  claims = decodeJwt(String(tokens.access_token));
});
after(() => house?.stop());

const ask = (token: string, path = '/fhir/R4/Patient/p1', headers: Record<string, string> = {}) =>
  fetch(`${house.base}${path}`, { headers: { authorization: `Bearer ${token}`, ...headers } });

const keyOf = (alg: string): JWK => ours.keys.find((key) => key.alg === alg) ?? assert.fail(`no key for ${alg}`);

async function signed(
  changes: Record<string, unknown>,
  header: Record<string, unknown> = {},
  alg = 'ES256',
): Promise<string> {
  const key = keyOf(alg);
  const all = JSON.parse(JSON.stringify({ ...claims, ...changes })) as Record<string, unknown>;
  return new SignJWT(all)
    .setProtectedHeader({ alg, kid: key.kid, typ: 'at+jwt', ...header } as never)
    .sign(await importJWK(key, alg));
}

/** As text for HMAC: what a verifier that mixes up the two kinds of key would take for a secret. */
function publicForms(): Uint8Array[] {
  const jwk = keyOf('RS256');
  const key = createPublicKey({ key: { kty: 'RSA', n: jwk.n, e: jwk.e } as NodeJwk, format: 'jwk' });
  const pem = key.export({ type: 'spki', format: 'pem' }).toString();
  const der = key.export({ type: 'spki', format: 'der' });
  return [new TextEncoder().encode(pem), new TextEncoder().encode(pem.trim()), new Uint8Array(der)];
}

describe('an access token of the provider', () => {
  it('is a JWT of RFC 9068 and opens the FHIR door for its user, and no other door', async () => {
    assert.deepEqual(decodeProtectedHeader(String(tokens.access_token)).typ, 'at+jwt');
    assert.deepEqual(
      [claims.iss, claims.aud, claims.client_id, claims.sub, claims.patient],
      [`${house.base}/oidc`, `${house.base}/fhir/R4`, 'app', 'nurse', 'p1'],
    );
    assert.equal((await ask(String(tokens.access_token))).status, 200);
    for (const path of ['/api/me', '/api/board', '/api/manage/people', '/api/passkeys', '/api/stream'])
      assert.equal((await ask(String(tokens.access_token), path)).status, 403, path);
  });

  it('signed by the same keys with the same claims is taken, so that what follows is refused for its own fault', async () => {
    for (const alg of ['ES256', 'RS256', 'ES384'])
      assert.equal((await ask(await signed({}, {}, alg))).status, 200, alg);
  });

  const wrong: [name: string, make: () => string | Promise<string>][] = [
    ['no signature', () => new UnsecuredJWT({ ...claims }).encode()],
    [
      'no signature, and the type of an access token',
      () => {
        const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url');
        return `${part({ alg: 'none', typ: 'at+jwt' })}.${part(claims)}.`;
      },
    ],
    ['its signature cut off', () => String(tokens.access_token).replace(/[^.]+$/, '')],
    [
      'changed claims',
      () => {
        const [head, , signature] = String(tokens.access_token).split('.');
        return `${head}.${Buffer.from(JSON.stringify({ ...claims, sub: 'manager' })).toString('base64url')}.${signature}`;
      },
    ],
    ['another issuer', () => signed({ iss: 'https://elsewhere.example/oidc' })],
    [
      'the issuer of another address of this server',
      () => signed({ iss: `${house.base.replace('127.0.0.1', 'localhost')}/oidc` }),
    ],
    ['another audience', () => signed({ aud: 'https://elsewhere.example/fhir' })],
    ['two audiences', () => signed({ aud: [`${house.base}/fhir/R4`, 'https://elsewhere.example/fhir'] })],
    ['no audience', () => signed({ aud: undefined })],
    ['a time that is over', () => signed({ exp: nowS() - 60, iat: nowS() - 660 })],
    ['no end', () => signed({ exp: undefined })],
    ['the type of an ID token', () => signed({}, { typ: 'JWT' })],
    ['an unknown key', () => signed({}, { kid: 'another' })],
    ['no client', () => signed({ client_id: undefined })],
    ['a client that is not', () => signed({ client_id: 'removed' })],
    ['a user that is not', () => signed({ sub: 'nobody' })],
    ['a grant that is not', () => signed({ grant: 'made-up' })],
    ['no grant', () => signed({ grant: undefined })],
  ];
  for (const [name, make] of wrong)
    it(`with ${name} is refused`, async () => {
      const answer = await ask(await make());
      assert.equal(answer.status, 401, await answer.text());
      assert.match(answer.headers.get('www-authenticate') ?? '', /^Bearer/);
    });

  it('signed with HMAC and our public key is refused in each form of the key', async () => {
    for (const secret of publicForms())
      for (const alg of ['HS256', 'HS384', 'HS512']) {
        const forged = new SignJWT({ ...claims }).setProtectedHeader({
          alg,
          kid: keyOf('RS256').kid ?? '',
          typ: 'at+jwt',
        });
        assert.equal((await ask(await forged.sign(secret))).status, 401, alg);
      }
  });

  it('signed by a key it brings along, or says where to fetch, is refused', async () => {
    const { privateKey, publicKey } = await generateKeyPair('ES256', { extractable: true });
    const jwk = await exportJWK(publicKey);
    for (const header of [
      { jwk },
      { jku: 'https://evil.example/jwks' },
      { x5u: 'https://evil.example/x' },
      { kid: keyOf('ES256').kid },
    ]) {
      const forged = new SignJWT({ ...claims }).setProtectedHeader({ alg: 'ES256', typ: 'at+jwt', ...header } as never);
      assert.equal((await ask(await forged.sign(privateKey))).status, 401, JSON.stringify(header));
    }
  });

  it('is not the ID token, nor a token of the house read by the provider', async () => {
    assert.equal((await ask(String(tokens.id_token))).status, 401);
    assert.equal((await ask(String(tokens.access_token), '/oidc/me')).status, 401);
  });

  it('of a client that was removed, opens nothing any more', async () => {
    await house.house.openid.clients.add({ id: 'short', name: '잠깐', kind: 'public', redirectUris: [house.redirect] });
    const app = await AppForTests.signedIn(house);
    const { body } = await app.exchange({ client_id: 'short', code: await app.code({ client_id: 'short' }) });
    assert.equal((await ask(String(body.access_token))).status, 200);
    await house.house.openid.clients.remove('short');
    assert.equal((await ask(String(body.access_token))).status, 401);
  });
});

describe('the keys of the provider', () => {
  it('are in a file for its owner only, and only their public halves are shown', async () => {
    assert.equal(statSync(join(house.folder, 'oidc.keys')).mode & 0o777, 0o600);
    const text = await (await fetch(`${house.base}/oidc/jwks`)).text();
    for (const { d } of ours.keys) assert.ok(d && !text.includes(d));
    assert.equal((JSON.parse(text) as { keys: JWK[] }).keys.length, 3);
  });

  it('no code, session or refresh token lies in the database in a form that could be used', async () => {
    const app = await AppForTests.signedIn(house);
    const code = await app.code({ scope: 'openid offline_access patient/*.rs' });
    const cookies = [...app.driver.cookies].filter(([name]) => name === 'munan_oidc').map(([, { value }]) => value);
    const read = async () => {
      const rows = await house.house.database.query
        .withTables<{ oidc_model: Record<string, string> }>()
        .selectFrom('oidc_model')
        .selectAll()
        .execute();
      return JSON.stringify(rows);
    };
    assert.ok(cookies.length === 1 && !(await read()).includes(String(cookies[0])));
    assert.ok(!(await read()).includes(code));
    const { body } = await app.exchange({ code });
    assert.ok(!(await read()).includes(String(body.refresh_token)));
  });
});

describe('the doors of the provider', () => {
  it('answer apps of other sites without a cookie, and say no word to a page that asks with one', async () => {
    const origin = 'https://app.example';
    const preflight = await fetch(`${house.base}/fhir/R4/Patient/p1`, {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'GET', 'access-control-request-headers': 'authorization' },
    });
    assert.equal(preflight.status, 204);
    assert.match(preflight.headers.get('access-control-allow-headers') ?? '', /authorization/);
    const answer = await ask(String(tokens.access_token), '/fhir/R4/Patient/p1', { origin });
    assert.deepEqual(
      [answer.headers.get('access-control-allow-origin'), answer.headers.get('access-control-allow-credentials')],
      ['*', null],
    );
    const api = await fetch(`${house.base}/api/demo-accounts`, { headers: { origin } });
    assert.equal(api.headers.get('access-control-allow-origin'), null);
  });

  it('know no name but their own: an issuer is not made of whatever the Host header says', async () => {
    const { app } = house;
    const url = '/oidc/.well-known/openid-configuration';
    assert.equal((await app.inject({ url, headers: { host: 'evil.example' } })).statusCode, 400);
    const forwarded = await app.inject({
      url,
      headers: { host: 'localhost', 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' },
    });
    assert.equal(forwarded.json().issuer, 'http://localhost/oidc');
  });

  it('take no end of bodies, and no end of requests', async () => {
    const large = await fetch(`${house.base}/oidc/token`, {
      method: 'POST',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
      body: `grant_type=${'x'.repeat(2_000_000)}`,
    }).catch(() => undefined);
    assert.ok(large === undefined || large.status >= 400);
    const statuses = new Set<number>();
    for (let at = 0; at < 130; at++) {
      const answer = await fetch(`${house.base}/oidc/token`, {
        method: 'POST',
        body: new URLSearchParams({ grant_type: 'x' }),
      });
      statuses.add(answer.status);
      await answer.arrayBuffer();
    }
    assert.deepEqual([...statuses], [400, 429]);
  });

  it('smart-configuration names what is there', async () => {
    const told = (await (await fetch(`${house.base}/fhir/R4/.well-known/smart-configuration`)).json()) as Record<
      string,
      string
    >;
    assert.equal(told.issuer, `${house.base}/oidc`);
    const provider = (await (await fetch(`${house.base}/oidc/.well-known/openid-configuration`)).json()) as Record<
      string,
      unknown
    >;
    for (const name of [
      'issuer',
      'jwks_uri',
      'authorization_endpoint',
      'token_endpoint',
      'introspection_endpoint',
      'revocation_endpoint',
    ])
      assert.equal(provider[name], told[name], name);
    for (const name of [
      'code_challenge_methods_supported',
      'token_endpoint_auth_methods_supported',
      'token_endpoint_auth_signing_alg_values_supported',
    ])
      assert.deepEqual(new Set(provider[name] as string[]), new Set(told[name]), name);
  });
});
