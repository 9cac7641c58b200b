export interface Waiting {
  device: string;
  payload: Uint8Array;
}

export interface GroupLimits {
  /** Items in one commit. */
  items: number;
  /** How long the first one waits for company while no commit runs, ms. */
  lingerMs: number;
  /** Items that one device may have waiting. */
  perDevice: number;
  /** Bytes waiting over all devices. */
  bytes: number;
}

export const groupLimits: GroupLimits = { items: 2000, lingerMs: 10, perDevice: 4096, bytes: 128 * 1024 * 1024 };

/** Of one device in a row while others wait. */
const share = 16;

/**
 * Collects what arrives while a commit runs, so that one fsync serves many. Devices take turns: a flood from one delays
 * the others by its share only. The order of each device is kept.
 */
export class GroupCommit<T extends Waiting> {
  readonly #commit: (items: T[]) => Promise<void>;
  readonly #limits: GroupLimits;
  readonly #queues = new Map<string, T[]>();
  #count = 0;
  #bytes = 0;
  #running = false;
  #timer: NodeJS.Timeout | undefined;
  #idle: (() => void)[] = [];

  /** `commit` answers its items itself and does not throw. */
  constructor(commit: (items: T[]) => Promise<void>, limits: GroupLimits = groupLimits) {
    this.#commit = commit;
    this.#limits = limits;
  }

  get waiting(): number {
    return this.#count;
  }

  get waitingBytes(): number {
    return this.#bytes;
  }

  /** @returns false when there is no room: the item is not taken. */
  add(item: T): boolean {
    const { bytes, items, lingerMs, perDevice } = this.#limits;
    const queue = this.#queues.get(item.device);
    if (this.#bytes + item.payload.length > bytes || (queue && queue.length >= perDevice)) return false;
    if (queue) queue.push(item);
    else this.#queues.set(item.device, [item]);
    this.#count += 1;
    this.#bytes += item.payload.length;
    if (this.#running) return true;
    if (this.#count >= items) this.#run();
    else this.#timer ??= setTimeout(() => this.#run(), lingerMs);
    return true;
  }

  /** When everything taken so far has been answered. */
  async settled(): Promise<void> {
    if (this.#count === 0 && !this.#running) return;
    await new Promise<void>((resolve) => this.#idle.push(resolve));
  }

  #take(): T[] {
    const items: T[] = [];
    while (items.length < this.#limits.items && this.#queues.size > 0) {
      for (const [device, queue] of this.#queues) {
        const room = Math.min(share, this.#limits.items - items.length);
        if (room === 0) break;
        const taken = queue.splice(0, room);
        items.push(...taken);
        this.#queues.delete(device);
        // Back in at the end of the line: Map keeps the order of insertion.
        if (queue.length > 0) this.#queues.set(device, queue);
      }
    }
    this.#count -= items.length;
    for (const { payload } of items) this.#bytes -= payload.length;
    return items;
  }

  #run(): void {
    if (this.#running) return;
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#running = true;
    void this.#commit(this.#take()).finally(() => {
      this.#running = false;
      if (this.#count > 0) {
        this.#run();
        return;
      }
      const idle = this.#idle;
      this.#idle = [];
      for (const resolve of idle) resolve();
    });
  }
}
