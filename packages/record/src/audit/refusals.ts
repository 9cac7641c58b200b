import type { AuditEntry } from './entry.ts';

const windowMs = 60_000;
/** Of one user, written one by one within a minute. */
const ofUser = 20;
/** Of all strangers together. */
const ofStrangers = 40;
/** Sums kept apart within a minute; what comes from still others is summed in one. */
const mostSums = 20;

interface Sum {
  entry: AuditEntry;
  times: number;
}

/**
 * Refusals are in the trail, but a flood of them must not fill the disk: beyond so many a minute they are counted, and
 * the sum is written when the minute is over. Whoever has logged in never loses place to strangers.
 */
export class RefusalLimit {
  #windowStart = 0;
  #written = new Map<string, number>();
  #sums = new Map<string, Sum>();

  /** @returns what is to be written now: sums of a minute that is over, then the entry itself if it has its place */
  take(entry: AuditEntry, now: number): AuditEntry[] {
    const due = now - this.#windowStart >= windowMs || now < this.#windowStart ? this.flush() : [];
    if (due.length > 0 || this.#written.size === 0) this.#windowStart = now;
    // Whoever gives a name and a wrong password is a stranger still.
    const who = entry.interaction === 'login' ? undefined : entry.who;
    const writer = who?.id ?? '';
    const written = this.#written.get(writer) ?? 0;
    if (written < (who ? ofUser : ofStrangers)) {
      this.#written.set(writer, written + 1);
      return [...due, entry];
    }
    const key = who ? `user ${who.id}` : `origin ${entry.origin} ${entry.interaction === 'login'}`;
    const known = this.#sums.has(key) || who || this.#sums.size < mostSums;
    this.#add(known ? key : 'others', known ? entry : { ...entry, origin: 'several' });
    return due;
  }

  /** The sums; begins a new minute. */
  flush(): AuditEntry[] {
    const sums = [...this.#sums.values()].map(({ entry, times }): AuditEntry => {
      const { who, client, origin } = entry;
      const note = `${times} more refusals within a minute, counted together; the last: ${entry.note ?? ''}`;
      return {
        interaction: entry.interaction,
        outcome: entry.outcome ?? 4,
        ...(who && { who }),
        client,
        origin,
        what: 'refusals counted',
        note,
        times,
      };
    });
    this.#sums.clear();
    this.#written.clear();
    return sums;
  }

  #add(key: string, entry: AuditEntry): void {
    const times = (this.#sums.get(key)?.times ?? 0) + (entry.times ?? 1);
    this.#sums.set(key, { entry, times });
  }
}
