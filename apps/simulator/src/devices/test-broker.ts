import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { decodePacket, type RawPacket } from '@munan/devices';
import { Aedes, type Client } from 'aedes';

export interface Arrived {
  device: string;
  topic: string;
  packet: RawPacket;
}

/** A real broker on a free port, for the tests of this folder; keeps what the devices published. */
export interface TestBroker {
  url: string;
  port: number;
  arrived: Arrived[];
  /** Resolves with the first arrived packet that fits, now or later. */
  until(fits: (one: Arrived) => boolean): Promise<Arrived>;
  command(device: string, command: object): void;
  /** While true, packets are taken and the line is cut before they are acknowledged. */
  cutBeforeAcknowledging: boolean;
  clients: Map<string, Client>;
  /** Resolves when the device's line is down. */
  gone(device: string): Promise<void>;
  close(): Promise<void>;
}

export async function openTestBroker(secrets?: ReadonlyMap<string, string>): Promise<TestBroker> {
  const waiting = new Set<() => void>();
  const sockets = new Set<Socket>();
  const broker = await Aedes.createBroker({
    authenticate(_client, username, password, done) {
      const known = secrets === undefined || secrets.get(username ?? '') === password?.toString();
      if (known) done(null, true);
      else done(Object.assign(new Error('bad secret'), { returnCode: 4 }) as never, false);
    },
    authorizePublish(client, publish, done) {
      const decoded = decodePacket(new Uint8Array(publish.payload as Buffer), 'cbor');
      if (client && decoded.ok) {
        self.arrived.push({ device: client.id, topic: publish.topic, packet: decoded.raw });
        for (const look of waiting) look();
      }
      if (self.cutBeforeAcknowledging) client?.conn.destroy();
      else done(null);
    },
  });
  const server = createServer((socket) => {
    sockets.add(socket);
    broker.handle(socket);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const self: TestBroker = {
    url: `mqtt://127.0.0.1:${port}`,
    port,
    arrived: [],
    cutBeforeAcknowledging: false,
    clients: new Map(),
    until(fits) {
      return new Promise((resolve) => {
        const look = () => {
          const found = self.arrived.find(fits);
          if (!found) return;
          waiting.delete(look);
          resolve(found);
        };
        waiting.add(look);
        look();
      });
    },
    gone(device) {
      return new Promise((resolve) => {
        const look = () => {
          if (self.clients.has(device)) return;
          waiting.delete(look);
          resolve();
        };
        waiting.add(look);
        look();
      });
    },
    command(device, command) {
      const payload = Buffer.from(JSON.stringify(command));
      const topic = `munan/v1/${device}/command`;
      broker.publish({ cmd: 'publish', qos: 1, dup: false, retain: false, topic, payload }, () => {});
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      server.close();
      await new Promise<void>((resolve) => broker.close(() => resolve()));
    },
  };
  broker.on('subscribe', (_subscriptions, client) => {
    self.clients.set(client.id, client);
    for (const look of waiting) look();
  });
  broker.on('clientDisconnect', (client) => {
    self.clients.delete(client.id);
    for (const look of waiting) look();
  });
  return self;
}
