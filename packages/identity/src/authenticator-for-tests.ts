import { createHash, generateKeyPairSync, randomBytes, sign } from 'node:crypto';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from './passkeys.ts';

const sha256 = (data: Buffer | string): Buffer => createHash('sha256').update(data).digest();
const b64 = (data: Buffer | string): string => Buffer.from(data).toString('base64url');

/** CBOR of what is needed here: whole numbers under 2^16, bytes, text and maps [RFC 8949, 3]. */
function cbor(value: number | Buffer | string | Map<number | string, unknown>): Buffer {
  const head = (major: number, count: number): Buffer =>
    count < 24
      ? Buffer.from([(major << 5) | count])
      : count < 256
        ? Buffer.from([(major << 5) | 24, count])
        : Buffer.from([(major << 5) | 25, count >> 8, count & 255]);
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (Buffer.isBuffer(value)) return Buffer.concat([head(2, value.length), value]);
  const pairs = [...value].flatMap(([key, inner]) => [cbor(key), cbor(inner as Buffer)]);
  return Buffer.concat([head(5, value.size), ...pairs]);
}

interface Asked {
  challenge: string;
  origin: string;
  /** False: the person was not checked, only somebody touched it. */
  verified?: boolean;
  rpId?: string;
}

/** A security key in software, which can be told to do wrong. */
export class Authenticator {
  readonly #pair = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  readonly #id = randomBytes(32);
  counter = 0;
  userHandle: string | undefined;

  #data({ origin, verified = true, rpId = new URL(origin).hostname }: Asked, attested = Buffer.alloc(0)): Buffer {
    const flags = 0x01 | (verified ? 0x04 : 0) | (attested.length > 0 ? 0x40 : 0);
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(this.counter);
    return Buffer.concat([sha256(rpId), Buffer.from([flags]), counter, attested]);
  }

  #client(type: string, { challenge, origin }: Asked): Buffer {
    return Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  }

  register(asked: Asked): RegistrationResponseJSON {
    const { x = '', y = '' } = this.#pair.publicKey.export({ format: 'jwk' });
    // [RFC 9053, 7.1.1] an EC2 key for ES256.
    const key = cbor(
      new Map<number, unknown>([
        [1, 2],
        [3, -7],
        [-1, 1],
        [-2, Buffer.from(x, 'base64url')],
        [-3, Buffer.from(y, 'base64url')],
      ]),
    );
    const attested = Buffer.concat([Buffer.alloc(16), Buffer.from([0, this.#id.length]), this.#id, key]);
    const attestation = new Map<string, unknown>([
      ['fmt', 'none'],
      ['attStmt', new Map()],
      ['authData', this.#data(asked, attested)],
    ]);
    return {
      id: b64(this.#id),
      rawId: b64(this.#id),
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: b64(this.#client('webauthn.create', asked)),
        attestationObject: b64(cbor(attestation)),
        transports: ['internal'],
      },
    };
  }

  signIn(asked: Asked): AuthenticationResponseJSON {
    const authenticatorData = this.#data(asked);
    const client = this.#client('webauthn.get', asked);
    const signature = sign('sha256', Buffer.concat([authenticatorData, sha256(client)]), this.#pair.privateKey);
    return {
      id: b64(this.#id),
      rawId: b64(this.#id),
      type: 'public-key',
      clientExtensionResults: {},
      response: {
        clientDataJSON: b64(client),
        authenticatorData: b64(authenticatorData),
        signature: b64(signature),
        ...(this.userHandle !== undefined && { userHandle: this.userHandle }),
      },
    };
  }
}
