import { timingSafeEqual } from 'node:crypto';
import type { JWK } from 'jose';
import type Koa from 'koa';
import Provider, {
  type AdapterFactory,
  type Configuration,
  errors,
  interactionPolicy,
  type KoaContextWithOIDC,
} from 'oidc-provider';
import { isLoginScope } from '../scopes.ts';
import { checkAssertion, fetchKeys } from './client-keys.ts';
import { grantableScopes } from './client-scopes.ts';
import { type Clients, hashOfSecret, metadataOf } from './clients.ts';
import { type LaunchContext, smartAnswers } from './smart.ts';

/** The screens themselves, as a client of the provider inside. */
export const screensClient = 'munan-screens';

export interface ProviderNeeds {
  /** `https://munan.example`, where everybody reaches the server; without a slash at the end. */
  base: string;
  adapter: AdapterFactory;
  keys: readonly JWK[];
  cookieSecret: string;
  clients: Clients;
  /** SHA-256 of the secret of the screens' client. */
  screensSecretHash: string;
  /** What is known of a user, for claims; `fhirUser` relative to the FHIR base. */
  findAccount(id: string): { id: string; name: string; role: string; fhirUser?: string } | undefined;
  launchOf(grantId: string): Promise<LaunchContext | undefined>;
  isLaunch(id: string): Promise<boolean>;
  readJwt: Parameters<typeof smartAnswers>[0]['readJwt'];
  revokeJwt: Parameters<typeof smartAnswers>[0]['revokeJwt'];
  renderError(error: { code: string; description: string }): string;
  failed(error: unknown, path: string): void;
  /** Each token given, and each asked for in vain, for the audit trail. */
  noted(event: TokenEvent): void;
  now(): number;
}

export interface TokenEvent {
  /** As the request says, which may be nobody's. */
  client: string;
  user?: string;
  /** Network address the request came from. */
  origin: string;
  grantType: string;
  /** Why not. */
  refused?: string;
}

export const issuerOf = (base: string): string => `${base}/oidc`;
export const fhirBaseOf = (base: string): string => `${base}/fhir/R4`;

const minuteS = 60;
const dayS = 86_400;
/** Short: what is stolen is soon worth nothing [SMART App Launch 2.2.0, "access tokens SHOULD be short-lived"]. */
const accessS = 10 * minuteS;
/** [SMART Backend Services] at most five minutes. */
const backendAccessS = 5 * minuteS;
const shiftS = 12 * 60 * minuteS;
const offlineS = 30 * dayS;

/** Every authorization asks who it is: a provider's session that outlives the screens' would let in who has left. */
function askingPolicy(): interactionPolicy.DefaultPolicy {
  const policy = interactionPolicy.base();
  policy
    .get('login')
    ?.checks.add(
      new interactionPolicy.Check('each_time', 'the login is asked for each time', 'login_required', ({ oidc }) =>
        oidc.result?.login ? interactionPolicy.Check.NO_NEED_TO_PROMPT : interactionPolicy.Check.REQUEST_PROMPT,
      ),
    );
  return policy;
}

/** The scopes an authorization, or a token asked for with its code or refresh token, is about. */
function askedScopes({ oidc }: KoaContextWithOIDC): string[] {
  const { AuthorizationCode, RefreshToken } = oidc.entities;
  const texts = [oidc.params?.scope, AuthorizationCode?.scope, RefreshToken?.scope];
  return texts.flatMap((text) => (typeof text === 'string' && text !== '' ? text.split(' ') : []));
}

const isOnlyLogin = (scope: string): boolean => ['openid', 'profile', 'fhirUser'].includes(scope);

/** OpenID Connect 1.0 and SMART App Launch 2 over our users, our database and our login screen, for one address. */
export function createProvider(needs: ProviderNeeds): Provider {
  const { base, clients } = needs;
  const issuer = issuerOf(base);
  const fhirBase = fhirBaseOf(base);
  const isTls = base.startsWith('https:');
  const cookie = { httpOnly: true, sameSite: 'lax', signed: true } as const;

  const configuration: Configuration = {
    adapter: needs.adapter,
    jwks: { keys: [...needs.keys] as never },
    clients: [
      {
        client_id: screensClient,
        client_name: 'Munan',
        client_secret: needs.screensSecretHash,
        redirect_uris: [`${base}/api/login/callback`],
        response_types: ['code'],
        grant_types: ['authorization_code'],
        token_endpoint_auth_method: 'client_secret_basic',
      },
    ],
    clientDefaults: { id_token_signed_response_alg: 'RS256' },
    enabledJWA: { clientAuthSigningAlgValues: ['RS384', 'ES384'], idTokenSigningAlgValues: ['RS256', 'ES256'] },
    clientAuthMethods: ['none', 'client_secret_basic', 'private_key_jwt'],
    assertJwtClientAuthClaimsAndHeader: async (_ctx, claims) => checkAssertion(claims, needs.now()),
    fetch: fetchKeys,
    responseTypes: ['code'],
    pkce: { required: () => true },
    // No `offline_access` here: it is granted with the resource, like everything of SMART.
    scopes: ['openid', 'profile', 'fhirUser'],
    claims: { openid: ['sub', 'role'], profile: ['name'], fhirUser: ['fhirUser'] },
    conformIdTokenClaims: false,
    clockTolerance: 5,
    cookies: {
      keys: [needs.cookieSecret],
      names: {
        session: isTls ? '__Host-munan_oidc' : 'munan_oidc',
        interaction: isTls ? '__Secure-munan_sign_in' : 'munan_sign_in',
        resume: isTls ? '__Secure-munan_resume' : 'munan_resume',
      },
      long: cookie,
      short: cookie,
    },
    ttl: {
      AccessToken: accessS,
      AuthorizationCode: minuteS,
      ClientCredentials: backendAccessS,
      IdToken: accessS,
      Interaction: shiftS,
      Session: shiftS,
      Grant: offlineS + dayS,
      RefreshToken: (_ctx, token) => (token.scopes.has('offline_access') ? offlineS : shiftS),
    },
    features: {
      devInteractions: { enabled: false },
      dPoP: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      rpInitiatedLogout: { enabled: false },
      clientCredentials: { enabled: true },
      revocation: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) => client.clientId === token.clientId,
      },
      introspection: {
        enabled: true,
        allowedPolicy: (_ctx, client, token) =>
          client.clientId === token.clientId || client.clientAuthMethod !== 'none',
      },
      resourceIndicators: {
        enabled: true,
        defaultResource: (ctx) =>
          ctx.oidc.params?.grant_type === 'client_credentials' || askedScopes(ctx).some((one) => !isOnlyLogin(one))
            ? fhirBase
            : (undefined as never),
        useGrantedResource: () => true,
        async getResourceServerInfo(ctx, resource, client) {
          if (resource !== fhirBase) throw new errors.InvalidTarget(`the only resource here is ${fhirBase}`);
          const registered = await clients.find(client.clientId);
          const actsFor = ctx.oidc.params?.grant_type === 'client_credentials' ? 'itself' : 'somebody';
          const granted = grantableScopes(registered?.scopes ?? [], askedScopes(ctx), actsFor);
          if (actsFor === 'itself' && granted.length === 0)
            throw new errors.InvalidScope('none of the scopes is registered for this client', '');
          return {
            scope: granted.join(' '),
            audience: fhirBase,
            accessTokenFormat: 'jwt',
            accessTokenTTL: actsFor === 'itself' ? backendAccessS : accessS,
            jwt: { sign: { alg: 'ES256' } },
          };
        },
      },
    },
    extraParams: {
      aud(ctx, value) {
        const needsIt = askedScopes(ctx).some((scope) => !isLoginScope(scope) || scope.startsWith('launch'));
        // [SMART App Launch 2.2.0] an app that was led to another server must not send this one's token there.
        if ((value !== undefined || needsIt) && value?.replace(/\/$/, '') !== fhirBase)
          throw new errors.InvalidRequest(`aud is "${(value ?? '').slice(0, 200)}"; it must be ${fhirBase}`);
      },
      async launch(ctx, value) {
        const isAsked = askedScopes(ctx).includes('launch');
        if (isAsked && (value === undefined || !(await needs.isLaunch(value))))
          throw new errors.InvalidRequest(
            'the scope launch needs a launch parameter of this server, not older than 5 minutes',
          );
      },
    },
    extraTokenClaims: async (_ctx, token) => {
      if (token.kind === 'ClientCredentials') return { acts_for: 'itself' };
      const launch = await needs.launchOf(token.grantId);
      return { grant: token.grantId, ...(launch?.patient !== undefined && { patient: launch.patient }) };
    },
    issueRefreshToken: (_ctx, client, code) =>
      client.grantTypeAllowed('refresh_token') &&
      (code.scopes.has('offline_access') || code.scopes.has('online_access')),
    expiresWithSession: (_ctx, code) => !code.scopes.has('offline_access'),
    rotateRefreshToken: true,
    allowOmittingSingleRegisteredRedirectUri: false,
    clientBasedCORS: (_ctx, origin, client) =>
      (client.redirectUris ?? []).some((uri) => URL.parse(uri)?.origin === origin),
    findAccount(_ctx, id) {
      const found = needs.findAccount(id);
      if (!found) return undefined;
      const { name, role, fhirUser } = found;
      const claims = {
        sub: id,
        name,
        role,
        ...(fhirUser === undefined ? {} : { fhirUser: `${fhirBase}/${fhirUser}` }),
      };
      return { accountId: id, claims: async () => claims };
    },
    // A grant belongs to one authorization: a launch's person is never that of another launch.
    async loadExistingGrant(ctx) {
      const { oidc } = ctx;
      const { Grant } = oidc.provider;
      const grantId = oidc.result?.consent?.grantId;
      if (grantId) return Grant.find(grantId);
      if (oidc.client?.clientId !== screensClient || !oidc.account) return undefined;
      // The house's own screens: who signs in there has asked for it.
      const grant = new Grant({ accountId: oidc.account.accountId, clientId: screensClient });
      grant.addOIDCScope('openid profile fhirUser');
      await grant.save();
      return grant;
    },
    interactions: {
      policy: askingPolicy(),
      url: (_ctx, interaction) => `/api/sign-in/${interaction.uid}`,
    },
    routes: {
      authorization: '/auth',
      token: '/token',
      jwks: '/jwks',
      revocation: '/token/revocation',
      introspection: '/token/introspection',
      userinfo: '/me',
    },
    discovery: { ui_locales_supported: ['ko', 'en'] },
    renderError(ctx, { error, error_description }) {
      ctx.type = 'html';
      ctx.body = needs.renderError({ code: error, description: error_description ?? '' });
    },
  };

  const provider = new Provider(issuer, configuration);
  // Its address is decided before it is asked; what it reads of the request was set by the one who mounts it.
  provider.proxy = true;
  // What we registered as a secret is its hash.
  provider.Client.prototype.compareClientSecret = function (given: string) {
    const [wanted, actual] = [this.clientSecret ?? '', hashOfSecret(given)].map((text) => Buffer.from(text));
    return (
      wanted !== undefined && actual !== undefined && wanted.length === actual.length && timingSafeEqual(wanted, actual)
    );
  };
  provider.use(askConsentForOffline);
  provider.use(smartAnswers({ launchOf: needs.launchOf, readJwt: needs.readJwt, revokeJwt: needs.revokeJwt }));
  provider.on('grant.success', (ctx) => needs.noted(tokenEvent(ctx)));
  provider.on('grant.error', (ctx, { error_description, message }) =>
    needs.noted({ ...tokenEvent(ctx), refused: error_description ?? message }),
  );
  provider.on('server_error', (ctx, error) => needs.failed(error, ctx.path));
  return provider;
}

function tokenEvent({ oidc, ip }: KoaContextWithOIDC): TokenEvent {
  const { client_id, grant_type } = oidc.params ?? {};
  const user = oidc.account?.accountId;
  const shortened = (text: unknown): string => (typeof text === 'string' ? text.slice(0, 100) : '');
  return {
    client: oidc.client?.clientId ?? shortened(client_id),
    ...(user !== undefined && { user }),
    origin: ip,
    grantType: shortened(grant_type),
  };
}

export async function findMetadata(clients: Clients, id: string) {
  const client = await clients.find(id);
  return client && metadataOf(client);
}

/** [OpenID Connect Core, 11] wants `prompt=consent` with offline_access; SMART apps do not send it, and are always asked. */
async function askConsentForOffline(ctx: Koa.Context, next: () => Promise<void>): Promise<void> {
  if (ctx.method === 'GET' && ctx.path === '/auth') {
    const query = new URLSearchParams(ctx.querystring);
    if (query.get('scope')?.split(' ').includes('offline_access') && !query.has('prompt')) {
      const given = ctx.url;
      query.set('prompt', 'consent');
      ctx.querystring = query.toString();
      // From the difference of the two the provider knows where it is mounted.
      const raw = ctx.req as Koa.Context['req'] & { originalUrl?: string | undefined };
      raw.originalUrl = raw.originalUrl?.replace(given, ctx.url);
    }
  }
  await next();
}
