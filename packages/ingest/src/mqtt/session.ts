import { topics } from '@munan/flow';
import type { Clock } from '@munan/runtime';
import type { Delivery, DeviceCommand } from '../commands.ts';
import { publishFrame } from './publish-frame.ts';

/** The part of a connection that commands need. */
interface Connection {
  write(bytes: Uint8Array): boolean;
  readonly writableLength?: number;
  readonly destroyed: boolean;
}

/** A device that does not read is not connected, whatever its socket says. */
const unreadBytes = 65_536;
const unacknowledged = 100;

/**
 * The commands of one connection. The broker forwards nothing to anybody; what goes down to a device is written here,
 * so that its PUBACK can be told from any other.
 */
export class Session {
  readonly #device: string;
  readonly #connection: Connection;
  readonly #clock: Clock;
  readonly #timeoutMs: number;
  readonly #pending = new Map<number, (delivery: Delivery) => void>();
  #lastId = 0;
  /** The device has subscribed to its command topic with QoS 1 or more. */
  listening = false;

  constructor(device: string, connection: Connection, clock: Clock, timeoutMs: number) {
    this.#device = device;
    this.#connection = connection;
    this.#clock = clock;
    this.#timeoutMs = timeoutMs;
  }

  send(command: DeviceCommand): Promise<Delivery> {
    const { destroyed, writableLength = 0 } = this.#connection;
    const deaf = !this.listening || destroyed || writableLength > unreadBytes || this.#pending.size >= unacknowledged;
    if (deaf) return Promise.resolve('not-connected');
    do this.#lastId = (this.#lastId % 65_535) + 1;
    while (this.#pending.has(this.#lastId));
    const messageId = this.#lastId;
    return new Promise((resolve) => {
      const cancel = this.#clock.wakeAt(this.#clock.now() + this.#timeoutMs, () =>
        this.#settle(messageId, 'not-connected'),
      );
      this.#pending.set(messageId, (delivery) => {
        cancel();
        resolve(delivery);
      });
      const payload = new TextEncoder().encode(JSON.stringify(command));
      this.#connection.write(publishFrame(topics.command(this.#device), payload, messageId));
    });
  }

  acknowledged(messageId: number): void {
    this.#settle(messageId, 'delivered');
  }

  #settle(messageId: number, delivery: Delivery): void {
    const settle = this.#pending.get(messageId);
    this.#pending.delete(messageId);
    settle?.(delivery);
  }

  close(): void {
    this.listening = false;
    for (const messageId of [...this.#pending.keys()]) this.#settle(messageId, 'not-connected');
  }
}
