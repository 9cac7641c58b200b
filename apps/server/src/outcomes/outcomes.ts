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
    /** Of the last `days` days, or of as many as the house has watched. */
    async rates(now: number, days: number): Promise<{ from: number; days: number; people: number } & OutcomeRates> {
      const first = since();
      const from = Math.max(now - days * dayMs, Math.min(first ?? 0, now));
      const watched = { from, to: now + 1, people: people(), days: (now - from) / dayMs };
      return { ...watched, ...(await readRates(database, watched)) };
    },
    labels: (from: number, to: number) => labelsBetween(database, from, to),
  };
}
