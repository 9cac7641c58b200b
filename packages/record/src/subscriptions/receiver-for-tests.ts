import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Bundle, Parameters } from '@medplum/fhirtypes';

/** What the receiver does with the next request: answers with a status, keeps silent, or cuts the connection. */
export type Answering = number | 'hang' | 'cut';

export interface Received {
  headers: IncomingHttpHeaders;
  bundle: Bundle;
}

/** A hospital's end of a subscription: a real HTTP server that does as it is told. */
export class Receiver {
  readonly received: Received[] = [];
  /** For each next request; after the last, 200. */
  answers: Answering[] = [];
  #server: Server;
  #waiting: (() => void)[] = [];

  private constructor(server: Server) {
    this.#server = server;
  }

  static async open(): Promise<Receiver> {
    const server = createServer();
    const receiver = new Receiver(server);
    server.on('request', async (request, response) => {
      const chunks: Buffer[] = [];
      for await (const chunk of request) chunks.push(chunk as Buffer);
      receiver.received.push({
        headers: request.headers,
        bundle: JSON.parse(Buffer.concat(chunks).toString()) as Bundle,
      });
      const answering = receiver.answers.shift() ?? 200;
      if (answering === 'cut') request.socket.destroy();
      else if (answering !== 'hang')
        response.writeHead(answering, { location: receiver.url('/elsewhere') }).end('x'.repeat(1e6));
      for (const wake of receiver.#waiting.splice(0)) wake();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return receiver;
  }

  get host(): string {
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  url(path = '/notify'): string {
    return `http://${this.host}${path}`;
  }

  /** The next request, whatever is answered. */
  next(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async close(): Promise<void> {
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

/** Of a notification: its type, and each event's number and focus. */
export function toldBy({ bundle }: Received): { type: string; events: string[]; since: string } {
  const head = bundle.entry?.[0]?.resource as Parameters | undefined;
  const { parameter = [] } = head ?? {};
  const named = (name: string) => parameter.find((each) => each.name === name);
  const events = parameter
    .filter(({ name }) => name === 'notification-event')
    .map(({ part = [] }) => {
      const number = part.find(({ name }) => name === 'event-number')?.valueString;
      const focus = part.find(({ name }) => name === 'focus')?.valueReference?.reference;
      return focus ? `${number} ${focus.split('/').slice(-2).join('/')}` : `${number}`;
    });
  return {
    type: named('type')?.valueCode ?? '',
    events,
    since: named('events-since-subscription-start')?.valueString ?? '',
  };
}
