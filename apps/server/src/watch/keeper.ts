import type { Finding, Packet } from '@munan/flow';
import { packetSpan } from '@munan/flow';
import type { Clock, Log } from '@munan/runtime';
import type { Checkpoints } from './checkpoints.ts';
import type { Findings } from './findings.ts';
import type { HistoryJudge } from './history.ts';
import type { Outage } from './outage.ts';

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
  /** What the budget holds back from the desk. */
  burden: { judge(findings: readonly Finding[]): Finding[]; serialise(): string; restore(json: string): void };
  /** States are on disk, all that were changed. */
  checkpointed(now: number): Promise<void>;
  /** Sees the silence of many at once. */
  outage: Pick<Outage, 'heard' | 'judge'>;
  /** A person's state may look different now. */
  changed(subject: string): void;
  clock: Clock;
  log: Log;
}

interface Watched<S> {
  state: S;
  due: number;
  dirty: boolean;
  /** Number of the serialisation that is on disk. */
  written: number;
}

/** A state as text; of two of one person the one with the higher number is the newer. */
interface Kept<S> {
  subject: string;
  state: string;
  watched: Watched<S>;
  serial: number;
}

const tickEveryMs = 1_000;
const checkpointEveryMs = 30_000;
const retryAfterMs = 1_000;
/** A beat over a crowd makes way for packets and alarms after this long. */
const beatMs = 8;
/** States written at a time by a checkpoint, for the same reason: about 10 ms of work. */
const statesAtOnce = 100;

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
  #handingSince: number | undefined;
  /** States are written one after another: an older one never over a newer. */
  #saving: Promise<void> = Promise.resolve();
  #serial = 0;
  #beating = false;
  #stopping = false;
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
      this.#watched.set(subject, { state: watch.restore(state), due: 0, dirty: false, written: 0 });
    if (saved.burden !== undefined) this.#needs.burden.restore(saved.burden);
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

  /** How many commits it was told of. */
  get told(): number {
    return this.#told;
  }

  /** How long what was found has been on its way to the disk, ms; 0 when nothing is. */
  get handingMs(): number {
    return this.#handingSince === undefined ? 0 : this.#needs.clock.monotonic() - this.#handingSince;
  }

  stateOf(subject: string): S | undefined {
    return this.#watched.get(subject)?.state;
  }

  /** Begins to watch somebody of whom nothing was heard yet, so that her silence is noticed too. */
  begin(subject: string): void {
    this.#needs.outage.heard(subject, this.#needs.clock.now());
    if (!this.#watched.has(subject)) this.#watched.set(subject, this.#fresh(subject));
  }

  /** A watch that was made elsewhere, in the place of this one: of somebody of whom nothing was heard yet. */
  adopt(subject: string, state: S): void {
    this.#watched.set(subject, { ...this.#fresh(subject), state });
    this.#needs.changed(subject);
  }

  start(): void {
    const ticking = setInterval(() => void this.#beat(), tickEveryMs);
    const checkpointing = setInterval(() => {
      this.checkpoint().catch((error) =>
        this.#needs.log.error({ err: error }, 'checkpoint failed; the next one tries again'),
      );
    }, checkpointEveryMs);
    this.#timers = [ticking, checkpointing];
  }

  tick(now: number): void {
    const beat = this.#ticks(now);
    while (!beat.next().done);
  }

  async #beat(): Promise<void> {
    if (this.#beating) return;
    this.#beating = true;
    const beat = this.#ticks(this.#needs.clock.now());
    let begun = performance.now();
    while (!this.#stopping && !beat.next().done) {
      if (performance.now() - begun < beatMs) continue;
      await new Promise(setImmediate);
      begun = performance.now();
    }
    beat.return();
    this.#beating = false;
  }

  /** Pauses after each person who was due. */
  *#ticks(now: number): Generator<void, void> {
    const told: Kept<S>[] = [];
    try {
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
          told.push(this.#write(subject, watched));
        }
        yield;
      }
    } finally {
      if (told.length > 0) this.#keep(told);
    }
  }

  /** Resolves when everything found so far is on disk; without a checkpoint. */
  async settled(): Promise<void> {
    await this.#handing;
    await this.#saving;
  }

  /**
   * Writes the changed states, some at a time, and with the last of them a position that all have passed. When the log's
   * end was read, at most one commit can have been in it without being told here yet; once another was told, nothing up
   * to that end is missing. A position that lags behind a state is harmless: a packet that was judged already is known
   * by its number.
   */
  async checkpoint(): Promise<void> {
    if (this.#mark && this.#told > this.#mark.told) this.#readTo = Math.max(this.#readTo, this.#mark.position);
    const position = this.#readTo;
    const saved = this.#saving.then(async () => {
      const changed = [...this.#watched].filter(([, { dirty }]) => dirty);
      for (let from = 0; from === 0 || from < changed.length; from += statesAtOnce) {
        const isLast = from + statesAtOnce >= changed.length;
        await this.#save(changed.slice(from, from + statesAtOnce), isLast ? position : this.#savedTo);
        await new Promise(setImmediate);
      }
      this.#savedTo = position;
      await this.#needs.checkpointed(this.#needs.clock.now());
    });
    this.#saving = saved.catch(() => {});
    await saved;
    const end = await this.#needs.logEnd();
    this.#mark = { position: end, told: this.#told };
  }

  async #save(changed: readonly (readonly [string, Watched<S>])[], position: number): Promise<void> {
    const kept = changed.map(([subject, watched]) => this.#write(subject, watched));
    for (const { watched } of kept) watched.dirty = false;
    try {
      await this.#handing; // the alerts of these states first
      await this.#needs.history.settled(new Set(kept.map(({ subject }) => subject)));
      await this.#store(kept, position);
    } catch (error) {
      for (const { watched } of kept) watched.dirty = true;
      throw error;
    }
  }

  #write(subject: string, watched: Watched<S>): Kept<S> {
    this.#serial++;
    return { subject, state: this.#needs.watch.serialise(watched.state), watched, serial: this.#serial };
  }

  async #store(kept: readonly Kept<S>[], position: number): Promise<void> {
    await this.#needs.checkpoints.save(
      kept.map(({ subject, state }) => ({ subject, state })),
      position,
      this.#needs.burden.serialise(),
    );
    for (const { watched, serial } of kept) watched.written = serial;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    for (const timer of this.#timers) clearInterval(timer);
    await this.checkpoint();
    this.#stopped = true;
  }

  /**
   * What only the passing of time gave is not in the log: these states follow their findings soon, so that a crash does
   * not forget a silence that was announced. Tried once; the next checkpoint, which has newer ones, writes them anyway.
   */
  #keep(states: readonly Kept<S>[]): void {
    const handed = this.#handing;
    this.#saving = this.#saving.then(async () => {
      try {
        await handed;
        await this.#needs.history.settled(new Set(states.map(({ subject }) => subject)));
        const newer = states.filter(({ watched, serial }) => serial > watched.written);
        if (newer.length > 0) await this.#store(newer, this.#savedTo);
      } catch (error) {
        this.#needs.log.warn({ err: error, people: states.length }, 'states not kept yet; the next checkpoint does');
      }
    });
  }

  #fresh(subject: string): Watched<S> {
    return { state: this.#needs.watch.createWatch(subject), due: 0, dirty: true, written: 0 };
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
      this.#keep([this.#write(subject, watched)]);
    }
    this.#needs.outage.heard(subject, packet.received);
    const { findings, late } = this.#needs.watch.stepPacket(watched.state, packet, settings);
    watched.dirty = true;
    watched.due = 0;
    if (late) this.#needs.history.queue(subject, packetSpan(packet));
    if (findings.length > 0) this.#hand(findings);
    if (packet.events.some(({ code }) => code === 'reply')) this.#insist(() => this.#needs.replied(packet), 'reply');
    this.#needs.changed(subject);
  }

  #hand(found: readonly Finding[]): void {
    const findings = this.#needs.burden.judge(this.#needs.outage.judge(found));
    const live = findings.filter((finding) => finding.live && !finding.held);
    this.#insist(async () => {
      await this.#needs.findings.keep(findings);
      if (live.length > 0) await this.#needs.raise(live);
    }, 'findings');
  }

  /** One after another, each tried until it is on disk: a database that is away for a while loses nothing. */
  #insist(work: () => Promise<void>, what: string): void {
    this.#handing = this.#handing.then(async () => {
      this.#handingSince = this.#needs.clock.monotonic();
      while (!this.#stopped) {
        try {
          await work();
          break;
        } catch (error) {
          this.#needs.log.error({ err: error, what }, 'not stored; trying again');
          await new Promise((resolve) => setTimeout(resolve, retryAfterMs));
        }
      }
      this.#handingSince = undefined;
    });
  }
}
