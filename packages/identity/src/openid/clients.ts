import { createHash, randomBytes } from 'node:crypto';
import type { Clock, Database } from '@munan/runtime';
import type { AdapterPayload, JWKS } from 'oidc-provider';
import { isLoginScope, parseScope, ScopeError } from '../scopes.ts';
import { servedLoginScopes, usualAppScopes } from './client-scopes.ts';
import type { OpenidTables } from './tables.ts';

/**
 * `public`: an app without a secret; `confidential`: with a secret, or a key of its own; `backend`: acts for itself, with a
 * key of its own and nobody before it.
 */
export type ClientKind = 'public' | 'confidential' | 'backend';

export interface RegisteredClient {
  id: string;
  name: string;
  kind: ClientKind;
  redirectUris: readonly string[];
  scopes: readonly string[];
  /** Public keys, when it signs; or where they are. */
  jwks?: JWKS;
  jwksUri?: string;
  /** SHA-256 of its secret. */
  secretHash?: string;
}

export class ClientError extends Error {
  readonly code: 'client-invalid' | 'client-exists';
  constructor(code: ClientError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

const invalid = (message: string) => new ClientError('client-invalid', message);
const loopback = new Set(['localhost', '127.0.0.1', '[::1]']);

export const hashOfSecret = (secret: string): string => createHash('sha256').update(secret).digest('base64url');

/** https, or http to the machine itself: what travels there must not be read on the way. */
export function isSafeUrl(text: string): boolean {
  const url = URL.parse(text);
  return (
    url !== null &&
    url.username === '' &&
    url.password === '' &&
    (url.protocol === 'https:' || (url.protocol === 'http:' && loopback.has(url.hostname)))
  );
}

function checkScope(text: string, kind: ClientKind): void {
  if (isLoginScope(text)) {
    if (kind === 'backend') throw invalid(`the scope "${text}" is for a person at a screen; a backend has none`);
    if (!servedLoginScopes.includes(text)) throw invalid(`the scope "${text}" is not served here`);
    return;
  }
  try {
    const { context } = parseScope(text);
    if ((context === 'system') !== (kind === 'backend'))
      throw invalid(
        `the scope "${text}" is not for a ${kind} client; a backend has system/…, others patient/… and user/…`,
      );
  } catch (error) {
    if (error instanceof ScopeError) throw invalid(error.message);
    throw error;
  }
}

/** Public keys that can check RS384 or ES384, and nothing private. */
function checkKeys({ keys }: JWKS): void {
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > 20)
    throw invalid('the key set has no keys, or more than 20; it is JSON like {"keys":[…]}');
  for (const key of keys as Record<string, unknown>[]) {
    const isKnown = key?.kty === 'RSA' || (key?.kty === 'EC' && key.crv === 'P-384');
    if (!isKnown) throw invalid('a key is neither RSA (for RS384) nor EC P-384 (for ES384)');
    for (const part of ['d', 'p', 'q', 'dp', 'dq', 'qi', 'oth', 'k'])
      if (key[part] !== undefined) throw invalid('a key is a private one; only its public half is registered');
    if (key.kty === 'RSA' && Buffer.from(String(key.n), 'base64url').length < 256)
      throw invalid('an RSA key is shorter than 2048 bits');
  }
}

export interface ClientToAdd extends Omit<RegisteredClient, 'secretHash' | 'scopes'> {
  scopes?: readonly string[];
}

function check(client: ClientToAdd): RegisteredClient {
  const { id, name, kind, redirectUris, jwks, jwksUri } = client;
  if (!/^[A-Za-z0-9][A-Za-z0-9._-]{0,99}$/.test(id)) throw invalid(`"${id.slice(0, 80)}" is no client id`);
  if (name.trim() === '' || name.length > 100) throw invalid('a client has a name of 1 to 100 letters');
  for (const uri of redirectUris)
    if (!isSafeUrl(uri) || uri.includes('#') || new URL(uri).href !== uri)
      throw invalid(
        `the redirect "${uri}" is not allowed; it is https, or http to this machine, as a browser writes it`,
      );
  if (jwks) checkKeys(jwks);
  if (jwks && jwksUri !== undefined) throw invalid('keys come as a file or from an address, not both');
  if (jwksUri !== undefined && !isSafeUrl(jwksUri))
    throw invalid(`"${jwksUri}" is no safe address of keys: https only`);
  const hasKeys = jwks !== undefined || jwksUri !== undefined;
  if (kind === 'backend' && (!hasKeys || redirectUris.length > 0))
    throw invalid('a backend client has keys and no redirect');
  if (kind !== 'backend' && redirectUris.length === 0) throw invalid('an app for people has at least one redirect');
  if (kind === 'public' && hasKeys) throw invalid('a public client has no keys; register it as confidential');
  const scopes = client.scopes?.length ? [...new Set(client.scopes)] : kind === 'backend' ? [] : [...usualAppScopes];
  if (scopes.length === 0) throw invalid('a backend client has at least one scope, such as system/Patient.rs');
  for (const scope of scopes) checkScope(scope, kind);
  return { id, name, kind, redirectUris, scopes, ...(jwks && { jwks }), ...(jwksUri !== undefined && { jwksUri }) };
}

export type Clients = ReturnType<typeof openClients>;

/** Programs that may ask for tokens. */
export function openClients(database: Database, clock: Clock) {
  const query = database.query.withTables<OpenidTables>();
  return {
    /** @returns the secret, said this once, of a confidential client without keys @throws ClientError */
    async add(wanted: ClientToAdd): Promise<{ client: RegisteredClient; secret?: string }> {
      const checked = check(wanted);
      const needsSecret = checked.kind === 'confidential' && !checked.jwks && checked.jwksUri === undefined;
      const secret = needsSecret ? randomBytes(32).toString('base64url') : undefined;
      const client = secret === undefined ? checked : { ...checked, secretHash: hashOfSecret(secret) };
      const { numInsertedOrUpdatedRows } = await query
        .insertInto('oidc_client')
        .values({ id: client.id, name: client.name, registration: JSON.stringify(client), created: clock.now() })
        .onConflict((conflict) => conflict.column('id').doNothing())
        .executeTakeFirstOrThrow();
      if (Number(numInsertedOrUpdatedRows ?? 0) === 0)
        throw new ClientError('client-exists', `there is a client ${client.id} already`);
      return { client, ...(secret === undefined ? {} : { secret }) };
    },
    async find(id: string): Promise<RegisteredClient | undefined> {
      const row = await query.selectFrom('oidc_client').select('registration').where('id', '=', id).executeTakeFirst();
      return row && (JSON.parse(row.registration) as RegisteredClient);
    },
    async all(): Promise<RegisteredClient[]> {
      const rows = await query.selectFrom('oidc_client').select('registration').orderBy('id').execute();
      return rows.map((row) => JSON.parse(row.registration) as RegisteredClient);
    },
    /** Its tokens are refused from now on: each is asked for its client. */
    async remove(id: string): Promise<boolean> {
      const { numDeletedRows } = await query.deleteFrom('oidc_client').where('id', '=', id).executeTakeFirstOrThrow();
      return numDeletedRows > 0n;
    },
  };
}

/** As the provider wants it [OpenID Connect Dynamic Client Registration 1.0, 2]. */
export function metadataOf(client: RegisteredClient): AdapterPayload {
  const { id, name, kind, redirectUris, jwks, jwksUri, secretHash } = client;
  const method = kind === 'public' ? 'none' : secretHash === undefined ? 'private_key_jwt' : 'client_secret_basic';
  return {
    client_id: id,
    client_name: name,
    application_type: 'web',
    redirect_uris: [...redirectUris],
    response_types: kind === 'backend' ? [] : ['code'],
    grant_types: kind === 'backend' ? ['client_credentials'] : ['authorization_code', 'refresh_token'],
    token_endpoint_auth_method: method,
    // The provider compares by `compareClientSecret`, which knows that this is a hash.
    ...(secretHash !== undefined && { client_secret: secretHash }),
    ...(jwks && { jwks }),
    ...(jwksUri !== undefined && { jwks_uri: jwksUri }),
  };
}
