import type { CallBrief, Finding, Packet, Rules } from '@munan/flow';
import { Outage } from '../watch/outage.ts';
import type { Listening } from './snapshots.ts';

/** The watch and the budget, as a replay needs them: the same functions that run live. */
export interface ReplayFunctions<S, G extends { rules?: Rules; listeningSince?: number }, B> {
  createWatch(subject: string): S;
  restore(json: string): S;
  stepPacket(state: S, packet: Packet, settings: G): { findings: Finding[]; late: boolean };
  tick(state: S, now: number, settings: G): Finding[];
  nextDue(state: S, settings: G): number | undefined;
  startBurden(): B;
  admit(
    state: B,
    finding: Finding,
    settings: { callsPerDay: number | null; people: number },
  ): { called: boolean; threshold: number };
  slotMs: number;
}
export interface ReplayStart {
  states: ReadonlyMap<string, string>;
  burden?: string | undefined;
}

interface Watched<S, G> {
  state: S;
  settings: G;
  due: number;
}
/** Beats as the live watch has them, but fewer: how late a silence is looked for changes nothing in what is found. */
const beatMs = 10_000;

/**
 * One set of rules over what was received: fed packets in the order of the log, it says whom the desk would have been called
 * about. The same functions as live, the same order, the same budget: with the rules that were in force it gives what really was.
 */
export class Replay<S, G extends { rules?: Rules; listeningSince?: number }, B> {
  #with: ReplayFunctions<S, G, B>;
  #settingsOf: (subject: string) => G | undefined;
  #rules: Rules;
  #people: number;
  #watched = new Map<string, Watched<S, G>>();
  #burden: B;
  #outage = new Outage();
  #listening: Listening[];
  #now = 0;
  /** Episodes that were called: what comes later in them would be in the same alert. */
  #episodes = new Set<string>();
  /** The first finding of each call, by `slot/family/subject`. */
  readonly calls = new Map<string, Finding>();

  constructor(
    functions: ReplayFunctions<S, G, B>,
    given: {
      start: ReplayStart;
      rules: Rules;
      people: readonly string[];
      settingsOf(subject: string): G | undefined;
      /** In order of time. */
      listening: readonly Listening[];
      from: number;
    },
  ) {
    this.#with = functions;
    this.#rules = given.rules;
    this.#settingsOf = given.settingsOf;
    this.#people = given.people.length;
    this.#burden = given.start.burden === undefined ? functions.startBurden() : (JSON.parse(given.start.burden) as B);
    this.#listening = given.listening.filter(({ until }) => until >= given.from);
    for (const [subject, json] of given.start.states) this.#watch(subject, functions.restore(json));
    for (const subject of given.people) {
      this.#outage.heard(subject, given.from);
      if (!this.#watched.has(subject)) this.#watch(subject, functions.createWatch(subject));
    }
    this.#now = given.from;
  }

  #watch(subject: string, state: S): void {
    const settings = this.#settingsOf(subject);
    if (!settings) return;
    const own = { ...settings, rules: this.#rules };
    const since = this.#listening[0]?.since;
    if (since !== undefined) own.listeningSince = since;
    this.#watched.set(subject, { state, settings: own, due: 0 });
  }

  /** A packet, in the order of the log. */
  packet(packet: Packet): void {
    const { subject, received } = packet;
    if (subject === undefined) return;
    this.passTo(received);
    const watched = this.#watched.get(subject);
    if (!watched) return;
    // What time alone has brought comes first, as live.
    this.#found(this.#with.tick(watched.state, received, watched.settings));
    this.#outage.heard(subject, received);
    this.#found(this.#with.stepPacket(watched.state, packet, watched.settings).findings);
    watched.due = 0;
  }

  /** Time passes; only what the server listened to counts, as live. */
  passTo(now: number): void {
    while (this.#now < now) {
      const period = this.#listening[0];
      if (period && this.#now >= period.until) {
        const next = this.#listening[1];
        // The last period goes on: its end is only the last checkpoint.
        if (next && next.since <= now) {
          this.#listening.shift();
          this.#now = Math.max(this.#now, next.since);
          this.#restarted(next.since);
          continue;
        }
        if (next) return;
      }
      this.#now = Math.min(now, this.#now + beatMs);
      this.#beat();
    }
  }
  #restarted(since: number): void {
    for (const [subject, watched] of this.#watched) {
      watched.settings = { ...watched.settings, listeningSince: since };
      watched.due = 0;
      this.#outage.heard(subject, since);
    }
  }
  #beat(): void {
    const now = this.#now;
    for (const watched of this.#watched.values()) {
      if (watched.due > now) continue;
      this.#found(this.#with.tick(watched.state, now, watched.settings));
      const due = this.#with.nextDue(watched.state, watched.settings) ?? Number.POSITIVE_INFINITY;
      watched.due = due <= now ? now + beatMs : due;
    }
  }

  #found(findings: readonly Finding[]): void {
    if (findings.length === 0) return;
    const settings = { callsPerDay: this.#rules.budget.callsPerDay, people: this.#people };
    for (const finding of this.#outage.judge(findings)) {
      if (!finding.live || finding.held || !this.#with.admit(this.#burden, finding, settings).called) continue;
      if (finding.phase === 'ended' || this.#episodes.has(finding.episode)) continue;
      this.#episodes.add(finding.episode);
      const key = `${Math.floor(finding.at / this.#with.slotMs)}/${finding.family}/${finding.subject}`;
      const known = this.calls.get(key);
      if (!known || finding.at < known.at || (finding.at === known.at && finding.id < known.id))
        this.calls.set(key, finding);
    }
  }
}

export function briefOf({ episode, at, detector, priority, reason, rarity }: Finding): CallBrief {
  return { episode, at, detector, priority, reason, ...(rarity === undefined ? {} : { rarity }) };
}
