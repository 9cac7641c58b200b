import type { Packet } from '@munan/flow';
import type { Device } from './device.ts';
import type { Door, PacketFormat } from './needs.ts';

/** One packet at a door, its sender already authenticated. */
export interface Delivery {
  device: string;
  door: Door;
  payload: Uint8Array;
  /** Guessed from the bytes when the door does not know. */
  format?: PacketFormat;
}

/** What became of it; every one of them is on disk, so all may be acknowledged. */
export type Receipt = { outcome: 'stored' | 'repeat' } | { outcome: 'quarantined'; code: string; detail: string };

/** It is not on disk: no acknowledgement, the device sends it again. */
export class NotStored extends Error {
  readonly code: 'busy' | 'not-stored' | 'device-unknown';

  constructor(code: NotStored['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export type Answer = (error: NotStored | undefined, receipt?: Receipt) => void;

/** On its way to disk. */
export interface Received {
  device: string;
  from: Device;
  door: Door;
  received: number;
  payload: Uint8Array;
  format: PacketFormat;
  /** Understood, or … */
  packet?: Packet;
  /** … why not. */
  refusal?: { code: string; detail: string };
  answer: Answer;
}

/** Figures since the start of the process. */
export interface Counters {
  stored: number;
  repeats: number;
  quarantined: number;
  conflicts: number;
  /** Packets that could not be stored and were not acknowledged. */
  failed: number;
  refusedLogins: number;
  /** Publishing or subscribing to a topic that is not one's own. */
  refusedTopics: number;
  /** Connections closed because of what they sent: no MQTT, too large, too slow. */
  brokenConnections: number;
}

export interface IngestStatus extends Counters {
  queued: number;
  queuedBytes: number;
  /** Unix ms; undefined before the first. */
  lastCommitAt?: number;
  /** Unix ms; later than lastCommitAt while nothing can be stored. */
  lastFailureAt?: number;
}
