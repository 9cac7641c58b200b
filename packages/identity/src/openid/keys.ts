import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { findSecret, makeSecret } from '@munan/runtime';
import { calculateJwkThumbprint, exportJWK, generateKeyPair, type JWK } from 'jose';

/** Private keys, the first of an algorithm signs; and a secret that cookies are signed with. */
export interface SigningKeys {
  keys: JWK[];
  cookieSecret: string;
}

const algorithms = ['RS256', 'ES256', 'ES384'] as const;

async function newKeys(): Promise<SigningKeys> {
  const keys: JWK[] = [];
  for (const alg of algorithms) {
    const { privateKey } = await generateKeyPair(alg, { extractable: true, modulusLength: 3072 });
    const jwk = await exportJWK(privateKey);
    keys.push({ ...jwk, alg, use: 'sig', kid: await calculateJwkThumbprint(jwk) });
  }
  return { keys, cookieSecret: `${randomUUID()}${randomUUID()}` };
}

const isWhole = (value: unknown): value is SigningKeys => {
  const { keys, cookieSecret } = (value ?? {}) as Partial<SigningKeys>;
  return (
    typeof cookieSecret === 'string' &&
    Array.isArray(keys) &&
    algorithms.every((alg) => keys.some((k) => k?.alg === alg))
  );
};

/**
 * The keys of the identity provider, made once: `oidc.keys` in the data folder, for its owner only, like `token.key`.
 * @throws Error when the file is damaged, or the folder cannot be written
 */
export async function openSigningKeys(dataFolder: string): Promise<SigningKeys> {
  const path = join(dataFolder, 'oidc.keys');
  if (findSecret(path) === undefined) makeSecret(path, JSON.stringify(await newKeys()));
  const value = parse(findSecret(path) ?? '');
  if (!isWhole(value)) throw new Error(`${path} is damaged; remove it to make new keys`);
  return value;
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
