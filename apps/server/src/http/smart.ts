import type { FastifyReply, FastifyRequest } from 'fastify';

/**
 * What an app reads first [SMART App Launch 2.2.0, conformance]. Only what is served: no `context-ehr-encounter`, no
 * `permission-*` that `record-access.ts` does not enforce.
 */
export function smartConfiguration(base: string, loginScopes: readonly string[]): Record<string, unknown> {
  const at = `${base}/oidc`;
  return {
    issuer: at,
    jwks_uri: `${at}/jwks`,
    authorization_endpoint: `${at}/auth`,
    token_endpoint: `${at}/token`,
    introspection_endpoint: `${at}/token/introspection`,
    revocation_endpoint: `${at}/token/revocation`,
    grant_types_supported: ['authorization_code', 'refresh_token', 'client_credentials'],
    response_types_supported: ['code'],
    code_challenge_methods_supported: ['S256'],
    token_endpoint_auth_methods_supported: ['none', 'client_secret_basic', 'private_key_jwt'],
    token_endpoint_auth_signing_alg_values_supported: ['RS384', 'ES384'],
    scopes_supported: [...loginScopes, 'patient/*.cruds', 'user/*.cruds', 'system/*.cruds'],
    capabilities: [
      'launch-ehr',
      'launch-standalone',
      'client-public',
      'client-confidential-symmetric',
      'client-confidential-asymmetric',
      'sso-openid-connect',
      'context-banner',
      'context-ehr-patient',
      'context-standalone-patient',
      'permission-offline',
      'permission-online',
      'permission-patient',
      'permission-user',
      'permission-v1',
      'permission-v2',
    ],
  };
}

/** What the CapabilityStatement says of it [SMART App Launch 2.2.0, "Using CapabilityStatement"]. */
export function smartSecurity(fhirBase: string): {
  cors: boolean;
  service: { coding: { system: string; code: string }[]; text: string }[];
  extension: { url: string; extension: { url: string; valueUri: string }[] }[];
} {
  const at = fhirBase.replace(/\/fhir\/R4$/, '/oidc');
  const addresses = {
    token: 'token',
    authorize: 'auth',
    introspect: 'token/introspection',
    revoke: 'token/revocation',
  };
  return {
    cors: true,
    service: [
      {
        coding: [{ system: 'http://terminology.hl7.org/CodeSystem/restful-security-service', code: 'SMART-on-FHIR' }],
        text: 'OAuth2 using SMART-on-FHIR profile (see http://docs.smarthealthit.org)',
      },
    ],
    extension: [
      {
        url: 'http://fhir-registry.smarthealthit.org/StructureDefinition/oauth-uris',
        extension: Object.entries(addresses).map(([url, path]) => ({ url, valueUri: `${at}/${path}` })),
      },
    ],
  };
}

/** Without cookies, any page may ask: what it needs besides is a token. */
export function allowCrossOrigin(reply: FastifyReply): void {
  reply.header('access-control-allow-origin', '*');
  reply.header('access-control-expose-headers', 'etag, last-modified, location, content-location, www-authenticate');
}

const isFhir = ({ url }: FastifyRequest): boolean => url.startsWith('/fhir/');

/**
 * Apps in a browser come from other sites [SMART App Launch 2.2.0: servers SHALL support CORS]. Answers a preflight; true
 * when that was all. A cookie is never allowed: the session of a screen is not an app's.
 */
export function answerCrossOrigin(request: FastifyRequest, reply: FastifyReply): boolean {
  if (!isFhir(request) || request.headers.origin === undefined) return false;
  allowCrossOrigin(reply);
  if (request.method !== 'OPTIONS' || request.headers['access-control-request-method'] === undefined) return false;
  reply
    .code(204)
    .header('access-control-allow-methods', 'GET, HEAD, POST, PUT, PATCH, DELETE')
    .header(
      'access-control-allow-headers',
      'authorization, content-type, accept, prefer, if-match, if-none-match, if-none-exist, if-modified-since',
    )
    .header('access-control-max-age', '3600')
    .send();
  return true;
}
