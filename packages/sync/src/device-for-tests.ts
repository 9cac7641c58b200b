import { type OpenOptions, openDesk } from './desk/open.ts';
import type { Desk } from './desk.ts';
import type { Answered, DeskLocks, DeskNeeds } from './needs.ts';
import { type MemoryDisk, memoryDisk, memoryStorage } from './storage/memory.ts';
import type { Sealer } from './vault/sealer.ts';

/** Quick, and without threads, so that a seed gives the same run each time; key and label are checked as the real one does. */
export const plainSealer: Sealer = {
  async derive(fromServer, ofDevice, about) {
    return { plain: `${fromServer} ${ofDevice.join('.')} ${about}` } as unknown as CryptoKey;
  },
  async seal(key, label, plain) {
    const mark = new TextEncoder().encode(`${(key as never as { plain: string }).plain}\n${label}\0`);
    const sealed = new Uint8Array(mark.length + plain.length);
    sealed.set(mark);
    sealed.set(plain, mark.length);
    return { iv: new Uint8Array(12), sealed: sealed.buffer };
  },
  async open(key, label, { sealed }) {
    const mark = `${(key as never as { plain: string }).plain}\n${label}\0`;
    const bytes = new Uint8Array(sealed);
    const length = new TextEncoder().encode(mark).length;
    if (new TextDecoder().decode(bytes.subarray(0, length)) !== mark) throw new Error('another key or label');
    return bytes.slice(length);
  },
  random: (bytes) => new Uint8Array(bytes).fill(9),
};

/** A phone in memory: its clock, its disk, its network, and the tabs that are open on it. */
export class TestDevice {
  wall: number;
  monotonic = 1_000;
  online = true;
  disk: MemoryDisk = memoryDisk();
  room = Number.POSITIVE_INFINITY;
  sleeps = true;
  /** Every path that was asked, in order. */
  asked: { path: string; body: Record<string, unknown> }[] = [];
  post: (path: string, body: unknown) => Promise<Answered>;
  sealer: Sealer = plainSealer;
  /** Before each reading or writing of a tab. */
  pause: (tab: number) => Promise<void> = async () => {};
  random: () => number = () => 0.5;
  timers = new Map<number, { at: number; tab: number; then: () => void }>();
  #ids = 0;
  #tabs = 0;
  #hopes = new Map<number, () => void>();
  #listeners = new Map<number, (what: unknown) => void>();
  #locks = new Map<string, { tab: number; held: () => void }[]>();
  dead = new Set<number>();
  /** Channel messages wait for this. */
  deliver: (to: number, then: () => void) => void = (_to, then) => queueMicrotask(then);

  constructor(post: (path: string, body: unknown) => Promise<Answered>, wall = Date.UTC(2026, 10, 28, 1)) {
    this.post = post;
    this.wall = wall;
  }

  needs(user = { id: 'n-1', name: '박간호' }): DeskNeeds & { tab: number } {
    const tab = ++this.#tabs;
    const isDead = () => this.dead.has(tab);
    const forever = new Promise<never>(() => {});
    return {
      tab,
      user,
      deviceName: 'Test phone',
      storage: memoryStorage({
        disk: this.disk,
        room: () => this.room,
        pause: async () => {
          await this.pause(tab);
          if (isDead()) await forever;
        },
      }),
      sealer: this.sealer,
      server: {
        post: async (path, body) => {
          if (isDead()) return forever;
          this.asked.push({ path, body: JSON.parse(JSON.stringify(body)) });
          const answer = await this.post(path, body);
          return isDead() ? forever : answer;
        },
      },
      clock: {
        wall: () => this.wall,
        monotonic: () => this.monotonic,
        sleeps: this.sleeps,
        after: (ms, then) => {
          const id = ++this.#ids;
          this.timers.set(id, { at: this.monotonic + ms, tab, then });
          return () => this.timers.delete(id);
        },
      },
      network: {
        isOnline: () => this.online,
        onHope: (then) => {
          this.#hopes.set(tab, then);
          return () => this.#hopes.delete(tab);
        },
      },
      locks: this.#locksOf(tab),
      channel: {
        say: (what) => {
          if (isDead()) return;
          for (const [other, listener] of this.#listeners)
            if (other !== tab) this.deliver(other, () => !this.dead.has(other) && listener(structuredClone(what)));
        },
        listen: (heard) => {
          this.#listeners.set(tab, heard);
          return () => this.#listeners.delete(tab);
        },
      },
      random: () => this.random(),
      uuid: () => `id-${++this.#ids}`,
      dayOf: (at) => new Date(at + 9 * 3_600_000).toISOString().slice(0, 10),
    };
  }
  async open(options?: OpenOptions, needs = this.needs()): Promise<Desk> {
    return openDesk(needs, options);
  }

  /** Lets time pass, and what is due happen. */
  async passes(ms: number): Promise<void> {
    const until = this.monotonic + ms;
    for (;;) {
      const [id, next] = [...this.timers].sort(([, a], [, b]) => a.at - b.at)[0] ?? [];
      if (id === undefined || !next || next.at > until) break;
      this.timers.delete(id);
      this.#moveOn(Math.max(0, next.at - this.monotonic));
      if (!this.dead.has(next.tab)) next.then();
      await idle(3);
    }
    this.#moveOn(Math.max(0, until - this.monotonic));
    await idle(3);
  }
  #moveOn(ms: number): void {
    this.wall += ms;
    this.monotonic += ms;
  }
  hope(): void {
    for (const then of this.#hopes.values()) then();
  }

  /** The browser ends a tab in the middle of whatever it does. */
  kill(tab: number): void {
    this.dead.add(tab);
    this.#hopes.delete(tab);
    this.#listeners.delete(tab);
    for (const [id, timer] of this.timers) if (timer.tab === tab) this.timers.delete(id);
    for (const name of [...this.#locks.keys()]) this.#release(name, tab);
  }

  #locksOf(tab: number): DeskLocks {
    return {
      hold: (name, held) => {
        const waiting = this.#locks.get(name) ?? [];
        this.#locks.set(name, waiting);
        waiting.push({ tab, held });
        if (waiting.length === 1) queueMicrotask(() => !this.dead.has(tab) && held());
        return () => this.#release(name, tab);
      },
    };
  }
  #release(name: string, tab: number): void {
    const waiting = this.#locks.get(name) ?? [];
    const wasHeld = waiting[0]?.tab === tab;
    const rest = waiting.filter((one) => one.tab !== tab);
    this.#locks.set(name, rest);
    const [next] = rest;
    if (wasHeld && next) queueMicrotask(() => !this.dead.has(next.tab) && next.held());
  }
}

/** When all that can happen without time passing has happened. */
export async function idle(turns = 20): Promise<void> {
  for (let turn = 0; turn < turns; turn++) await new Promise((resolve) => setImmediate(resolve));
}
