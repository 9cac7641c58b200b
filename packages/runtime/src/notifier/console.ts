import type { OutgoingMessage } from '@munan/flow';
import type { Log } from '../log.ts';
import { addressInPart } from './address-in-part.ts';
import type { Channel } from './channel.ts';

const keptMessages = 200;

/** Of the demonstration: a message reaches nobody; it is kept here for a look, and counts as delivered. */
export class ConsoleChannel implements Channel {
  readonly name = 'console';
  readonly knowsIds = true;
  #log: Log;
  #kept = new Map<string, OutgoingMessage>();

  constructor(log: Log) {
    this.#log = log;
  }

  /** The last 200, the oldest first. */
  get messages(): OutgoingMessage[] {
    return [...this.#kept.values()];
  }

  async send(message: OutgoingMessage): Promise<{ state: 'delivered' }> {
    if (this.#kept.has(message.id)) return { state: 'delivered' };
    this.#kept.set(message.id, message);
    const [oldest] = this.#kept.keys();
    if (this.#kept.size > keptMessages && oldest !== undefined) this.#kept.delete(oldest);
    const { id, to } = message;
    this.#log.info({ message: id, to: addressInPart(to.address) }, 'a message of the demonstration, sent to nobody');
    return { state: 'delivered' };
  }
}
