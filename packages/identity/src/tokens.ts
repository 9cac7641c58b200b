import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import type { Role } from '@munan/flow';
import { openSecretKey } from '@munan/runtime';
import { jwtVerify, SignJWT } from 'jose';

const issuer = 'munan';
const audience = 'munan-api';
const algorithm = 'HS256';
export const longestTokenMs = 366 * 86_400_000;

export const roles: readonly Role[] = ['operator', 'nurse', 'doctor', 'manager', 'family', 'person', 'service'];
/** Roles of people: only these have a password. */
export const personRoles: readonly Role[] = roles.filter((role) => role !== 'service');

/**
 * The key that tokens are signed with: whoever can read the data folder can make tokens, so the file is for its owner only.
 * @throws Error when the folder cannot be read or written
 */
export function openKey(dataFolder: string): Uint8Array {
  return openSecretKey(join(dataFolder, 'token.key'));
}

export interface TokenSubject {
  id: string;
  name: string;
  role: Role;
}

/** A bearer token for scripts, tests and set-up. `now` in Unix ms. */
export async function issueToken(key: Uint8Array, subject: TokenSubject, now: number, ttlMs: number): Promise<string> {
  if (!(ttlMs > 0 && ttlMs <= longestTokenMs))
    throw new Error(`a token lives from 1 s to 366 days, not ${ttlMs / 1000} s`);
  return new SignJWT({ name: subject.name, role: subject.role })
    .setProtectedHeader({ alg: algorithm, typ: 'JWT' })
    .setSubject(subject.id)
    .setIssuer(issuer)
    .setAudience(audience)
    .setJti(randomUUID())
    .setIssuedAt(Math.floor(now / 1000))
    .setExpirationTime(Math.ceil((now + ttlMs) / 1000))
    .sign(key);
}

/** Whose token it is; undefined for one that is forged, expired, for somebody else, or of another algorithm. */
export async function verifyToken(key: Uint8Array, token: string, now: number): Promise<TokenSubject | undefined> {
  try {
    const { payload } = await jwtVerify(token, key, {
      issuer,
      audience,
      algorithms: [algorithm],
      requiredClaims: ['sub', 'exp', 'iat', 'role'],
      currentDate: new Date(now),
    });
    const { sub, name, role } = payload;
    if (typeof sub !== 'string' || typeof name !== 'string' || !roles.includes(role as Role)) return undefined;
    return { id: sub, name, role: role as Role };
  } catch {
    return undefined;
  }
}
