/** A gateway's other end of docs/gateway.md: a real HTTP server that does as it is told. It checks what it is sent with its own hands. */
import { createHmac } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export const gatewayToken = 'token-of-the-gateway-1';
export const gatewaySecret = 'secret-of-both-sides-1';

/** What it does with each request from now on. */
export type GatewayMode =
  | 'normal'
  | 'slow' // answers when `release` is called
  | 'never'
  | 'garbage'
  | 'fails' // 500
  | 'too-many' // 429 with Retry-After
  | 'cut' // ends the connection in the middle of its answer
  | 'huge'
  | 'redirect'
  | 'refuses'; // 422, a number that is none

export interface GatewayMessage {
  id: string;
  channel: 'text' | 'voice';
  to: string;
  language: string;
  title: string;
  text: string;
  keys: { key: string; means: string }[];
  urgent: boolean;
  expiresAt: number;
  callback: string;
}

export class GatewayForTests {
  mode: GatewayMode = 'normal';
  /** What reached somebody's telephone: each id once. */
  readonly told: GatewayMessage[] = [];
  /** Every request, also those for an id that was known. */
  requests = 0;
  /** What was wrong with a request; must stay empty. */
  readonly complaints: string[] = [];
  #server: Server;
  #held: (() => void)[] = [];
  #waiting: { requests: number; wake: () => void }[] = [];

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<GatewayForTests> {
    const server = createServer();
    const gateway = new GatewayForTests(server);
    server.on('request', (request, response) => void gateway.#answer(request, response));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return gateway;
  }

  get url(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}/munan`;
  }

  /** When so many requests have come in all. */
  async heard(requests: number): Promise<void> {
    if (this.requests < requests) await new Promise<void>((wake) => this.#waiting.push({ requests, wake }));
  }

  /** Answers what was held in the mode `slow`. */
  release(): void {
    for (const answer of this.#held.splice(0)) answer();
  }

  /** A callback as the contract has it, or with one thing wrong. The status, and what was said. */
  async callback(
    url: string,
    body: unknown,
    wrong: { secret?: string; timestamp?: number; unsigned?: boolean; raw?: string; method?: string } = {},
  ): Promise<{ status: number; body: string }> {
    const raw = wrong.raw ?? JSON.stringify(body);
    const timestamp = String(wrong.timestamp ?? Date.now());
    const secret = wrong.secret ?? gatewaySecret;
    const sum = createHmac('sha256', secret).update(`${timestamp}.${raw}`).digest('hex');
    const signed: Record<string, string> = wrong.unsigned
      ? {}
      : { 'munan-timestamp': timestamp, 'munan-signature': `v1=${sum}` };
    const method = wrong.method ?? 'POST';
    const answer = await fetch(url, {
      method,
      headers: { 'content-type': 'application/json', ...signed },
      ...(method === 'GET' ? {} : { body: raw }),
    });
    return { status: answer.status, body: await answer.text() };
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const pieces: Buffer[] = [];
    for await (const piece of request) pieces.push(piece as Buffer);
    const raw = Buffer.concat(pieces).toString();
    const { mode } = this;
    const message = JSON.parse(raw) as GatewayMessage;
    this.#check(request, raw, message);
    this.requests++;
    for (const { requests, wake } of this.#waiting) if (this.requests >= requests) wake();
    const isKnown = this.told.some(({ id }) => id === message.id);
    const take = () => {
      if (!isKnown) this.told.push(message);
    };
    const json = (status: number, body: unknown, headers = {}) =>
      response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body));
    const taken = () => json(isKnown ? 200 : 202, { reference: `ref-${message.id}` });
    if (mode === 'normal') {
      take();
      taken();
    } else if (mode === 'slow') {
      take();
      this.#held.push(taken);
    } else if (mode === 'garbage') {
      take();
      response.writeHead(202, { 'content-type': 'application/json' }).end('<html>\u0000{"reference":');
    } else if (mode === 'fails') json(500, { code: 'internal' });
    else if (mode === 'too-many') json(429, { code: 'too-many' }, { 'retry-after': '7' });
    else if (mode === 'cut') {
      take();
      response.writeHead(202, { 'content-type': 'application/json', 'content-length': '100' });
      response.write('{"refer', () => request.socket.destroy());
    } else if (mode === 'huge') {
      take();
      response.on('error', () => {});
      response.writeHead(202, { 'content-type': 'application/json' }).end(`{"reference":"${'x'.repeat(200_000)}"}`);
    } else if (mode === 'redirect') response.writeHead(307, { location: `${this.url}/messages` }).end();
    else if (mode === 'refuses') json(422, { code: 'bad-number', detail: 'no such subscriber' });
    // `never`: the connection stays open and nothing is said.
  }

  #check(request: IncomingMessage, raw: string, message: GatewayMessage): void {
    const { authorization, 'munan-timestamp': timestamp, 'munan-signature': signature } = request.headers;
    const sum = createHmac('sha256', gatewaySecret).update(`${timestamp}.${raw}`).digest('hex');
    if (request.method !== 'POST' || request.url !== '/munan/messages')
      this.complaints.push(`${request.method} ${request.url}`);
    if (authorization !== `Bearer ${gatewayToken}`) this.complaints.push('wrong token');
    if (signature !== `v1=${sum}`) this.complaints.push('wrong signature');
    if (decodeURIComponent(String(request.headers['idempotency-key'])) !== message.id)
      this.complaints.push('the key is not the id');
  }
}
