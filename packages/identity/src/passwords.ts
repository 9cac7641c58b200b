import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** Of scrypt; each password is kept with its own. */
export interface PasswordCost {
  N: number;
  r: number;
  p: number;
}

/** OWASP Password Storage Cheat Sheet: N=2^15, r=8, p=3 is one of the equal choices for scrypt. */
export const passwordCost: PasswordCost = { N: 2 ** 15, r: 8, p: 3 };
const hashBytes = 32;

function derive(password: string, salt: Buffer, parameters: PasswordCost): Promise<Buffer> {
  const { N, r } = parameters;
  return new Promise((resolve, reject) =>
    // The same letter can be written in two ways (NFC, NFD): Korean keyboards differ.
    scrypt(password.normalize('NFKC'), salt, hashBytes, { ...parameters, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  );
}

/** `N$r$p$salt$hash` */
const kept = ({ N, r, p }: PasswordCost, salt: Buffer, hash: Buffer): string =>
  [N, r, p, salt.toString('base64url'), hash.toString('base64url')].join('$');

export async function hashPassword(password: string, cost: PasswordCost): Promise<string> {
  const salt = randomBytes(16);
  return kept(cost, salt, await derive(password, salt, cost));
}

/** What a password is kept as that nobody knows, this process neither. */
export const nobodysPassword = (cost: PasswordCost): string => kept(cost, randomBytes(16), randomBytes(hashBytes));

export async function passwordMatches(password: string, stored: string): Promise<boolean> {
  const [N, r, p, salt = '', hash = ''] = stored.split('$');
  const key = await derive(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) });
  const wanted = Buffer.from(hash, 'base64url');
  return wanted.length === key.length && timingSafeEqual(wanted, key);
}
