import { errors } from 'oidc-provider';
import { isSafeUrl } from './clients.ts';

/** [SMART Backend Services 2.2.0] the `exp` of an assertion is no more than five minutes in the future. */
const longestAssertionS = 5 * 60;
const longestJti = 200;
/** Clocks differ a little. */
const toleranceS = 5;

/**
 * What the provider itself does not ask of a client assertion. Signature, `iss` = client, `aud` and "a `jti` never twice" it
 * does check.
 * @throws InvalidClientAuth
 */
export function checkAssertion(claims: Record<string, unknown>, now: number): void {
  const { exp, iat, jti, aud, sub, iss } = claims;
  const nowS = now / 1000;
  const refuse = (why: string) => new errors.InvalidClientAuth(why);
  if (typeof exp !== 'number' || exp > nowS + longestAssertionS + toleranceS)
    throw refuse('exp of the client assertion is more than five minutes ahead');
  if (iat !== undefined && (typeof iat !== 'number' || iat > nowS + toleranceS))
    throw refuse('iat of the client assertion is in the future');
  if (typeof jti !== 'string' || jti.length > longestJti)
    throw refuse(`jti of the client assertion is no text of at most ${longestJti} letters`);
  if (Array.isArray(aud) && aud.length !== 1)
    throw refuse('the client assertion has more than one audience: the others could use it');
  if (sub !== iss) throw refuse('sub and iss of the client assertion differ');
}

/**
 * Fetches a client's keys from its `jwks_uri`. Only https, or the machine itself when that was registered; never through a
 * redirect. With https the provider's dispatcher in `init` ends a connection to an address of a private network.
 */
export async function fetchKeys(input: string | URL | Request, init?: RequestInit): Promise<Response> {
  const address = input instanceof Request ? input.url : String(input);
  if (!isSafeUrl(address)) throw new Error(`${address.slice(0, 200)} is no safe address of keys`);
  const options: RequestInit = { ...init, redirect: 'error' };
  if (new URL(address).protocol !== 'http:') return fetch(address, options);
  // Loopback, and nothing else, as was registered by the manager.
  const { signal, headers } = options;
  return fetch(address, { redirect: 'error', ...(signal && { signal }), ...(headers && { headers }) });
}
