import type { Alert } from '@munan/flow';
import type { Database } from '@munan/runtime';
import type { Kysely } from 'kysely';
import { type DeviceMake, labelsBetween, writeLabels } from './labels.ts';
import { type OutcomeRates, readRates } from './rates.ts';

const dayMs = 86_400_000;

export type Outcomes = ReturnType<typeof openOutcomes>;

/** What the calls were worth, by whoever closed them. */
export function openOutcomes({
  database,
  makeOf,
  people,
  since,
}: {
  database: Database;
  /** What a device is; told once, when the alert closes: firmware changes. */
  makeOf(device: string): DeviceMake;
  /** How many are enrolled. */
  people(): number;
  /** Since when anybody here has had a device, Unix ms; undefined while nobody has. */
  since(): number | undefined;
}) {
  return {
    /** In the transaction that stores the alert. */
    async write(query: Kysely<unknown>, alert: Alert, changes: readonly Pick<Alert['history'][number], 'what'>[]) {
      if (changes.some(({ what }) => what === 'closed' || what === 'reopened')) await writeLabels(query, alert, makeOf);
    },
    /** Of the last `days` days; what is said a person-day counts only those since somebody here has had a device. */
    async rates(now: number, days: number): Promise<{ from: number; days: number; people: number } & OutcomeRates> {
      const from = now - days * dayMs;
      const watchedFrom = Math.min(Math.max(from, since() ?? now), now);
      const window = { from, to: now + 1, people: people(), days: (now - watchedFrom) / dayMs };
      return { ...window, ...(await readRates(database, window)) };
    },
    labels: (from: number, to: number) => labelsBetween(database, from, to),
  };
}
