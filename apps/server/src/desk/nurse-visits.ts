import type { VisitEntry } from '@munan/flow';

/** Nobody stays longer: a visit that was not signed after this was left, and its note is written elsewhere. */
const longestMs = 3 * 3_600_000;

/** At whose home a nurse is now: who arrived and has not signed. */
export class NurseVisits {
  #there = new Map<string, { visit: string; arrived: number }>();

  /** A visit as it was stored, or as it stood before the start. */
  visited({ id, patient, arrived, state }: Pick<VisitEntry, 'id' | 'patient' | 'arrived' | 'state'>): void {
    const known = this.#there.get(patient);
    if ((state ?? 'signed') === 'signed') {
      if (known?.visit === id) this.#there.delete(patient);
      return;
    }
    if (!known || known.arrived <= arrived) this.#there.set(patient, { visit: id, arrived });
  }

  isThere(subject: string, now: number): boolean {
    const visit = this.#there.get(subject);
    return visit !== undefined && visit.arrived <= now && now - visit.arrived < longestMs;
  }

  static readonly longestMs = longestMs;
}
