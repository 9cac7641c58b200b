/**
 * Who you are and what you may see.
 *
 * Invariant: no password, session or device secret is stored in a form that could be used.
 * Invariant: one pure function (`decide`) says who may do what; nothing else does.
 */
export {
  type AccessAction,
  type AccessSubject,
  actions as accessActions,
  type Decision,
  decide,
  type Reach,
  reaches,
  visiblePeople,
} from './access.ts';
export { type Identity, IdentityError, openIdentity, type Who } from './identity.ts';
export { identityMigrations } from './tables.ts';
export { issueToken, longestTokenMs, openKey, personRoles, roles, type TokenSubject } from './tokens.ts';
export type { AccessTokenClaims } from './openid/access-tokens.ts';
export { servedLoginScopes } from './openid/client-scopes.ts';
export { ClientError, type ClientKind, type ClientToAdd, type RegisteredClient } from './openid/clients.ts';
export { type Launch, type Openid, openOpenid } from './openid/openid.ts';
export { fhirBaseOf, issuerOf } from './openid/provider.ts';
export type { LaunchContext } from './openid/smart.ts';
export type { JWKS } from 'oidc-provider';
export {
  type AuthenticationResponseJSON,
  PasskeyError,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
} from './passkeys.ts';
