import * as client from 'openid-client';
import type { House } from '../house.ts';
import type { App } from './app.ts';

export interface Begun {
  /** Where the browser goes. */
  address: string;
  state: string;
  nonce: string;
  verifier: string;
}

/** At the outside provider, before the sign-in is given up. */
const timeoutS = 10;

/**
 * The client's half of OpenID Connect. The provider inside is asked in the process, by the same requests that would go
 * over the network: a server behind a proxy need not find itself by its public name.
 */
export function openRelyingParty(app: App, house: House) {
  const { outside } = house.config;
  const configurations = new Map<string, Promise<client.Configuration>>();

  const askInside: client.CustomFetch = async (address, { method, headers, body }) => {
    const url = new URL(address);
    const answer = await app.inject({
      method: method as 'GET',
      url: `${url.pathname}${url.search}`,
      headers: { ...headers, host: url.host, 'x-forwarded-proto': url.protocol.slice(0, -1) },
      ...(body === undefined || body === null
        ? {}
        : { payload: body instanceof URLSearchParams ? body.toString() : (body as string) }),
    });
    const answered = Object.entries(answer.headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, String(value)] as [string, string]],
    );
    return new Response(new Uint8Array(answer.rawPayload), { status: answer.statusCode, headers: answered });
  };

  function discover(base: string): Promise<client.Configuration> {
    if (!outside) {
      const { id, secret } = house.openid.screens;
      const options = { [client.customFetch]: askInside, execute: [client.allowInsecureRequests] };
      return client.discovery(new URL(`${base}/oidc`), id, undefined, client.ClientSecretBasic(secret), options);
    }
    const { issuer, clientId, clientSecret } = outside;
    const proof = clientSecret === undefined ? client.None() : client.ClientSecretBasic(clientSecret);
    // http only to this machine: the configuration has seen to that.
    const execute = issuer.startsWith('http:') ? [client.allowInsecureRequests] : [];
    return client.discovery(new URL(issuer), clientId, undefined, proof, { execute, timeout: timeoutS });
  }

  function configurationFor(base: string): Promise<client.Configuration> {
    const found = configurations.get(base);
    if (found) return found;
    const made = discover(base);
    configurations.set(base, made);
    // What failed once is tried again the next time.
    made.catch(() => configurations.delete(base));
    if (configurations.size > 8) configurations.delete([...configurations.keys()][0] ?? '');
    return made;
  }

  return {
    async begin(base: string): Promise<Begun> {
      const configuration = await configurationFor(base);
      const [state, nonce, verifier] = [client.randomState(), client.randomNonce(), client.randomPKCECodeVerifier()];
      const address = client.buildAuthorizationUrl(configuration, {
        redirect_uri: `${base}/api/login/callback`,
        scope: 'openid profile',
        code_challenge: await client.calculatePKCECodeChallenge(verifier),
        code_challenge_method: 'S256',
        state,
        nonce,
      });
      return { address: address.href, state, nonce, verifier };
    },
    /** The claims of the ID token, after everything about the answer was checked. @throws whatever is wrong with it */
    async end(
      base: string,
      answer: URL,
      { state, nonce, verifier }: Omit<Begun, 'address'>,
    ): Promise<Record<string, unknown>> {
      const tokens = await client.authorizationCodeGrant(await configurationFor(base), answer, {
        pkceCodeVerifier: verifier,
        expectedState: state,
        expectedNonce: nonce,
        idTokenExpected: true,
      });
      return tokens.claims() ?? {};
    },
  };
}
