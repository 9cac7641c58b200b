import type { AlertRow } from '@munan/flow';

const keptMs = 120_000;

/**
 * The alerts that came by event lately. A list that is being fetched meanwhile may be older than they are: what was heard
 * since its asking is put into it before it is shown.
 */
export class HeardAlerts {
  readonly #rows = new Map<string, { at: number; row: AlertRow }>();

  /** @param at by this page's own clock, ms */
  take(row: AlertRow, at: number): void {
    const old = this.#rows.get(row.id);
    if (old && old.row.version > row.version) return;
    // Taken out first, so that the map is in the order of hearing and the old ones stand in front.
    this.#rows.delete(row.id);
    this.#rows.set(row.id, { at, row });
    for (const [id, { at: heard }] of this.#rows) {
      if (at - heard <= keptMs) break;
      this.#rows.delete(id);
    }
  }

  /** Heard at or after `from`. */
  since(from: number): AlertRow[] {
    return [...this.#rows.values()].filter(({ at }) => at >= from).map(({ row }) => row);
  }
}

/** Of this page. */
export const heardAlerts = new HeardAlerts();
