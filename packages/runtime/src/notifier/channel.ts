import type { ChannelName, OutgoingMessage } from '@munan/flow';

/** How far a message came by sending it; what happens to it afterwards is told by a `Receipt`. */
export type Handed =
  /** The provider has it. "Sent" is not "delivered". */
  | { state: 'sent'; reference?: string }
  /** Whoever it is for has it already (the console of a demonstration). */
  | { state: 'delivered' }
  /** It will never arrive that way: no such number, a subscription that is gone. `code` is ours, kebab-case; `detail` theirs. */
  | { state: 'refused'; code: string; detail: string }
  /** It may work later: no connection, 5xx, too many at once. */
  | { state: 'unreachable'; code: string; detail: string; afterMs?: number };

/** One way of telling somebody something. Never throws for what a provider answers; it says `refused` or `unreachable`. */
export interface Channel {
  readonly name: ChannelName;
  /**
   * The provider knows ids: the same message given again reaches nobody twice. Where it does not, a message whose sending was
   * cut off by a crash is not sent again.
   */
  readonly knowsIds: boolean;
  send(message: OutgoingMessage, signal: AbortSignal): Promise<Handed>;
  close?(): Promise<void>;
}
