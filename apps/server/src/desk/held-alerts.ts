import { type Alert, houseSubject } from '@munan/flow';

/** What the desk must know of an open alert to see whether somebody works on it. */
export interface HeldAlert {
  id: string;
  subject: string;
  version: number;
  openedAt: number;
  pausedUntil?: number;
  isGrave: boolean;
  takenBy?: string;
  /** When it was taken or assigned. */
  heldSince: number;
}

/**
 * The open alerts of people as the desk sees them. Those about Munan itself are left out, or a sleeping desk would keep itself
 * asleep; so are those of a drill, at which nobody is harmed.
 */
export class HeldAlerts {
  #open = new Map<string, HeldAlert>();
  #bySubject = new Map<string, Set<string>>();
  /** Alerts in which somebody phones: few at any time. */
  #calling = new Map<string, { by: string; until: number }>();

  /** As it is on disk now; versions that come out of order are known by their number. */
  alert(alert: Alert): void {
    const { id, subject, version, status } = alert;
    if (subject === houseSubject || alert.drill !== undefined) return;
    if ((this.#open.get(id)?.version ?? 0) > version) return;
    if (alert.calling && status === 'open') this.#calling.set(id, alert.calling);
    else this.#calling.delete(id);
    if (status === 'closed') {
      this.#open.delete(id);
      const left = this.#bySubject.get(subject);
      left?.delete(id);
      if (left?.size === 0) this.#bySubject.delete(subject);
      return;
    }
    this.#open.set(id, heldOf(alert));
    this.#bySubject.set(subject, (this.#bySubject.get(subject) ?? new Set()).add(id));
  }

  /** Who works on anything of this person. */
  holders(subject: string): Set<string> {
    const ids = [...(this.#bySubject.get(subject) ?? [])];
    return new Set(ids.flatMap((id) => this.#open.get(id)?.takenBy ?? []));
  }

  all(): Iterable<HeldAlert> {
    return this.#open.values();
  }

  /** Open alerts that this user holds. */
  of(user: string): HeldAlert[] {
    return [...this.#open.values()].filter(({ takenBy }) => takenBy === user);
  }

  /** Until when each is believed to be on the telephone: who is has both hands busy, and is awake. */
  callers(now: number): Map<string, number> {
    const until = new Map<string, number>();
    for (const call of this.#calling.values())
      if (call.until > now) until.set(call.by, Math.max(call.until, until.get(call.by) ?? 0));
    return until;
  }
}

/**
 * Since when somebody should be awake for it: from the end of a pause, which may lie ahead. An opening that lies ahead is of a clock
 * that was set back, and says only that it is open.
 */
export function neededSince({ openedAt, pausedUntil }: HeldAlert, now: number): number {
  return pausedUntil ?? (openedAt <= now ? openedAt : Number.NEGATIVE_INFINITY);
}

function heldOf(alert: Alert): HeldAlert {
  const { id, subject, version, takenBy, pausedUntil, openedAt, priority } = alert;
  const held = alert.history.findLast(({ what }) => what === 'taken' || what === 'assigned');
  return {
    ...{ id, subject, version, isGrave: priority !== 'low' },
    openedAt,
    ...(pausedUntil !== undefined && { pausedUntil }),
    ...(takenBy !== undefined && { takenBy }),
    heldSince: held?.at ?? openedAt,
  };
}
