import type { StreamEvent } from '@munan/flow';

export interface Subscriber {
  /** Whether this event may be shown to whoever listens. */
  wants(event: StreamEvent, subject: string | undefined): boolean;
  send(event: StreamEvent): void;
}

/** Passes events to the screens that listen. Nothing is kept: a screen that reconnects asks for the whole again. */
export class LiveHub {
  #subscribers = new Set<Subscriber>();

  /** Callers that would work for a view ask first whether anybody looks. */
  get watched(): boolean {
    return this.#subscribers.size > 0;
  }

  subscribe(subscriber: Subscriber): () => void {
    this.#subscribers.add(subscriber);
    return () => this.#subscribers.delete(subscriber);
  }

  publish(event: StreamEvent, subject?: string): void {
    for (const subscriber of this.#subscribers) if (subscriber.wants(event, subject)) subscriber.send(event);
  }
}
