import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { topics } from '@munan/flow';
import { Aedes, type AuthenticateError, type Client, type ConnectPacket, type PublishPacket } from 'aedes';
import type { DeviceCommand, DeviceLine } from '../commands.ts';
import type { Ingest } from '../ingest.ts';
import { Seldom } from '../seldom.ts';
import { FrameGuard } from './frame-guard.ts';
import { Session } from './session.ts';

export interface MqttDoorOptions {
  host: string;
  /** 0: any free port, told in the answer. */
  port: number;
  /** PEM. With it the door speaks TLS only. */
  tls?: { key: string | Buffer; cert: string | Buffer };
  /** How long a connection may stay without CONNECT, ms. */
  connectTimeoutMs?: number;
  /** How long a command waits for its PUBACK, ms. */
  commandTimeoutMs?: number;
  maxConnections?: number;
}

export interface MqttDoor {
  host: string;
  port: number;
  /** Open connections, admitted or not. */
  connections(): number;
  close(): Promise<void>;
}

/** MQTT 3.1.1 table 3.1. */
const returnCodes = { badSecret: 4, notAuthorized: 5 } as const;
/** A device that sends nothing for half an hour is gone, whatever keep-alive it asked for. */
const longestKeepaliveSeconds = 1200;

interface Guarded {
  session?: Session;
}

/** Opens the MQTT 3.1.1 door. PUBACK is sent by the broker after `authorizePublish` has called back: after the commit. */
export async function openMqttDoor(ingest: Ingest, options: MqttDoorOptions): Promise<MqttDoor> {
  const { clock, counters, log, registry } = ingest;
  const { commandTimeoutMs = 10_000, connectTimeoutMs = 10_000, maxConnections = 50_000 } = options;
  /** Every connection, admitted or not, under TLS or still shaking hands. */
  const open = new Set<Socket>();
  const sockets = new Map<Socket, Guarded>();
  const sessions = new Map<string, { client: Client; session: Session }>();
  const [loginLog, topicLog, brokenLog] = [new Seldom(clock), new Seldom(clock), new Seldom(clock)];

  const broker = await Aedes.createBroker({
    concurrency: 1000,
    connectTimeout: connectTimeoutMs,
    drainTimeout: 30_000,
    maxClientsIdLength: 64,
    maxInflightInbound: 64,
    preConnect(_client, packet: ConnectPacket, callback) {
      // No session and no will is kept for a device: what it has to say is in its packets, and a question must not be
      // asked minutes later because the device was away.
      packet.will = undefined;
      packet.clean = true;
      packet.keepalive = Math.min(packet.keepalive || longestKeepaliveSeconds, longestKeepaliveSeconds);
      callback(null, true);
    },
    authenticate(client, username, password, callback) {
      const login =
        username === client.id && password !== undefined ? registry.authenticate(username, password) : 'wrong-secret';
      if (login === 'ok') {
        callback(null, true);
        return;
      }
      counters.refusedLogins += 1;
      const from = (client.conn as Socket).remoteAddress;
      loginLog.tell((held) => {
        log.warn(
          { device: client.id.slice(0, 80), from, why: login, alsoRefused: held },
          'a login at the MQTT door was refused',
        );
      });
      const code = login === 'revoked' ? returnCodes.notAuthorized : returnCodes.badSecret;
      callback(Object.assign(new Error('refused'), { returnCode: code }) as AuthenticateError, false);
    },
    authorizePublish(client, packet: PublishPacket, callback) {
      const device = client?.id ?? '';
      if (packet.topic !== topics.data(device) && packet.topic !== topics.reply(device)) {
        counters.refusedTopics += 1;
        topicLog.tell((held) => {
          const topic = packet.topic.slice(0, 120);
          log.warn({ device, topic, alsoRefused: held }, 'a device published to a topic that is not its own; closed');
        });
        callback(new Error('not your topic'));
        return;
      }
      const payload = typeof packet.payload === 'string' ? Buffer.from(packet.payload) : packet.payload;
      // The broker is left with nothing to keep, to forward or to hold until PUBREL.
      packet.retain = false;
      packet.payload = Buffer.alloc(0);
      ingest.receive({ device, door: 'mqtt', payload }, (error) => callback(error ?? null));
    },
    authorizeSubscribe(client, subscription, callback) {
      const own = subscription.topic === topics.command(client.id) && subscription.qos >= 1;
      if (!own) {
        counters.refusedTopics += 1;
        topicLog.tell((held) => {
          const { qos } = subscription;
          const topic = subscription.topic.slice(0, 120);
          log.warn({ device: client.id, topic, qos, alsoRefused: held }, 'a subscription was refused');
        });
        callback(null, null);
        return;
      }
      const held = sessions.get(client.id);
      if (held?.client === client) held.session.listening = true;
      callback(null, subscription);
    },
    authorizeForward: () => null,
  });

  broker.on('client', (client) => {
    const guarded = sockets.get(client.conn as Socket);
    if (!guarded) return;
    guarded.session = new Session(client.id, client.conn as Socket, clock, commandTimeoutMs);
    sessions.set(client.id, { client, session: guarded.session });
    contact(client.id);
  });
  broker.on('subscribe', (_subscriptions, client) => {
    // Unsubscribing, too, is heard here; only a device that listens can be told the time.
    if (sessions.get(client.id)?.session.listening) void ingest.tellTime(client.id);
  });
  broker.on('unsubscribe', (topicNames, client) => {
    const held = sessions.get(client.id);
    if (held?.client === client && topicNames.includes(topics.command(client.id))) held.session.listening = false;
  });
  broker.on('ping', (_packet, client) => contact(client.id));
  broker.on('clientDisconnect', (client) => {
    const held = sessions.get(client.id);
    if (held?.client !== client) return;
    held.session.close();
    sessions.delete(client.id);
  });
  const broken = (client: Client, error: Error) => {
    counters.brokenConnections += 1;
    brokenLog.tell((held) => {
      const device = client.id ?? undefined;
      log.info(
        { device, why: error.message.slice(0, 200), alsoClosed: held },
        'a connection at the MQTT door was closed',
      );
    });
  };
  broker.on('clientError', broken);
  broker.on('connectionError', broken);

  function contact(device: string): void {
    const known = registry.find(device);
    if (!known) return;
    known.lastContact = clock.now();
    registry.touch(known);
  }

  function accept(socket: Socket): void {
    const guarded: Guarded = {};
    const guard = new FrameGuard((messageId) => guarded.session?.acknowledged(messageId));
    sockets.set(socket, guarded);
    socket.setNoDelay(true);
    socket.on('error', () => undefined);
    socket.once('close', () => sockets.delete(socket));
    // The broker reads with `read()`; this is the one place where bytes can be seen before it collects them.
    const read = socket.read.bind(socket);
    socket.read = (size?: number): unknown => {
      const chunk: unknown = read(size);
      const problem = chunk instanceof Uint8Array ? guard.take(chunk) : undefined;
      if (problem === undefined) return chunk;
      socket.destroy(new Error(problem));
      return null;
    };
    broker.handle(socket);
  }

  const server: Server = options.tls
    ? createTlsServer({ ...options.tls, handshakeTimeout: connectTimeoutMs }, accept)
    : createServer(accept);
  server.maxConnections = maxConnections;
  server.on('connection', (socket) => {
    open.add(socket);
    socket.once('close', () => open.delete(socket));
  });
  server.on('tlsClientError', (error, socket: Socket) => {
    counters.brokenConnections += 1;
    brokenLog.tell((held) => log.info({ why: error.message, alsoClosed: held }, 'no TLS at the MQTT door; closed'));
    socket.destroy();
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port, options.host, resolve);
  });
  server.on('error', (error) => log.error({ err: error }, 'the MQTT door'));

  const line: DeviceLine = {
    isConnected: (device) => sessions.has(device),
    send: (device: string, command: DeviceCommand) =>
      sessions.get(device)?.session.send(command) ?? Promise.resolve('not-connected' as const),
    hangUp: (device) => sessions.get(device)?.client.close(),
  };
  ingest.attach(line);

  const { address, port } = server.address() as AddressInfo;
  return {
    host: address,
    port,
    connections: () => open.size,
    async close() {
      ingest.detach(line);
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      await new Promise<void>((resolve) => broker.close(() => resolve()));
      for (const socket of open) socket.destroy();
      await closed;
    },
  };
}
