import { mostDaysAway, type SyncPulled } from '@munan/flow';
import type { SyncState } from './desk.ts';
import { isPulled } from './fetched.ts';
import { localOf, pulled } from './kept-visit.ts';
import { ask, BackOff, type Reply } from './line.ts';
import { pushAll } from './sender.ts';
import type { Workings } from './workings.ts';

const pullEveryMs = 60_000;
const orphanMs = 600_000;
export const longestAwayMs = mostDaysAway * 86_400_000;

/** When to send and fetch: at once where there is hope, later where there is none, and in one tab only. */
export class Syncing {
  #workings: Workings;
  #backOff: BackOff;
  #running: Promise<void> | undefined;
  #again = false;
  #isPullWanted = true;
  #pulledAt = Number.NEGATIVE_INFINITY;
  #callOff: (() => void) | undefined;
  held: SyncState['held'];
  preload: number | undefined;
  /** This tab is the one that sends. */
  isSender = false;

  constructor(workings: Workings) {
    this.#workings = workings;
    this.#backOff = new BackOff(() => workings.needs.random());
  }

  get isRunning(): boolean {
    return this.#running !== undefined;
  }

  /** @param isPullWanted there is something new, or somebody asks */
  run(isPullWanted: boolean): Promise<void> {
    if (isPullWanted) this.#isPullWanted = true;
    if (!this.isSender || this.#workings.isOver()) return Promise.resolve();
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#callOff?.();
    this.#callOff = undefined;
    this.#running = this.#loop()
      .catch(() => {
        // Nothing that goes wrong here loses an entry; it is tried again.
        this.held = 'server';
        this.#later();
      })
      .finally(() => {
        this.#running = undefined;
        this.#workings.changed();
      });
    this.#workings.changed();
    return this.#running;
  }

  stop(): void {
    this.#callOff?.();
    this.#callOff = undefined;
  }
  async idle(): Promise<void> {
    await this.#running;
  }

  async #loop(): Promise<void> {
    const { time, register, disk, needs } = this.#workings;
    do {
      this.#again = false;
      disk.retry();
      if (time.kept.awayMs > longestAwayMs) return this.#workings.wipe('away');
      const { stopped, applied } = await pushAll(this.#workings);
      if (this.#workings.isOver()) return;
      if (stopped) {
        await this.#stopped(stopped);
        break;
      }
      const isDue = needs.clock.monotonic() - this.#pulledAt >= pullEveryMs;
      if (applied || this.#isPullWanted || isDue) {
        const reply = await this.#pull();
        if (this.#workings.isOver()) return;
        if (reply) {
          await this.#stopped(reply);
          break;
        }
      }
      this.held = undefined;
      this.#backOff.reset();
    } while (this.#again);
    if (this.#workings.isOver()) return;
    await register.keepTime(time.kept).catch(() => {});
    this.#callOff ??= needs.clock.after(pullEveryMs, () => this.#timeIsUp());
  }

  #timeIsUp(): void {
    this.#callOff = undefined;
    void this.run(false);
  }

  async #stopped(reply: Exclude<Reply, { kind: 'ok' | 'no' }>): Promise<void> {
    if (reply.kind === 'wiped') return this.#workings.wipe('manager');
    if (reply.kind === 'unknown-device') await this.#makeKnown();
    this.held = reply.kind === 'sign-in' ? 'sign-in' : reply.kind === 'later' ? reply.held : 'server';
    this.#later();
  }
  #later(): void {
    this.#callOff?.();
    this.#callOff = this.#workings.needs.clock.after(this.#backOff.next(), () => this.#timeIsUp());
  }

  /** The server has forgotten this device (restored from an older copy): it is told again. */
  async #makeKnown(): Promise<void> {
    const { needs, desk, time } = this.#workings;
    await ask(needs, time, '/api/sync/device', { device: desk.device, name: needs.deviceName });
  }

  async #pull(): Promise<Exclude<Reply, { kind: 'ok' | 'no' }> | undefined> {
    const { needs, desk, time, fetched, errands, shelf, disk } = this.#workings;
    this.#isPullWanted = false;
    const before = errands.all.filter((one) => one.done);
    const reply = await ask(needs, time, '/api/sync/pull', { device: desk.device, ...fetched.have() });
    if (this.#workings.isOver()) return undefined;
    if (reply.kind !== 'ok' || !isPulled(reply.body)) {
      this.#isPullWanted = true;
      return reply.kind === 'ok' || reply.kind === 'no' ? { kind: 'later', held: 'server' } : reply;
    }
    const told = reply.body as unknown as SyncPulled;
    // First the visits: once the tag of a person is on the disk, hers are not told again.
    for (const person of told.people)
      for (const { entry } of person.visits ?? []) if (shelf.find(entry?.id)) shelf.apply(entry.id, pulled(entry));
    await disk.settled();
    if (told.people.length > 0) this.preload = 0;
    await fetched.take(told, (done) => {
      this.preload = done;
      this.#workings.changed();
    });
    this.preload = undefined;
    if (this.#workings.isOver()) return undefined;
    // What these did stands in what was fetched.
    for (const one of before) errands.remove(one.message.id);
    await this.#tidy();
    this.#pulledAt = needs.clock.monotonic();
    needs.channel.say({ desk: desk.user.id, kind: 'fetched' });
    return undefined;
  }

  /** Visits of earlier days that the hospital has wholly need not be here, nor pictures of no visit. */
  async #tidy(): Promise<void> {
    const { shelf, time, needs, pictures, disk } = this.#workings;
    const today = needs.dayOf(time.now());
    for (const [id, kept] of shelf.all)
      if (localOf(kept).state === 'sent' && needs.dayOf(kept.changedAt) < today) shelf.remove(id);
    if (shelf.unreadable > 0) return;
    const wanted = new Set([...shelf.all.values()].flatMap((kept) => kept.photos.map((one) => one.photo.id)));
    const orphans = (await disk.keys('photos')).filter((id) => !wanted.has(id));
    // Another tab may have taken one just now, or go on with a visit that was thrown away here: not before a while.
    const now = needs.clock.monotonic();
    const since = new Map(orphans.map((id) => [id, this.#orphans.get(id) ?? now]));
    for (const [id, at] of since) if (now - at > orphanMs) pictures.remove(id);
    this.#orphans = since;
  }
  #orphans: ReadonlyMap<string, number> = new Map();
}
