import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { exportJWK, generateKeyPair, type JWK, type JWTPayload, SignJWT, UnsecuredJWT } from 'jose';
import { type OpenidHouse, startOpenidHouse } from './openid-for-tests.ts';

let house: OpenidHouse;
let tokenEndpoint: string;
const keys: Record<string, CryptoKey> = {};
const publicKeys: Record<string, JWK> = {};
const nowS = () => Math.floor(Date.now() / 1000);
const assertionType = 'urn:ietf:params:oauth:client-assertion-type:jwt-bearer';

before(async () => {
  house = await startOpenidHouse();
  tokenEndpoint = `${house.base}/oidc/token`;
  for (const alg of ['RS384', 'ES384', 'RS256'] as const) {
    const pair = await generateKeyPair(alg, { extractable: true });
    keys[alg] = pair.privateKey;
    publicKeys[alg] = { ...(await exportJWK(pair.publicKey)), kid: alg };
  }
  for (const alg of ['RS384', 'ES384'])
    await house.house.openid.clients.add({
      id: `backend-${alg}`,
      name: '병원 서버',
      kind: 'backend',
      redirectUris: [],
      jwks: { keys: [publicKeys[alg] as never] },
      scopes: ['system/Patient.rs', 'system/Observation.cruds'],
    });
});
after(() => house?.stop());

interface Wanted extends JWTPayload {
  alg?: string;
  kid?: string;
  header?: object;
}

function assertion({ alg = 'RS384', kid = alg, header = {}, ...claims }: Wanted = {}): Promise<string> {
  const id = `backend-${alg}`;
  const all = { iss: id, sub: id, aud: tokenEndpoint, exp: nowS() + 240, jti: randomUUID(), ...claims };
  return new SignJWT(all).setProtectedHeader({ alg, kid, typ: 'JWT', ...header }).sign(keys[alg] as CryptoKey);
}

async function ask(client_assertion: string, more: Record<string, string> = {}) {
  const answer = await fetch(tokenEndpoint, {
    method: 'POST',
    body: new URLSearchParams({
      grant_type: 'client_credentials',
      scope: 'system/Observation.rs',
      client_assertion_type: assertionType,
      client_assertion,
      ...more,
    }),
  });
  return { status: answer.status, body: (await answer.json()) as Record<string, string> };
}

/** What a good assertion of the RSA client says. */
const goodClaims = () => ({
  iss: 'backend-RS384',
  sub: 'backend-RS384',
  aud: tokenEndpoint,
  jti: randomUUID(),
  exp: nowS() + 60,
});

describe('a backend service proves itself by a signed assertion', () => {
  for (const alg of ['RS384', 'ES384'])
    it(`${alg} gives a token of five minutes at most, with the scopes asked for`, async () => {
      const { status, body } = await ask(await assertion({ alg }));
      assert.equal(status, 200, JSON.stringify(body));
      assert.equal(body.scope, 'system/Observation.rs');
      assert.equal(body.token_type, 'Bearer');
      assert.ok(Number(body.expires_in) <= 300);
      assert.equal(body.refresh_token, undefined);
      const claims = await house.house.openid.verifyAccessToken(String(body.access_token), house.base);
      assert.deepEqual([claims?.client, claims?.actsForItself, claims?.patient], [`backend-${alg}`, true, undefined]);
    });

  it('only the registered scopes are granted, and none of them is an error', async () => {
    const some = await ask(await assertion(), {
      scope: 'system/Patient.rs system/Encounter.rs system/Patient.cruds user/Patient.rs openid',
    });
    assert.equal(some.body.scope, 'system/Patient.rs');
    for (const scope of ['system/*.rs', 'system/Patient.u', 'patient/Patient.rs', 'launch', 'nonsense']) {
      const { status, body } = await ask(await assertion(), { scope });
      assert.deepEqual([status, body.error], [400, 'invalid_scope'], `${scope}: ${JSON.stringify(body)}`);
    }
  });

  it('an assertion is taken once, also when it is sent many times at once', async () => {
    const used = await assertion();
    const answers = await Promise.all(Array.from({ length: 8 }, () => ask(used)));
    assert.equal(answers.filter(({ status }) => status === 200).length, 1);
    assert.ok(answers.every(({ status, body }) => status === 200 || body.error === 'invalid_client'));
    assert.equal((await ask(used)).status, 401);
  });

  const wrong: [name: string, make: () => Promise<string> | string][] = [
    ['exp ten minutes ahead', () => assertion({ exp: nowS() + 600 })],
    ['exp in the past', () => assertion({ exp: nowS() - 60 })],
    ['no exp', () => assertion({ exp: undefined })],
    ['iat in the future', () => assertion({ iat: nowS() + 120 })],
    ['no jti', () => assertion({ jti: undefined })],
    ['a jti without end', () => assertion({ jti: 'x'.repeat(5000) })],
    ['the audience of another server', () => assertion({ aud: 'https://elsewhere.example/token' })],
    ['two audiences', () => assertion({ aud: [tokenEndpoint, 'https://elsewhere.example/token'] })],
    ['no audience', () => assertion({ aud: undefined })],
    ['another issuer', () => assertion({ iss: 'backend-ES384' })],
    ['the name of a client with another key', () => assertion({ iss: 'backend-ES384', sub: 'backend-ES384' })],
    ['a client that is not', () => assertion({ iss: 'nobody', sub: 'nobody' })],
    [
      'a key of its own in the header',
      async () => {
        const { privateKey, publicKey } = await generateKeyPair('RS384', { extractable: true });
        return new SignJWT(goodClaims())
          .setProtectedHeader({ alg: 'RS384', jwk: await exportJWK(publicKey), kid: 'RS384' })
          .sign(privateKey);
      },
    ],
    [
      'another algorithm of the same key',
      async () => {
        return new SignJWT(goodClaims()).setProtectedHeader({ alg: 'RS256' }).sign(keys.RS256 as CryptoKey);
      },
    ],
    [
      'HS384 with the public key as the secret',
      async () => {
        const secret = new TextEncoder().encode(JSON.stringify(publicKeys.RS384));
        return new SignJWT(goodClaims()).setProtectedHeader({ alg: 'HS384', kid: 'RS384' }).sign(secret);
      },
    ],
    [
      'no signature',
      () =>
        new UnsecuredJWT({
          iss: 'backend-RS384',
          sub: 'backend-RS384',
          aud: tokenEndpoint,
          jti: randomUUID(),
          exp: nowS() + 60,
        }).encode(),
    ],
    ['no assertion at all', () => 'abc.def.ghi'],
    ['something that is no text of a token', () => '"><script>'],
  ];
  for (const [name, make] of wrong)
    it(`refuses an assertion with ${name}`, async () => {
      const { status, body } = await ask(await make());
      assert.ok(status === 400 || status === 401, `${status}`);
      assert.ok(['invalid_client', 'invalid_request'].includes(String(body.error)), JSON.stringify(body));
      assert.equal(body.access_token, undefined);
    });

  it('a secret, and a client without any proof, are refused', async () => {
    for (const more of [{ client_id: 'backend-RS384' }, { client_id: 'backend-RS384', client_secret: 'guess' }]) {
      const answer = await fetch(tokenEndpoint, {
        method: 'POST',
        body: new URLSearchParams({
          grant_type: 'client_credentials',
          scope: 'system/Patient.rs',
          ...(more as object),
        }),
      });
      assert.equal(answer.status, 401);
    }
  });

  it('introspection tells of a token to a client that proves itself, and revocation ends it', async () => {
    const { body } = await ask(await assertion());
    const token = String(body.access_token);
    const post = async (path: string, alg = 'RS384') =>
      fetch(`${tokenEndpoint}/${path}`, {
        method: 'POST',
        body: new URLSearchParams({
          token,
          client_assertion_type: assertionType,
          client_assertion: await assertion({ alg }),
        }),
      });
    const told = (await (await post('introspection')).json()) as Record<string, unknown>;
    assert.deepEqual([told.active, told.client_id, told.scope], [true, 'backend-RS384', 'system/Observation.rs']);
    const stranger = await fetch(`${tokenEndpoint}/introspection`, {
      method: 'POST',
      body: new URLSearchParams({ token }),
    });
    assert.ok(stranger.status >= 400);
    // Another client may not end it.
    assert.equal((await post('revocation', 'ES384')).status, 200);
    assert.ok(await house.house.openid.verifyAccessToken(token, house.base));
    assert.equal((await post('revocation')).status, 200);
    assert.equal(await house.house.openid.verifyAccessToken(token, house.base), undefined);
    assert.deepEqual(await (await post('introspection')).json(), { active: false });
    const refused = await fetch(`${house.base}/fhir/R4/Patient`, { headers: { authorization: `Bearer ${token}` } });
    assert.equal(refused.status, 401, await refused.text());
  });
});
