/**
 * A push service and a browser's end of it, after the RFCs and without the library that we send with: it verifies who sends
 * [RFC 8292], and decrypts what came with the browser's keys [RFC 8188, 8291].
 */
import { createDecipheriv, createECDH, createHmac, createPublicKey, type ECDH, randomBytes, verify } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Pushed {
  path: string;
  headers: IncomingHttpHeaders;
  /** Decrypted. */
  data: string;
}

const sum = (key: Buffer, ...pieces: (Buffer | string)[]): Buffer => {
  const hmac = createHmac('sha256', key);
  for (const piece of pieces) hmac.update(piece);
  return hmac.digest();
};
/** HKDF for at most 32 bytes [RFC 5869]. */
const derive = (salt: Buffer, secret: Buffer, info: Buffer | string, bytes: number): Buffer =>
  sum(sum(salt, secret), info, Buffer.from([1])).subarray(0, bytes);

/** What a browser keeps to itself of a subscription. */
export class BrowserKeys {
  #pair: ECDH = createECDH('prime256v1');
  #auth = randomBytes(16);

  constructor() {
    this.#pair.generateKeys();
  }

  get keys(): { p256dh: string; auth: string } {
    return { p256dh: this.#pair.getPublicKey().toString('base64url'), auth: this.#auth.toString('base64url') };
  }

  /** One record of aes128gcm: salt, record size, the sender's key, the sealed text. */
  open(body: Buffer): string {
    const salt = body.subarray(0, 16);
    const keyLength = body.readUInt8(20);
    const sender = body.subarray(21, 21 + keyLength);
    const sealed = body.subarray(21 + keyLength);
    const shared = this.#pair.computeSecret(sender);
    const info = Buffer.concat([Buffer.from('WebPush: info\0'), this.#pair.getPublicKey(), sender]);
    const secret = derive(this.#auth, shared, info, 32);
    const key = derive(salt, secret, 'Content-Encoding: aes128gcm\0', 16);
    const nonce = derive(salt, secret, 'Content-Encoding: nonce\0', 12);
    const decipher = createDecipheriv('aes-128-gcm', key, nonce);
    decipher.setAuthTag(sealed.subarray(-16));
    const plain = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
    const end = plain.lastIndexOf(2);
    if (end < 0 || plain.subarray(end + 1).some((byte) => byte !== 0)) throw new Error('no end of the last record');
    return plain.subarray(0, end).toString();
  }
}

export class PushServiceForTests {
  /** In the order in which they came. */
  readonly pushed: Pushed[] = [];
  /** What was wrong with a request; must stay empty. */
  readonly complaints: string[] = [];
  /** By path: what is answered in place of 201; `hang` answers nothing. */
  readonly answers = new Map<string, number | 'hang'>();
  requests = 0;
  #server: Server;
  #browsers = new Map<string, BrowserKeys>();
  #waiting: { requests: number; wake: () => void }[] = [];
  #key = '';

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<PushServiceForTests> {
    const server = createServer();
    const service = new PushServiceForTests(server);
    server.on('request', async (request, response) => {
      const pieces: Buffer[] = [];
      for await (const piece of request) pieces.push(piece as Buffer);
      const path = request.url ?? '';
      service.requests++;
      const answer = service.answers.get(path) ?? 201;
      if (answer === 201) service.#take(path, request.headers, Buffer.concat(pieces));
      for (const { requests, wake } of service.#waiting) if (service.requests >= requests) wake();
      if (answer !== 'hang') response.writeHead(answer, { 'retry-after': '3' }).end();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return service;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** A browser subscribes, with the key of the server that may send to it. */
  subscribe(name: string, serverKey: string): { endpoint: string; keys: { p256dh: string; auth: string } } {
    this.#key = serverKey;
    const browser = new BrowserKeys();
    this.#browsers.set(`/push/${name}`, browser);
    return { endpoint: `http://${this.host}/push/${name}`, keys: browser.keys };
  }

  /** When so many requests have come in all. */
  async heard(requests: number): Promise<void> {
    if (this.requests < requests) await new Promise<void>((wake) => this.#waiting.push({ requests, wake }));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  #take(path: string, headers: IncomingHttpHeaders, body: Buffer): void {
    const wrong = this.#whyNot(headers);
    if (wrong !== undefined) this.complaints.push(wrong);
    try {
      const data = this.#browsers.get(path)?.open(body);
      if (data === undefined) this.complaints.push(`nobody subscribed ${path}`);
      else this.pushed.push({ path, headers, data });
    } catch (error) {
      this.complaints.push(`it does not decrypt: ${(error as Error).message}`);
    }
  }

  /** [RFC 8292] `vapid t=JWT, k=key`: signed by the subscribed key, for this service, for a day at most, with a contact. */
  #whyNot(headers: IncomingHttpHeaders): string | undefined {
    const [, token = '', key = ''] = /^vapid t=([^,]+), ?k=(.+)$/.exec(headers.authorization ?? '') ?? [];
    if (key !== this.#key) return 'another key than the subscribed one';
    const [head = '', claims = '', signature = ''] = token.split('.');
    const point = Buffer.from(key, 'base64url');
    const [x, y] = [point.subarray(1, 33).toString('base64url'), point.subarray(33).toString('base64url')];
    const publicKey = createPublicKey({ key: { kty: 'EC', crv: 'P-256', x, y }, format: 'jwk' });
    const signed = Buffer.from(signature, 'base64url');
    if (!verify('sha256', Buffer.from(`${head}.${claims}`), { key: publicKey, dsaEncoding: 'ieee-p1363' }, signed))
      return 'the signature of the token is wrong';
    const { aud, exp, sub } = JSON.parse(Buffer.from(claims, 'base64url').toString()) as Record<string, unknown>;
    if (aud !== `http://${this.host}`) return `the token is for ${aud}`;
    const leftS = Number(exp) - Date.now() / 1000;
    if (!(leftS > 0 && leftS <= 86_400)) return `the token lasts ${leftS} s`;
    if (!/^(mailto:|https:)/.test(String(sub))) return `the contact is ${sub}`;
    if (headers['content-encoding'] !== 'aes128gcm') return `the encoding is ${headers['content-encoding']}`;
    return undefined;
  }
}
