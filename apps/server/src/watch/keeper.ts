import type { Finding, Packet } from '@munan/flow';
import { packetSpan } from '@munan/flow';
import type { Clock, Log } from '@munan/runtime';
import type { Checkpoints } from './checkpoints.ts';
import type { Findings } from './findings.ts';
import type { HistoryJudge } from './history.ts';

/** The pure watch of the detectors room, as the keeper needs it. `S` is the state of one person, `G` her settings. */
export interface WatchFunctions<S, G> {
  createWatch(subject: string): S;
  stepPacket(state: S, packet: Packet, settings: G): { findings: Finding[]; late: boolean };
  tick(state: S, now: number, settings: G): Finding[];
  nextDue(state: S, settings: G): number | undefined;
  serialise(state: S): string;
  restore(json: string): S;
}

export interface KeeperNeeds<S, G> {
  watch: WatchFunctions<S, G>;
  settingsOf(subject: string): G | undefined;
  checkpoints: Checkpoints;
  findings: Findings;
  history: HistoryJudge;
  /** The log's last position. */
  logEnd(): Promise<number>;
  /** A reply through the ear: handed on in the order it came, and again after a crash (it is known by its moment). */
  replied(packet: Packet): Promise<void>;
  /** Raises or merges alerts; resolves when they are on disk. Live findings only. */
  raise(findings: readonly Finding[]): Promise<void>;
  /** A person's state may look different now. */
  changed(subject: string): void;
  clock: Clock;
  log: Log;
}

interface Watched<S> {
  state: S;
  due: number;
  dirty: boolean;
}

const tickEveryMs = 1_000;
const checkpointEveryMs = 30_000;
const retryAfterMs = 1_000;

/**
 * Feeds what was committed to the detectors, keeps their state, and hands findings on.
 *
 * Nothing is lost by a crash: the state on disk is never ahead of the alerts on disk. A checkpoint is written only when
 * every finding that the state already gave is stored; after a restart the log is read again from the checkpoint's
 * position, and findings that come twice are known by their ids.
 */
export class WatchKeeper<S, G> {
  #needs: KeeperNeeds<S, G>;
  #watched = new Map<string, Watched<S>>();
  #handing: Promise<void> = Promise.resolve();
  /** States are written one after another: an older one never over a newer. */
  #saving: Promise<void> = Promise.resolve();
  #checkpoints = 0;
  #timers: NodeJS.Timeout[] = [];
  #stopped = false;
  #readTo = 0;
  /** The position on disk. */
  #savedTo = 0;
  /** How often `committed` was called, and a position of the log with the count at which it was read. */
  #told = 0;
  #mark: { position: number; told: number } | undefined;

  constructor(needs: KeeperNeeds<S, G>) {
    this.#needs = needs;
  }

  /** Position in the log up to which everything was judged. */
  get position(): number {
    return this.#readTo;
  }

  /** Reads the checkpoints, then the log from there; call before the doors open. */
  async recover(
    packetsAfter: (position: number) => AsyncIterable<{ position: number; packet: Packet }>,
  ): Promise<number> {
    const { checkpoints, watch } = this.#needs;
    const saved = await checkpoints.load();
    for (const { subject, state } of saved.states)
      this.#watched.set(subject, { state: watch.restore(state), due: 0, dirty: false });
    this.#readTo = saved.position;
    this.#savedTo = saved.position;
    let replayed = 0;
    for await (const { position, packet } of packetsAfter(saved.position)) {
      this.#judge(packet);
      this.#readTo = position;
      replayed++;
    }
    await this.#handing;
    return replayed;
  }

  /** Packets in the order they were committed, one call for each commit. */
  committed(packets: readonly Packet[]): void {
    for (const packet of packets) this.#judge(packet);
    this.#told++;
  }

  stateOf(subject: string): S | undefined {
    return this.#watched.get(subject)?.state;
  }

  /** Begins to watch somebody of whom nothing was heard yet, so that her silence is noticed too. */
  begin(subject: string): void {
    if (!this.#watched.has(subject)) this.#watched.set(subject, this.#fresh(subject));
  }

  start(): void {
    const ticking = setInterval(() => this.tick(this.#needs.clock.now()), tickEveryMs);
    const checkpointing = setInterval(() => {
      this.checkpoint().catch((error) =>
        this.#needs.log.error({ err: error }, 'checkpoint failed; the next one tries again'),
      );
    }, checkpointEveryMs);
    this.#timers = [ticking, checkpointing];
  }

  tick(now: number): void {
    const told: { subject: string; state: string }[] = [];
    for (const [subject, watched] of this.#watched) {
      if (watched.due > now) continue;
      const settings = this.#needs.settingsOf(subject);
      if (!settings) {
        watched.due = Number.POSITIVE_INFINITY;
        continue;
      }
      const findings = this.#needs.watch.tick(watched.state, now, settings);
      watched.dirty = true;
      watched.due = this.#needs.watch.nextDue(watched.state, settings) ?? Number.POSITIVE_INFINITY;
      // A watch that stays due would spin: look again at the next beat at the earliest.
      if (watched.due <= now) watched.due = now + tickEveryMs;
      if (findings.length > 0) {
        this.#hand(findings);
        this.#needs.changed(subject);
        told.push({ subject, state: this.#needs.watch.serialise(watched.state) });
      }
    }
    if (told.length > 0) this.#keep(told);
  }

  /** Resolves when everything found so far is on disk; without a checkpoint. */
  async settled(): Promise<void> {
    await this.#handing;
    await this.#saving;
  }

  /**
   * Writes the changed states with a position that all of them have passed. When the log's end was read, at most one
   * commit can have been in it without being told here yet; once another was told, nothing up to that end is missing. A
   * position that lags is harmless: a packet that was judged already is known by its number.
   */
  async checkpoint(): Promise<void> {
    if (this.#mark && this.#told > this.#mark.told) this.#readTo = Math.max(this.#readTo, this.#mark.position);
    const position = this.#readTo;
    const states: { subject: string; state: string }[] = [];
    const dirty: Watched<S>[] = [];
    for (const [subject, watched] of this.#watched) {
      if (!watched.dirty) continue;
      states.push({ subject, state: this.#needs.watch.serialise(watched.state) });
      watched.dirty = false;
      dirty.push(watched);
    }
    this.#checkpoints++;
    const handed = this.#handing;
    const saved = this.#saving.then(async () => {
      await handed; // the alerts of these states first
      await this.#needs.history.settled();
      await this.#needs.checkpoints.save(states, position);
      this.#savedTo = position;
    });
    this.#saving = saved.catch(() => {});
    try {
      await saved;
    } catch (error) {
      for (const watched of dirty) watched.dirty = true;
      throw error;
    }
    const end = await this.#needs.logEnd();
    this.#mark = { position: end, told: this.#told };
  }

  async stop(): Promise<void> {
    for (const timer of this.#timers) clearInterval(timer);
    await this.checkpoint();
    this.#stopped = true;
  }

  /**
   * What only the passing of time gave is not in the log: these states follow their findings soon, so that a crash does
   * not forget a silence that was announced. Tried once; the next checkpoint, which has newer ones, writes them anyway.
   */
  #keep(states: readonly { subject: string; state: string }[]): void {
    const handed = this.#handing;
    const checkpoints = this.#checkpoints;
    this.#saving = this.#saving.then(async () => {
      try {
        await handed;
        await this.#needs.history.settled();
        if (checkpoints === this.#checkpoints) await this.#needs.checkpoints.save(states, this.#savedTo);
      } catch (error) {
        this.#needs.log.warn({ err: error, people: states.length }, 'states not kept yet; the next checkpoint does');
      }
    });
  }

  #fresh(subject: string): Watched<S> {
    return { state: this.#needs.watch.createWatch(subject), due: 0, dirty: true };
  }

  #judge(packet: Packet): void {
    const { subject } = packet;
    if (subject === undefined) return;
    const settings = this.#needs.settingsOf(subject);
    if (!settings) return; // the device is assigned to somebody unknown here: kept in the log, judged by nobody
    let watched = this.#watched.get(subject);
    if (!watched) {
      watched = this.#fresh(subject);
      this.#watched.set(subject, watched);
    }
    // What time alone has brought is found apart from what the packet brings: only the first is not in the log.
    const overdue = this.#needs.watch.tick(watched.state, packet.received, settings);
    if (overdue.length > 0) {
      this.#hand(overdue);
      this.#keep([{ subject, state: this.#needs.watch.serialise(watched.state) }]);
    }
    const { findings, late } = this.#needs.watch.stepPacket(watched.state, packet, settings);
    watched.dirty = true;
    watched.due = 0;
    if (late) this.#needs.history.queue(subject, packetSpan(packet));
    if (findings.length > 0) this.#hand(findings);
    if (packet.events.some(({ code }) => code === 'reply')) this.#insist(() => this.#needs.replied(packet), 'reply');
    this.#needs.changed(subject);
  }

  #hand(findings: readonly Finding[]): void {
    const live = findings.filter((finding) => finding.live);
    this.#insist(async () => {
      await this.#needs.findings.keep(findings);
      if (live.length > 0) await this.#needs.raise(live);
    }, 'findings');
  }

  /** One after another, each tried until it is on disk: a database that is away for a while loses nothing. */
  #insist(work: () => Promise<void>, what: string): void {
    this.#handing = this.#handing.then(async () => {
      while (!this.#stopped) {
        try {
          return await work();
        } catch (error) {
          this.#needs.log.error({ err: error, what }, 'not stored; trying again');
          await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
        }
      }
    });
  }
}
