/**
 * Who you are and what you may see.
 *
 * Invariant: no password, session or device secret is stored in a form that could be used.
 * Invariant: one pure function (`decide`) says who may do what; nothing else does.
 */

export type { JWKS } from 'oidc-provider';
export {
  type AccessResource,
  type AccessSubject,
  type Decision,
  decide,
  type Limit,
  limitOf,
  type Refusal,
  type VisiblePeople,
  visiblePeople,
} from './access.ts';
export { AccessFacts } from './access-facts.ts';
export {
  type AccessAction,
  actions as accessActions,
  confidentiality,
  type FhirAction,
  fhirActions,
  fhirVerbs,
  isFhirAction,
  type Reach,
  type ScreenAction,
  screenActions,
  screenReach,
  typeReach,
} from './access-table.ts';
export { accessTables } from './access-text.ts';
export { type TypeClass, typeClasses, typeClassOf } from './access-types.ts';
export {
  type BreakGlass,
  BreakGlassError,
  type BreakGlasses,
  breakGlassMigrations,
  openBreakGlass,
} from './break-glass.ts';
export { type ConsentPart, consentPartSystem, consentParts } from './consent.ts';
export { type Identity, IdentityError, openIdentity } from './identity.ts';
export type { AccessTokenClaims } from './openid/access-tokens.ts';
export { ClientError, type ClientKind, type ClientToAdd, type RegisteredClient } from './openid/clients.ts';
export { type Launch, type Openid, openOpenid } from './openid/openid.ts';
export { fhirBaseOf, issuerOf, type TokenEvent } from './openid/provider.ts';
export type { LaunchContext } from './openid/smart.ts';
export {
  type AuthenticationResponseJSON,
  PasskeyError,
  type PublicKeyCredentialCreationOptionsJSON,
  type PublicKeyCredentialRequestOptionsJSON,
  type RegistrationResponseJSON,
} from './passkeys.ts';
export type { PasswordCost } from './passwords.ts';
export {
  isLoginScope,
  parseScope,
  type ResourceScope,
  resourceScopes,
  ScopeError,
  type ScopeVerb,
} from './scopes.ts';
export { identityMigrations } from './tables.ts';
export { issueToken, longestTokenMs, openKey, personRoles, roles, type TokenSubject } from './tokens.ts';
export { readWho, type Who } from './who.ts';
