import { randomUUID } from 'node:crypto';
import type { CallBrief, Finding, Packet, Rules, WhatIf, WhatIfPerson, WhatIfResult } from '@munan/flow';
import type { Clock, Log } from '@munan/runtime';
import { briefOf, Replay, type ReplayFunctions } from './replay.ts';
import type { Snapshots } from './snapshots.ts';

export interface WhatIfNeeds<S, G extends { rules?: Rules; listeningSince?: number }, B> {
  functions: ReplayFunctions<S, G, B>;
  snapshots: Pick<Snapshots, 'find' | 'listening'>;
  packetsAfter(position: number): AsyncIterable<{ position: number; packet: Packet }>;
  logEnd(): Promise<number>;
  people(): string[];
  settingsOf(subject: string): G | undefined;
  /** In force now: what the others are held against. */
  rules(): Rules;
  clock: Clock;
  log: Log;
}

/** Per person, what would have been different; the screens are told her name by the door. */
export type PersonDifference = Omit<WhatIfPerson, 'person'> & { subject: string };
type Difference = Omit<WhatIfResult, 'persons'> & { persons: PersonDifference[] };
type Totals = WhatIfResult['before'];
export type WhatIfJob = Omit<WhatIf, 'now' | 'result'> & { result?: Difference };

const dayMs = 86_400_000;
/** Other work of the server, alarms above all, goes before. */
const atOnceMs = 5;
const keptMs = 3_600_000;
/** Packets are in the log for seven days; the oldest may be deleted while they are read. */
const logMs = 7 * dayMs - 3_600_000;

/** Replays what the log holds with the rules in force and with others, beside each other, and says who would have been called. */
export async function replayBoth<S, G extends { rules?: Rules; listeningSince?: number }, B>(
  needs: WhatIfNeeds<S, G, B>,
  rules: Rules,
  days: number,
  told: (progress: number) => void,
  isStopped: () => boolean,
): Promise<Difference> {
  const { functions, snapshots, clock } = needs;
  const to = clock.now();
  const start = await snapshots.find(to - days * dayMs, to - logMs);
  const listening = await snapshots.listening();
  const position = start?.position ?? 0;
  const end = await needs.logEnd();
  const people = needs.people();
  let from = start?.at;
  let replays: { before: Replay<S, G, B>; after: Replay<S, G, B> } | undefined;
  const open = (at: number) => {
    from = at;
    const given = {
      start: { states: start?.states ?? new Map(), burden: start?.burden },
      people,
      settingsOf: needs.settingsOf,
      listening,
      from: at,
    };
    return {
      before: new Replay(functions, { ...given, rules: needs.rules() }),
      after: new Replay(functions, { ...given, rules }),
    };
  };
  if (from !== undefined) replays = open(from);
  let packets = 0;
  let begun = performance.now();
  for await (const one of needs.packetsAfter(position)) {
    if (isStopped()) throw new Error('the server is closing');
    if (one.position > end) break;
    // Without a snapshot the log itself is all there is: it begins with its first packet.
    replays ??= open(one.packet.received);
    replays.before.packet(one.packet);
    replays.after.packet(one.packet);
    packets++;
    if (performance.now() - begun < atOnceMs) continue;
    told((one.position - position) / Math.max(1, end - position));
    await new Promise(setImmediate);
    begun = performance.now();
  }
  replays ??= open(to);
  replays.before.passTo(to);
  replays.after.passTo(to);
  return { from: from ?? to, to, people: people.length, packets, ...compare(replays, to - (from ?? to)) };
}

function compare(
  { before, after }: { before: { calls: Map<string, Finding> }; after: { calls: Map<string, Finding> } },
  lengthMs: number,
): Pick<Difference, 'before' | 'after' | 'persons'> {
  const days = Math.max(lengthMs / dayMs, 1 / 24);
  const totals = (calls: Map<string, Finding>): Totals => {
    const byDetector: Record<string, number> = {};
    for (const { detector } of calls.values()) byDetector[detector] = (byDetector[detector] ?? 0) + 1;
    return { calls: calls.size, perDay: calls.size / days, byDetector };
  };
  const persons = new Map<string, PersonDifference>();
  const personOf = (subject: string) => {
    const known = persons.get(subject) ?? { subject, before: 0, after: 0, new: [], gone: [] };
    persons.set(subject, known);
    return known;
  };
  for (const [key, finding] of before.calls) {
    const person = personOf(finding.subject);
    person.before++;
    if (!after.calls.has(key)) person.gone.push(briefOf(finding));
  }
  for (const [key, finding] of after.calls) {
    const person = personOf(finding.subject);
    person.after++;
    if (!before.calls.has(key)) person.new.push(briefOf(finding));
  }
  const byTime = (a: CallBrief, b: CallBrief) => a.at - b.at || (a.episode < b.episode ? -1 : 1);
  const changed = [...persons.values()].filter((one) => one.new.length + one.gone.length > 0);
  for (const person of changed) {
    person.new.sort(byTime);
    person.gone.sort(byTime);
  }
  changed.sort(
    (a, b) => b.new.length + b.gone.length - a.new.length - a.gone.length || (a.subject < b.subject ? -1 : 1),
  );
  return { before: totals(before.calls), after: totals(after.calls), persons: changed };
}

/** One trial at a time; what came of it is kept for an hour. */
export class WhatIfJobs<S, G extends { rules?: Rules; listeningSince?: number }, B> {
  #needs: WhatIfNeeds<S, G, B>;
  #jobs = new Map<string, WhatIfJob>();
  #working: Promise<void> = Promise.resolve();
  #stopped = false;

  constructor(needs: WhatIfNeeds<S, G, B>) {
    this.#needs = needs;
  }

  /** Undefined while another runs. */
  start(rules: Rules, days: number, by: string): WhatIfJob | undefined {
    const now = this.#needs.clock.now();
    for (const [id, { state, startedAt }] of this.#jobs) {
      if (state === 'running') return undefined;
      if (now - startedAt > keptMs) this.#jobs.delete(id);
    }
    const job: WhatIfJob = {
      id: randomUUID(),
      state: 'running',
      progress: 0,
      startedAt: now,
      startedBy: by,
      rules,
      days,
    };
    this.#jobs.set(job.id, job);
    this.#working = this.#run(job);
    return job;
  }

  find(id: string): WhatIfJob | undefined {
    return this.#jobs.get(id);
  }

  async #run(job: WhatIfJob): Promise<void> {
    try {
      const told = (progress: number) => {
        job.progress = Math.min(0.99, progress);
      };
      job.result = await replayBoth(this.#needs, job.rules, job.days, told, () => this.#stopped);
      job.state = 'done';
      job.progress = 1;
    } catch (error) {
      if (!this.#stopped) this.#needs.log.error({ err: error }, 'the trial of other rules failed');
      job.state = 'failed';
      job.message = error instanceof Error ? error.message : String(error);
    }
  }

  /** Resolves when the running one has ended. */
  settled(): Promise<void> {
    return this.#working;
  }
  async stop(): Promise<void> {
    this.#stopped = true;
    await this.#working;
  }
}
