import type { ChannelName, OutgoingMessage, Recipient } from '@munan/flow';
import type { Channel, Handed } from '@munan/runtime';

type Answer = Handed | 'never' | 'throws' | { garbage: unknown };

/** A provider that answers as it is told, and remembers what it was given. */
export class ScriptedChannel implements Channel {
  readonly name: ChannelName;
  readonly knowsIds: boolean;
  readonly given: OutgoingMessage[] = [];
  /** How many were being handed over at the same time, at most. */
  mostAtOnce = 0;
  answer: (message: OutgoingMessage, tries: number) => Answer | Promise<Answer>;
  #under = 0;

  constructor(
    name: ChannelName,
    knowsIds: boolean,
    answer: ScriptedChannel['answer'] = () => ({ state: 'sent', reference: 'r' }),
  ) {
    this.name = name;
    this.knowsIds = knowsIds;
    this.answer = answer;
  }

  async send(message: OutgoingMessage): Promise<Handed> {
    this.given.push(message);
    this.mostAtOnce = Math.max(this.mostAtOnce, ++this.#under);
    try {
      const answer = await this.answer(message, this.given.filter(({ id }) => id === message.id).length);
      if (answer === 'never') return await new Promise(() => {});
      if (answer === 'throws') throw new Error('the line broke');
      return 'garbage' in answer ? (answer.garbage as Handed) : answer;
    } finally {
      this.#under--;
    }
  }
}

export function recipientOf(more: Partial<Recipient> = {}): Recipient {
  return { kind: 'family', name: '김딸', channel: 'text', address: '010-1234-5678', language: 'ko', ...more };
}

export const unreachable: Handed = { state: 'unreachable', code: 'not-connected', detail: 'nobody there' };

/** Looks again until it is so; the test's own time limit ends it otherwise. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await isSo())) await new Promise((resolve) => setImmediate(resolve));
}
