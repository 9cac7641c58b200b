import { browserSupportsWebAuthn } from '@simplewebauthn/browser';

/** A passkey belongs to a name: a server that is reached by a bare address can have none [WebAuthn 3, 5.1.2 "rp.id"]. */
export function canUsePasskeys({ hostname, isSecure }: { hostname: string; isSecure: boolean }): boolean {
  const isAddress = /^[\d.]+$/.test(hostname) || hostname.startsWith('[');
  return isSecure && !isAddress && browserSupportsWebAuthn();
}

export const passkeysHere = (): boolean =>
  canUsePasskeys({ hostname: window.location.hostname, isSecure: window.isSecureContext });
