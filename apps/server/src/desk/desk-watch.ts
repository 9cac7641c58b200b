import type { DeskNow, Priority } from '@munan/flow';
import type { Clock, Log } from '@munan/runtime';
import type { Trouble } from '../trouble/trouble.ts';
import type { Activity } from './activity.ts';
import { type HeldAlert, type HeldAlerts, neededSince } from './held-alerts.ts';
import type { Shifts } from './shifts.ts';

/** While the desk sleeps it is said again: what somebody closed without waking anybody comes back. */
const sayAgainMs = 10 * 60_000;
/** What could not be told (the database was away) is tried again. */
const againMs = 5_000;

export interface DeskWatchNeeds {
  clock: Clock;
  log: Log;
  activity: Activity;
  shifts: Shifts;
  held: HeldAlerts;
  /** All operators there are, by name. */
  operators(): readonly { id: string; name: string }[];
  nameOf(user: string): string;
  /** The screens are told that who watches has changed. */
  changed(desk: DeskNow): void;
}
/** What it does, from `start` on. */
export interface DeskActs {
  trouble: Pick<Trouble, 'raise' | 'end'>;
  /** Frees an alert whose holder fell asleep, so that it sounds for the others. */
  releaseIdle(alert: string): Promise<unknown>;
}

/**
 * Watches the watchers. The desk is asleep when no operator did anything for N minutes in which somebody should have: while an
 * alert was open that is not paused, or while the rota says that an operator is there (as the watch alarm of a ship's bridge
 * [IMO MSC.128(75)], whose period is 3 to 12 minutes). Nothing is polled: it wakes at the next moment at which anything can
 * change.
 */
export class DeskWatch {
  #needs: DeskWatchNeeds;
  #acts: DeskActs | undefined;
  /** By the monotonic clock. */
  #started = 0;
  #cancel: (() => void) | undefined;
  #isQueued = false;
  #shown = '';
  #told: Priority | 'awake' | undefined;
  #toldAt = Number.NEGATIVE_INFINITY;
  #working = new Set<Promise<void>>();
  /** Alerts whose release is under way, with the version that it is asked for. */
  #releasing = new Map<string, number>();

  constructor(needs: DeskWatchNeeds) {
    this.#needs = needs;
  }

  start(acts: DeskActs): void {
    this.#acts = acts;
    // While the server was down nobody could show that she is awake.
    this.#started = this.#needs.clock.monotonic();
    this.#look();
  }

  async stop(): Promise<void> {
    this.#acts = undefined;
    this.#cancel?.();
    this.#cancel = undefined;
    await this.settled();
  }

  /** Resolves when all that was begun is done. For tests, and a clean end. */
  async settled(): Promise<void> {
    do await Promise.all([...this.#working, Promise.resolve()]);
    while (this.#working.size > 0 || this.#isQueued);
  }

  /** Somebody did something, an alert moved, the rota was changed: many at once are looked at once. */
  moved(): void {
    if (!this.#acts || this.#isQueued) return;
    this.#isQueued = true;
    queueMicrotask(() => {
      this.#isQueued = false;
      this.#look();
    });
  }

  /** Operators alone: a nurse who helps in one alarm does not watch over the others. */
  awake(now: number): Set<string> {
    const moving = this.#moving(now);
    return new Set(this.#needs.operators().flatMap(({ id }) => (moving.has(id) ? [id] : [])));
  }

  now(): DeskNow {
    const { clock, activity, shifts, operators, nameOf } = this.#needs;
    const now = clock.now();
    const awake = this.awake(now);
    const onShift = new Set(shifts.on('operator', now));
    const named = (id: string) => ({ id, name: nameOf(id) });
    return {
      now,
      asleepAfterMs: activity.asleepAfterMs,
      asleep: this.#asleepFrom(now, awake) <= now,
      operators: operators().map(({ id, name }) => {
        const lastActive = activity.lastActive(id);
        const isAwake = awake.has(id);
        return { id, name, onShift: onShift.has(id), awake: isAwake, ...(lastActive !== undefined && { lastActive }) };
      }),
      nurses: shifts.on('nurse', now).map(named),
      managers: shifts.on('manager', now).map(named),
    };
  }

  /** Whoever does something, or phones. */
  #moving(now: number): Set<string> {
    return new Set([...this.#needs.activity.awake(), ...this.#needs.held.callers(now).keys()]);
  }

  /** Since when an operator should be awake without one having been active; undefined: nobody need be. */
  #neededSince(now: number): { since: number; isGrave: boolean } | undefined {
    let since = Number.POSITIVE_INFINITY;
    let isGrave = false;
    for (const alert of this.#needs.held.all()) {
      const from = neededSince(alert, now);
      if (from > now) continue;
      since = Math.min(since, from);
      isGrave ||= alert.isGrave;
    }
    since = Math.min(since, this.#needs.shifts.coveredSince('operator', now) ?? Number.POSITIVE_INFINITY);
    return since === Number.POSITIVE_INFINITY ? undefined : { since, isGrave };
  }

  /** From when on the desk counts as asleep, if nobody moves; infinite: it does not. */
  #asleepFrom(now: number, awake: ReadonlySet<string>): number {
    const needed = awake.size > 0 ? undefined : this.#neededSince(now);
    if (!needed) return Number.POSITIVE_INFINITY;
    return Math.max(needed.since, this.#lastSign(now)) + this.#needs.activity.asleepAfterMs;
  }

  /** When anybody last did something, or first could, as the clock stands now. */
  #lastSign(now: number): number {
    const { clock, activity, operators } = this.#needs;
    const startedAt = now - (clock.monotonic() - this.#started);
    return Math.max(startedAt, ...operators().map(({ id }) => activity.lastActive(id) ?? Number.NEGATIVE_INFINITY));
  }

  #look(): void {
    const { clock, activity, shifts, held, log } = this.#needs;
    if (!this.#acts) return;
    const now = clock.now();
    const moving = this.#moving(now);
    const asleepFrom = this.#asleepFrom(now, this.awake(now));
    const isAsleep = asleepFrom <= now;
    this.#publish();
    this.#tell(now, isAsleep ? (this.#neededSince(now)?.isGrave ? 'high' : 'medium') : 'awake');

    const next: number[] = [shifts.nextChange(now), asleepFrom, ...held.callers(now).values()];
    if (isAsleep) next.push(now + sayAgainMs);
    for (const user of moving) next.push((activity.lastActive(user) ?? 0) + activity.asleepAfterMs);
    for (const alert of held.all()) {
      next.push(neededSince(alert, now));
      const idleFrom = this.#idleFrom(alert, now, moving);
      if (idleFrom <= now) this.#release(alert);
      else next.push(idleFrom);
    }
    let at = Number.POSITIVE_INFINITY;
    for (const time of next) if (time > now && time < at) at = time;
    this.#wakeAt(at, log);
  }

  #wakeAt(at: number, log: Log): void {
    this.#cancel?.();
    this.#cancel = undefined;
    if (at === Number.POSITIVE_INFINITY) return;
    this.#cancel = this.#needs.clock.wakeAt(at, () => {
      try {
        this.#look();
      } catch (error) {
        log.error({ err: error }, 'looking after the desk failed; trying again');
        this.#wakeAt(this.#needs.clock.now() + againMs, log);
      }
    });
  }

  /** From when on whoever holds it counts as gone; of a paused one she does not. */
  #idleFrom(alert: HeldAlert, now: number, moving: ReadonlySet<string>): number {
    const { takenBy, heldSince } = alert;
    if (takenBy === undefined || moving.has(takenBy)) return Number.POSITIVE_INFINITY;
    const { clock, activity } = this.#needs;
    const startedAt = now - (clock.monotonic() - this.#started);
    const seen = activity.lastActive(takenBy) ?? Number.NEGATIVE_INFINITY;
    const held = heldSince <= now ? heldSince : Number.NEGATIVE_INFINITY;
    return Math.max(seen, held, neededSince(alert, now), startedAt) + activity.asleepAfterMs;
  }

  #release({ id, version }: HeldAlert): void {
    if (this.#releasing.get(id) === version) return;
    this.#releasing.set(id, version);
    this.#do(async (acts) => {
      try {
        await acts.releaseIdle(id);
      } finally {
        this.#releasing.delete(id);
      }
    }, 'an alert whose holder is asleep was not released; trying again');
  }

  #tell(now: number, state: Priority | 'awake'): void {
    if (state === this.#told && (state === 'awake' || now - this.#toldAt < sayAgainMs)) return;
    this.#told = state;
    this.#toldAt = now;
    const minutes = Math.round(this.#needs.activity.asleepAfterMs / 60_000);
    this.#do(async ({ trouble }) => {
      try {
        if (state === 'awake') await trouble.end('desk-asleep');
        else await trouble.raise({ code: 'desk-asleep', params: { minutes }, priority: state });
      } catch (error) {
        this.#told = undefined;
        throw error;
      }
    }, 'that the desk is asleep, or awake again, was not stored; trying again');
  }

  #do(work: (acts: DeskActs) => Promise<void>, failed: string): void {
    const acts = this.#acts;
    if (!acts) return;
    const working: Promise<void> = work(acts)
      .catch((error: unknown) => {
        this.#needs.log.error({ err: error }, failed);
        if (this.#acts) this.#wakeAt(this.#needs.clock.now() + againMs, this.#needs.log);
      })
      .finally(() => this.#working.delete(working));
    this.#working.add(working);
  }

  #publish(): void {
    const desk = this.now();
    const { now: _, operators, ...rest } = desk;
    // When each last moved is no news by itself: that would be one event for every touch of a key.
    const shown = JSON.stringify([rest, operators.map(({ lastActive: __, ...operator }) => operator)]);
    if (shown === this.#shown) return;
    this.#shown = shown;
    this.#needs.changed(desk);
  }
}
