import type { Client, KoaContextWithOIDC } from 'oidc-provider';
import type { AccessTokenClaims } from './access-tokens.ts';

/** What an app is told besides its token [SMART App Launch 2.2.0, launch context]. */
export interface LaunchContext {
  patient?: string;
  intent?: string;
  needPatientBanner?: boolean;
}

interface Needs {
  launchOf(grantId: string): Promise<LaunchContext | undefined>;
  /** Undefined for a token that is not ours, has expired or was revoked. */
  readJwt(token: string): Promise<AccessTokenClaims | undefined>;
  revokeJwt(claims: AccessTokenClaims): Promise<void>;
}

/**
 * What SMART wants of the answers: the launch context beside the token; and, because our access tokens are JWTs, which the
 * provider does not keep, introspection and revocation of those.
 */
export function smartAnswers({ launchOf, readJwt, revokeJwt }: Needs) {
  return async (ctx: KoaContextWithOIDC, next: () => Promise<void>): Promise<void> => {
    await next();
    const { oidc } = ctx as Partial<KoaContextWithOIDC>;
    if (oidc?.route === 'token') await addContext(ctx);
    const isOfTokens = oidc?.route === 'introspection' || oidc?.route === 'revocation';
    // The provider says this only after the client has proved who it is.
    const isJwt = (ctx.body as { error?: string } | undefined)?.error === 'unsupported_token_type';
    const client = oidc?.client;
    const token = oidc?.params?.token;
    if (!isOfTokens || !isJwt || !client || typeof token !== 'string') return;
    const claims = await readJwt(token);
    ctx.status = 200;
    if (oidc.route === 'introspection') {
      ctx.body = claims && mayLook(client, claims) ? introspected(claims, oidc.issuer) : { active: false };
      return;
    }
    if (claims?.client === client.clientId) await revokeJwt(claims);
    ctx.body = '';
  };

  async function addContext(ctx: KoaContextWithOIDC): Promise<void> {
    const body = ctx.body as Record<string, unknown> | undefined;
    const grantId = ctx.oidc.entities.AccessToken?.grantId;
    const launch = body?.access_token && grantId ? await launchOf(grantId) : undefined;
    if (!body || !launch) return;
    if (launch.patient !== undefined) body.patient = launch.patient;
    if (launch.intent !== undefined) body.intent = launch.intent;
    if (launch.patient !== undefined) body.need_patient_banner = launch.needPatientBanner ?? true;
  }
}

const mayLook = (client: Client, claims: AccessTokenClaims): boolean =>
  client.clientId === claims.client || client.clientAuthMethod !== 'none';

/** [RFC 7662, 2.2] and [SMART App Launch 2.2.0, Token Introspection]. */
function introspected(claims: AccessTokenClaims, iss: string): Record<string, unknown> {
  return {
    active: true,
    scope: claims.scopes.join(' '),
    client_id: claims.client,
    sub: claims.subject,
    iss,
    jti: claims.jti,
    iat: claims.issuedAt,
    exp: claims.expires,
    token_type: 'Bearer',
    ...(claims.patient !== undefined && { patient: claims.patient }),
  };
}
