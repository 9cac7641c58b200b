import { createLocalJWKSet, type JWK, type JWTPayload, jwtVerify } from 'jose';

/** What a token of the provider says, once everything about it was checked. */
export interface AccessTokenClaims {
  /** User id; the client's own id when it acts for itself. */
  subject: string;
  client: string;
  scopes: string[];
  /** The one person of the launch. */
  patient?: string;
  /** True for a backend: nobody stands behind it. */
  actsForItself: boolean;
  grant?: string;
  jti: string;
  /** Unix s. */
  issuedAt: number;
  expires: number;
}

/** The public halves: what `jwks_uri` shows and tokens are checked with. */
export function publicKeys(keys: readonly JWK[]): JWK[] {
  return keys.map((key) => {
    const { kty, crv, x, y, n, e, alg, use, kid } = key;
    return Object.fromEntries(
      Object.entries({ kty, crv, x, y, n, e, alg, use, kid }).filter(([, value]) => value !== undefined),
    ) as JWK;
  });
}

/**
 * Checks a JWT access token [RFC 9068, 4]: its type, an asymmetric algorithm of ours with a key of ours, issuer, audience,
 * times. Keys in the token's own header (`jwk`, `jku`, `x5u`) are never looked at.
 * @returns undefined for whatever is not such a token
 */
export function accessTokenReader(keys: readonly JWK[]) {
  const keySet = createLocalJWKSet({ keys: publicKeys(keys) });
  return async (
    token: string,
    { issuer, audience, now }: { issuer: string; audience: string; now: number },
  ): Promise<AccessTokenClaims | undefined> => {
    let payload: JWTPayload;
    try {
      ({ payload } = await jwtVerify(token, keySet, {
        issuer,
        audience,
        typ: 'at+jwt',
        algorithms: ['RS256', 'ES256', 'ES384'],
        requiredClaims: ['sub', 'exp', 'iat', 'jti', 'client_id'],
        currentDate: new Date(now),
        clockTolerance: 5,
      }));
    } catch {
      return undefined;
    }
    const { sub, client_id, scope, patient, grant, jti, iat, exp, acts_for } = payload;
    if (typeof sub !== 'string' || typeof client_id !== 'string' || typeof jti !== 'string') return undefined;
    // One audience only: a token for us and for somebody else could be used by that somebody.
    if (Array.isArray(payload.aud) && payload.aud.length !== 1) return undefined;
    return {
      subject: sub,
      client: client_id,
      scopes: typeof scope === 'string' && scope !== '' ? scope.split(' ') : [],
      actsForItself: acts_for === 'itself',
      ...(typeof patient === 'string' && { patient }),
      ...(typeof grant === 'string' && { grant }),
      jti,
      issuedAt: iat ?? 0,
      expires: exp ?? 0,
    };
  };
}
