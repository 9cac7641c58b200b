import { randomBytes } from 'node:crypto';
import type { Clock, Database } from '@munan/runtime';
import type Provider from 'oidc-provider';
import { openPasskeys } from '../passkeys.ts';
import { type AccessTokenClaims, accessTokenReader } from './access-tokens.ts';
import { adapterOver } from './adapter.ts';
import { servedLoginScopes } from './client-scopes.ts';
import { hashOfSecret, openClients } from './clients.ts';
import { openSigningKeys } from './keys.ts';
import { createProvider, fhirBaseOf, findMetadata, issuerOf, type ProviderNeeds, screensClient } from './provider.ts';
import type { LaunchContext } from './smart.ts';
import { openStore } from './store.ts';
import { openidMigrations } from './tables.ts';

/** A launch from the screens, before the app has come for it. */
export interface Launch extends LaunchContext {
  /** Whose screens it was started from: nobody else may go on with it. */
  user: string;
}

const launchLivesMs = 5 * 60_000;
/** As long as the longest grant. */
const contextLivesMs = 31 * 86_400_000;
/** Without `--public-url` the server is reached under more than one name; more than these are somebody's play. */
const mostProviders = 8;

export interface OpenidNeeds extends Pick<ProviderNeeds, 'findAccount' | 'renderError' | 'failed' | 'noted'> {
  database: Database;
  clock: Clock;
  dataFolder: string;
}

export type Openid = Awaited<ReturnType<typeof openOpenid>>;

/** The identity provider inside: its keys, clients, launches, and one provider for each address of the server. */
export async function openOpenid({ database, clock, dataFolder, ...needs }: OpenidNeeds) {
  await database.migrate(openidMigrations);
  const { keys, cookieSecret } = await openSigningKeys(dataFolder);
  const store = openStore(database, clock);
  const clients = openClients(database, clock);
  const read = accessTokenReader(keys);
  const screensSecret = randomBytes(32).toString('base64url');
  const now = () => clock.now();
  const adapter = adapterOver(store, (id) => findMetadata(clients, id), now);
  const providers = new Map<string, Provider>();

  const launchOf = (grantId: string) => store.find<LaunchContext>('LaunchContext', grantId);

  /** Undefined for a token that is not ours for this address, has expired, or whose client, grant or self was revoked. */
  async function verifyAccessToken(token: string, base: string): Promise<AccessTokenClaims | undefined> {
    const claims = await read(token, { issuer: issuerOf(base), audience: fhirBaseOf(base), now: now() });
    if (!claims) return undefined;
    if (!(await clients.find(claims.client))) return undefined;
    if (await store.find('RevokedToken', claims.jti)) return undefined;
    if (claims.actsForItself) return claims;
    return claims.grant !== undefined && (await store.find('Grant', claims.grant)) ? claims : undefined;
  }

  function providerFor(base: string): Provider {
    const found = providers.get(base);
    if (found) {
      providers.delete(base);
      providers.set(base, found);
      return found;
    }
    const provider = createProvider({
      ...needs,
      base,
      adapter,
      keys,
      cookieSecret,
      clients,
      screensSecretHash: hashOfSecret(screensSecret),
      launchOf,
      isLaunch: async (id) => (await store.find('Launch', id)) !== undefined,
      readJwt: (token) => verifyAccessToken(token, base),
      revokeJwt: ({ jti, expires }) => store.put('RevokedToken', jti, {}, expires * 1000 + 60_000),
      now,
    });
    providers.set(base, provider);
    const [oldest] = providers.keys();
    if (providers.size > mostProviders && oldest !== undefined) providers.delete(oldest);
    return provider;
  }

  return {
    clients,
    passkeys: openPasskeys(database, clock, store),
    store,
    providerFor,
    /** What an app may ask for beside resources. */
    loginScopes: servedLoginScopes,
    verifyAccessToken,
    /** How the screens prove to the provider that they are the screens. */
    screens: { id: screensClient, secret: screensSecret },
    /** An opaque id that an app gives back within 5 minutes; it tells nothing by itself. */
    async startLaunch(launch: Launch): Promise<string> {
      const id = randomBytes(24).toString('base64url');
      await store.put('Launch', id, launch, now() + launchLivesMs);
      return id;
    },
    findLaunch: (id: string): Promise<Launch | undefined> => store.find<Launch>('Launch', id),
    /** Once only. */
    takeLaunch: (id: string): Promise<Launch | undefined> => store.take<Launch>('Launch', id),
    keepContext: (grantId: string, context: LaunchContext): Promise<void> =>
      store.put('LaunchContext', grantId, { ...context, grantId }, now() + contextLivesMs),
    /** Ends what hangs on somebody's being signed in: refresh tokens for online access end with it. */
    signOut: (user: string): Promise<void> => store.removeOf('Session', user),
    /** Ends what hangs on the session of one browser, which somebody else has taken over. */
    endSession: (uid: string): Promise<void> => store.removeByUid('Session', uid),
    /** Ends everything that was granted in somebody's name: for a user who is removed, or a password that was stolen. */
    async revokeAll(user: string): Promise<void> {
      for (const kind of ['Session', 'Grant', 'RefreshToken', 'AuthorizationCode', 'AccessToken'])
        await store.removeOf(kind, user);
    },
  };
}
