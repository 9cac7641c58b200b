import { topics } from '@munan/flow';
import { connect, type MqttClient, Store } from 'mqtt';

/** A device's line to the server: QoS 1, and what was not acknowledged is sent again after a reconnection. */
export interface Link {
  /** Resolves when the server has acknowledged, that is, committed. */
  publish(to: 'data' | 'reply', payload: Uint8Array): Promise<void>;
  /** Radio off (an empty battery); what is published meanwhile waits. */
  sleep(): void;
  wake(): void;
  end(): Promise<void>;
}

export interface LinkOptions {
  /** e.g. `mqtt://127.0.0.1:1883`. */
  url: string;
  device: string;
  secret: string;
  onCommand(payload: Uint8Array): void;
  /** Accepted by the server; again after each reconnection. */
  onOpen?(): void;
  /** Called once for each time that the line fails; devices keep trying. */
  onError?(error: Error): void;
  reconnectMs?: number;
}

/**
 * Session: clean. A command that waited in the broker while the device was away would set its clock to the past and ask
 * a question nobody asks any more; the data are safe in the device's own store.
 */
export function openLink(options: LinkOptions): Link {
  const outgoingStore = new Store({ clean: false });
  const incomingStore = new Store({ clean: false });
  const client: MqttClient = connect(options.url, {
    clientId: options.device,
    username: options.device,
    password: options.secret,
    protocolVersion: 4,
    clean: true,
    keepalive: 60,
    reconnectPeriod: options.reconnectMs ?? 2_000,
    reconnectOnConnackError: true,
    outgoingStore,
    incomingStore,
  });
  client.on('error', (error) => options.onError?.(error));
  client.on('message', (_topic, payload) => options.onCommand(payload));
  client.on('connect', () => {
    client.subscribe(topics.command(options.device), { qos: 1 });
    options.onOpen?.();
  });
  let ended = false;
  return {
    async publish(to, payload) {
      await client.publishAsync(topics[to](options.device), Buffer.from(payload), { qos: 1 });
    },
    sleep() {
      if (!ended) client.end(true);
    },
    wake() {
      if (!ended) client.reconnect({ incomingStore, outgoingStore });
    },
    async end() {
      ended = true;
      await client.endAsync(true);
    },
  };
}
