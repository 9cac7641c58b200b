import assert from 'node:assert/strict';
import { after, before, test } from 'node:test';
import * as client from 'openid-client';
import { type OpenidHouse, SignInDriver, startOpenidHouse } from './openid-for-tests.ts';

let house: OpenidHouse;
before(async () => {
  house = await startOpenidHouse();
});
after(() => house.stop());

test('openid-client finds the provider, and the code flow with PKCE gives an ID token and an access token of its user', async () => {
  const configuration = await client.discovery(new URL(`${house.base}/oidc`), 'app', undefined, client.None(), {
    execute: [client.allowInsecureRequests],
  });
  const verifier = client.randomPKCECodeVerifier();
  const [state, nonce] = [client.randomState(), client.randomNonce()];
  const address = client.buildAuthorizationUrl(configuration, {
    redirect_uri: house.redirect,
    scope: 'openid profile fhirUser offline_access launch/patient patient/*.rs',
    aud: `${house.base}/fhir/R4`,
    code_challenge: await client.calculatePKCECodeChallenge(verifier),
    code_challenge_method: 'S256',
    state,
    nonce,
  });
  const back = await new SignInDriver(house.base).through(address, {
    user: 'nurse',
    password: 'right-password-2',
    patient: 'p1',
  });
  const tokens = await client.authorizationCodeGrant(configuration, back, {
    pkceCodeVerifier: verifier,
    expectedState: state,
    expectedNonce: nonce,
    idTokenExpected: true,
  });
  const claims = tokens.claims();
  assert.deepEqual(
    [claims?.sub, claims?.name, claims?.fhirUser, claims?.role],
    ['nurse', '간호', `${house.base}/fhir/R4/Practitioner/nurse`, 'nurse'],
  );
  assert.equal(tokens.patient, 'p1');
  assert.ok(tokens.refresh_token);
  const answer = await fetch(`${house.base}/fhir/R4/Patient/p1`, {
    headers: { authorization: `Bearer ${tokens.access_token}` },
  });
  assert.equal(answer.status, 200, await answer.text());
});
