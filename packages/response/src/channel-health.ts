import type { ChannelName } from '@munan/flow';

const failingAfterMs = 3 * 60_000;
const fewestTries = 3;
const mostRefusals = 10;

interface Health {
  /** Of the tries in a row that came to nothing, the first, and how many. */
  failedSince: number | undefined;
  tries: number;
  refused: Set<string>;
  said: 'failing' | 'well' | undefined;
}

/**
 * Whether each channel works. It is dead when every try of three minutes came to nothing (three at least), or when ten
 * different addresses in a row were refused: one wrong number is her number, ten are the provider. One that goes through
 * says that it is well again.
 */
export class ChannelHealth {
  #of = new Map<ChannelName, Health>();
  #onChange: (channel: ChannelName, state: 'failing' | 'well', since: number) => void;

  constructor(onChange: (channel: ChannelName, state: 'failing' | 'well', since: number) => void) {
    this.#onChange = onChange;
  }

  worked(channel: ChannelName, now: number): void {
    const health = this.#get(channel);
    health.failedSince = undefined;
    health.tries = 0;
    health.refused.clear();
    this.#say(channel, health, 'well', now);
  }

  unreachable(channel: ChannelName, now: number): void {
    const health = this.#get(channel);
    health.failedSince ??= now;
    health.tries++;
    if (health.tries >= fewestTries && now - health.failedSince >= failingAfterMs)
      this.#say(channel, health, 'failing', health.failedSince);
  }

  /** The provider answers, and takes nothing. */
  refused(channel: ChannelName, address: string, now: number): void {
    const health = this.#get(channel);
    health.failedSince ??= now;
    health.refused.add(address);
    if (health.refused.size >= mostRefusals) this.#say(channel, health, 'failing', health.failedSince);
  }

  /** Since when it has been dead; undefined while it is not known to be. */
  failingSince(channel: ChannelName): number | undefined {
    const health = this.#of.get(channel);
    return health?.said === 'failing' ? health.failedSince : undefined;
  }

  #get(channel: ChannelName): Health {
    const known = this.#of.get(channel);
    if (known) return known;
    const fresh: Health = { failedSince: undefined, tries: 0, refused: new Set(), said: undefined };
    this.#of.set(channel, fresh);
    return fresh;
  }

  #say(channel: ChannelName, health: Health, state: 'failing' | 'well', since: number): void {
    if (health.said === state) return;
    health.said = state;
    this.#onChange(channel, state, since);
  }
}
