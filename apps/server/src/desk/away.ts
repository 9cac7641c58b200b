import { type Circumstances, type Finding, noWishes } from '@munan/flow';
import type { Clock, Log } from '@munan/runtime';
import type { Person } from '../people/person.ts';
import type { Findings } from '../watch/findings.ts';
import { awayAt } from './circumstances.ts';

export type Away = Circumstances['away'];

export interface AwayNeeds {
  clock: Clock;
  log: Log;
  findPerson(id: string): Person | undefined;
  everybody(): Iterable<Person>;
  findings: Pick<Findings, 'keep' | 'of'>;
  /** Opens alerts; the same finding again changes nothing. */
  take(findings: readonly Finding[]): Promise<void>;
  /** Takes out of her wishes an absence whose end has come. */
  forget(subject: string, until: number): Promise<void>;
}

/** A sign began, by event time, at most so long before it could be said. */
const saidWithinMs = 86_400_000;
const mostRead = 2_000;
/** A vital sign that was last heard so long ago says nothing of now. */
const vitalIsNowMs = 6 * 3_600_000;
const againMs = 60_000;

/** A stated wish to be helped is called wherever she is. */
const asked = new Set(['button', 'asked-for-help']);

/** Whether a finding is kept from the desk while she is away; that a sign has ended always goes on to the alert that knows it. */
export function isHeldBy(away: Away, { live, held, phase, reason, family }: Finding): boolean {
  if (!away || !live || held || phase === 'ended' || asked.has(reason.code)) return false;
  return away === 'hospital' || family === 'silence';
}

/**
 * In hospital nothing is called, and travelling neither silence nor the home: such findings are held, and kept as all are. When
 * the absence ends, by its date or by a hand, what of it still goes on comes to the desk: a silence that nobody looked into would
 * otherwise stay one for ever.
 */
export class AwayGate {
  #needs: AwayNeeds;
  #cancel: (() => void) | undefined;
  #isStarted = false;
  #working: Promise<void> = Promise.resolve();
  /** Whose absence is being ended: what is found meanwhile is called already. */
  #ending = new Map<string, Away>();

  constructor(needs: AwayNeeds) {
    this.#needs = needs;
  }

  /** Ends what ended while the server was down, and then each absence in its time. */
  start(): void {
    this.#isStarted = true;
    this.#arm();
  }

  async stop(): Promise<void> {
    this.#isStarted = false;
    this.#cancel?.();
    await this.#working;
  }

  /** Resolves when what is due has been done. */
  async settled(): Promise<void> {
    await this.#working;
  }

  judge(findings: readonly Finding[]): Finding[] {
    const now = this.#needs.clock.now();
    return findings.map((finding) =>
      isHeldBy(this.#awayOf(finding.subject, now), finding)
        ? { ...finding, held: { threshold: 0, because: 'away' as const } }
        : finding,
    );
  }

  /**
   * Ends an absence, or makes it a smaller one, around the change of her wishes: first what still goes on is raised, then it is
   * written. After a crash in between she is called once too early and not never.
   */
  async ending<R>(subject: string, becomes: Away, write: () => Promise<R>): Promise<R> {
    this.#ending.set(subject, becomes);
    try {
      await this.#raise(subject, becomes);
      return await write();
    } finally {
      this.#ending.delete(subject);
    }
  }

  /** Her wishes are others now. */
  changed(): void {
    if (this.#isStarted) this.#arm();
  }

  #awayOf(subject: string, now: number): Away {
    if (this.#ending.has(subject)) return this.#ending.get(subject);
    return awayAt(this.#needs.findPerson(subject)?.wishes ?? noWishes, now);
  }

  async #raise(subject: string, becomes: Away): Promise<void> {
    const { findings, take, clock, findPerson } = this.#needs;
    const from = findPerson(subject)?.wishes?.away?.from;
    if (from === undefined) return;
    const now = clock.now();
    const found = await findings.of(subject, from - saidWithinMs, mostRead);
    const ended = new Set(found.filter(({ phase }) => phase === 'ended').map(({ episode }) => episode));
    const newest = new Map<string, Finding>();
    for (const finding of found)
      if (finding.live && !ended.has(finding.episode) && !newest.has(finding.episode))
        newest.set(finding.episode, finding);
    const back = [...newest.values()].flatMap((finding): Finding[] => {
      const { held, ...rest } = finding;
      if (held?.because !== 'away' || !goesOn(finding, now) || isHeldBy(becomes, rest)) return [];
      // Named after the one that was held: after a crash the same is not raised twice.
      return [{ ...rest, id: `${finding.id}/back`, phase: 'began', at: now }];
    });
    if (back.length === 0) return;
    await take(back);
    await findings.keep(back);
  }

  #arm(): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (!this.#isStarted) return;
    const now = this.#needs.clock.now();
    let next = Number.POSITIVE_INFINITY;
    const over: { id: string; until: number }[] = [];
    for (const { id, wishes } of this.#needs.everybody()) {
      const until = wishes?.away?.until;
      if (until === undefined) continue;
      if (until <= now) over.push({ id, until });
      else next = Math.min(next, until);
    }
    if (over.length > 0) this.#end(over);
    else if (next < Number.POSITIVE_INFINITY) this.#cancel = this.#needs.clock.wakeAt(next, () => this.#arm());
  }

  #end(over: readonly { id: string; until: number }[]): void {
    this.#working = this.#working.then(async () => {
      let hasFailed = false;
      for (const { id, until } of over)
        await this.ending(id, undefined, () => this.#needs.forget(id, until)).catch((error: unknown) => {
          hasFailed = true;
          this.#needs.log.error({ err: error }, 'that somebody is back was not stored; trying again');
        });
      if (!this.#isStarted) return;
      if (!hasFailed) return this.#arm();
      this.#cancel = this.#needs.clock.wakeAt(this.#needs.clock.now() + againMs, () => this.#arm());
    });
  }
}

/** A fall of last week is over, whoever looked after her then; a silence and a stillness last until they end. */
function goesOn({ family, reason, at }: Finding, now: number): boolean {
  if (family === 'silence' || reason.code.startsWith('no-movement')) return true;
  return family === 'vital' && now - at < vitalIsNowMs;
}
