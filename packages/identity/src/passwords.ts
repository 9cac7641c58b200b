import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** OWASP Password Storage Cheat Sheet: N=2^15, r=8, p=3 is one of the equal choices for scrypt. */
const cost = { N: 2 ** 15, r: 8, p: 3 };
const hashBytes = 32;

function derive(password: string, salt: Buffer, parameters: typeof cost): Promise<Buffer> {
  const { N, r } = parameters;
  return new Promise((resolve, reject) =>
    // The same letter can be written in two ways (NFC, NFD): Korean keyboards differ.
    scrypt(password.normalize('NFKC'), salt, hashBytes, { ...parameters, maxmem: 256 * N * r }, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  );
}

/** `N$r$p$salt$hash` */
export async function hashPassword(password: string): Promise<string> {
  const salt = randomBytes(16);
  const key = await derive(password, salt, cost);
  return [cost.N, cost.r, cost.p, salt.toString('base64url'), key.toString('base64url')].join('$');
}

export async function passwordMatches(password: string, stored: string): Promise<boolean> {
  const [N, r, p, salt = '', hash = ''] = stored.split('$');
  const key = await derive(password, Buffer.from(salt, 'base64url'), { N: Number(N), r: Number(r), p: Number(p) });
  const wanted = Buffer.from(hash, 'base64url');
  return wanted.length === key.length && timingSafeEqual(wanted, key);
}
