import type { DeskStorage } from './storage/storage.ts';
import type { Sealer } from './vault/sealer.ts';

/** An answer of the server: status, and the body as JSON; undefined where it was none (a proxy's page, cut off). */
export interface Answered {
  status: number;
  body: unknown;
}
/** The server. Rejects where it cannot be reached. A session travels with it (cookie). */
export interface DeskServer {
  /** @param path `/api/sync/push` and the like */
  post(path: string, body: unknown): Promise<Answered>;
}
export interface DeskClock {
  /** Date.now(): may be wrong, may jump. Unix ms. */
  wall(): number;
  /** performance.now(): only ever goes on, from any beginning. */
  monotonic(): number;
  /** `monotonic` stands still while the device sleeps: a leap ahead of the wall clock is no proof of anything then. */
  sleeps: boolean;
  /** Calls back after a while, answers how to call it off. */
  after(ms: number, then: () => void): () => void;
}
export interface DeskNetwork {
  /** navigator.onLine: false is certain, true is a hope. */
  isOnline(): boolean;
  /** Called when it may be worth trying at once: online again, the page is seen again. Answers how to stop. */
  onHope(then: () => void): () => void;
}
/** Web Locks, so that of all tabs one sends. */
export interface DeskLocks {
  /** Waits for the lock of this name and calls back when it is held; answers how to give it (or the waiting) up. */
  hold(name: string, held: () => void): () => void;
}
/** What the other tabs of this browser changed. BroadcastChannel; a tab does not hear itself. */
export interface DeskChannel {
  say(what: unknown): void;
  listen(heard: (what: unknown) => void): () => void;
}
export interface DeskNeeds {
  user: { id: string; name: string };
  /** What the manager sees in her list, e.g. `Android, Chrome`. */
  deviceName: string;
  storage: DeskStorage;
  /** `webSealer(globalThis.crypto)`. */
  sealer: Sealer;
  server: DeskServer;
  clock: DeskClock;
  network: DeskNetwork;
  locks: DeskLocks;
  channel: DeskChannel;
  /** 0 to 1. */
  random(): number;
  uuid(): string;
  /** The day of the site's calendar that a time is of, yyyy-mm-dd. */
  dayOf(at: number): string;
}

/** Why there is no desk: to be said to the nurse. */
export type NoDesk = 'offline' | 'sign-in' | 'wiped' | 'server';
export class DeskCannotOpen extends Error {
  override name = 'DeskCannotOpen';
  why: NoDesk;
  constructor(why: NoDesk, detail: string) {
    super(`the desk cannot be opened: ${detail}`);
    this.why = why;
  }
}
