/** The line between a phone and the server, that can be cut: airplane mode for page, service worker and all. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

export interface Line {
  /** Address of the server as the phone sees it. */
  http: string;
  cut(): void;
  restore(): void;
  close(): Promise<void>;
}

export async function openLine(server: string): Promise<Line> {
  const { hostname, port } = new URL(server);
  const open = new Set<Socket>();
  let isCut = false;
  const hold = (socket: Socket): void => {
    open.add(socket);
    socket.on('close', () => open.delete(socket));
    // Broken on purpose, again and again.
    socket.on('error', () => socket.destroy());
  };
  const listening = createServer((near) => {
    hold(near);
    if (isCut) {
      near.resetAndDestroy();
      return;
    }
    const far = connect(Number(port), hostname);
    hold(far);
    near.on('close', () => far.destroy());
    far.on('close', () => near.destroy());
    near.pipe(far);
    far.pipe(near);
  });
  listening.listen(0, '127.0.0.1');
  await once(listening, 'listening');
  return {
    http: `http://127.0.0.1:${(listening.address() as AddressInfo).port}`,
    cut() {
      isCut = true;
      for (const socket of open) socket.destroy();
    },
    restore() {
      isCut = false;
    },
    async close() {
      for (const socket of open) socket.destroy();
      listening.close();
      await once(listening, 'close');
    },
  };
}
