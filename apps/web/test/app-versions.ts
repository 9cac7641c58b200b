/** A server in front of the server, that gives another version of the app: what an update looks like to a browser. */
import { once } from 'node:events';
import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface AppVersions {
  http: string;
  /** From now on there is a newer worker, in which this chunk is no more; and the server has it no more. */
  update(without: RegExp): void;
  close(): Promise<void>;
}

export async function openAppVersions(server: string): Promise<AppVersions> {
  const { hostname, port } = new URL(server);
  let without: RegExp | undefined;
  const front = createServer((asked, answer) => {
    const path = asked.url ?? '/';
    if (without?.test(path)) {
      answer.writeHead(404).end();
      return;
    }
    const isWorker = path === '/sw.js' && without !== undefined;
    const { 'accept-encoding': _, 'if-none-match': _tag, 'if-modified-since': _since, ...headers } = asked.headers;
    const onward = request(
      { hostname, port, path, method: asked.method, headers: isWorker ? headers : asked.headers },
      (given) => {
        if (!isWorker) {
          answer.writeHead(given.statusCode ?? 502, given.headers);
          given.pipe(answer);
          return;
        }
        const pieces: Buffer[] = [];
        given.on('data', (piece: Buffer) => pieces.push(piece));
        given.on('end', () => {
          const entry = new RegExp(`\\{[^{}]*${without?.source}[^{}]*\\},?`);
          const text = Buffer.concat(pieces).toString();
          if (!entry.test(text)) throw new Error(`the worker keeps no chunk ${without}`);
          const newer = `${text.replace(entry, '')}\n// newer`;
          answer.writeHead(200, { 'content-type': 'text/javascript', 'cache-control': 'no-cache' }).end(newer);
        });
      },
    );
    onward.on('error', () => answer.destroy());
    answer.on('close', () => onward.destroy());
    asked.pipe(onward);
  });
  front.listen(0, '127.0.0.1');
  await once(front, 'listening');
  return {
    http: `http://127.0.0.1:${(front.address() as AddressInfo).port}`,
    update(chunk) {
      without = chunk;
    },
    async close() {
      front.closeAllConnections();
      front.close();
      await once(front, 'close');
    },
  };
}
