import type { OutcomeCount, OutcomeRow } from '@munan/flow';
import type { Database } from '@munan/runtime';
import type { OutcomeTables } from './labels.ts';
import { wilson } from './wilson.ts';

type Verdict = 'true' | 'false' | 'unclear';
type Counts = Record<Verdict, number>;

export interface OutcomeRates {
  total: OutcomeCount;
  byRule: OutcomeRow[];
  byPerson: OutcomeRow[];
  byModel: OutcomeRow[];
  byFirmware: OutcomeRow[];
  causes: { code: string; count: number }[];
}

/**
 * How the alerts closed from `from` until before `to` ended. An alert counts once in each row, however many findings it had: once
 * for each rule that took part, once for each model and firmware that these rested on.
 *
 * `days`: watched within the window. Of less than one, nothing is said a person-day: an hour with one false alarm is not 24 a day.
 */
export async function readRates(
  database: Database,
  { from, to, people, days }: { from: number; to: number; people: number; days: number },
): Promise<OutcomeRates> {
  const query = database.query.withTables<OutcomeTables>();
  const within = query.selectFrom('outcome_label').where('closed_at', '>=', from).where('closed_at', '<', to);
  const counted = within.select(({ fn }) => fn.count<number>('alert').distinct().as('count'));
  const [total, rules, persons, models, firmware, causes] = await Promise.all([
    counted.select('verdict').groupBy('verdict').execute(),
    counted.select(['rule', 'verdict']).groupBy(['rule', 'verdict']).execute(),
    counted.select(['subject', 'verdict']).groupBy(['subject', 'verdict']).execute(),
    counted.select(['model', 'verdict']).groupBy(['model', 'verdict']).execute(),
    counted.select(['model', 'firmware', 'verdict']).groupBy(['model', 'firmware', 'verdict']).execute(),
    counted.select('outcome').where('verdict', '=', 'false').groupBy('outcome').execute(),
  ]);
  const daysSaid = days >= 1 ? days : undefined;
  const personDays = daysSaid && people * daysSaid;
  return {
    total: countOf(
      sums(total, () => '')
        .values()
        .next().value ?? none(),
      personDays,
    ),
    byRule: rowsOf(
      sums(rules, ({ rule }) => rule),
      personDays,
    ),
    byPerson: rowsOf(
      sums(persons, ({ subject }) => subject),
      daysSaid,
    ),
    // Who wore which make on how many days is kept nowhere.
    byModel: rowsOf(sums(models, ({ model }) => model)),
    byFirmware: rowsOf(sums(firmware, (row) => `${row.model} ${row.firmware}`)),
    causes: causes
      .map(({ outcome, count }) => ({ code: outcome, count: Number(count) }))
      .sort((a, b) => b.count - a.count || (a.code < b.code ? -1 : 1)),
  };
}

function none(): Counts {
  return { true: 0, false: 0, unclear: 0 };
}

function sums<R extends { verdict: string; count: number }>(
  rows: readonly R[],
  keyOf: (row: R) => string,
): Map<string, Counts> {
  const found = new Map<string, Counts>();
  for (const row of rows) {
    const key = keyOf(row);
    const counts = found.get(key) ?? none();
    // PostgreSQL counts in text.
    counts[row.verdict as Verdict] += Number(row.count);
    found.set(key, counts);
  }
  return found;
}

function countOf(counts: Counts, personDays?: number): OutcomeCount {
  const falseRate = wilson(counts.false, counts.true + counts.false);
  return {
    closed: counts.true + counts.false + counts.unclear,
    ...counts,
    ...(falseRate && { falseRate }),
    ...(personDays !== undefined && personDays > 0 && { falsePerPersonDay: counts.false / personDays }),
  };
}

/** Those with the most false ones first. */
function rowsOf(found: Map<string, Counts>, personDays?: number): OutcomeRow[] {
  return [...found]
    .map(([key, counts]) => ({ key, ...countOf(counts, personDays) }))
    .sort((a, b) => b.false - a.false || b.closed - a.closed || (a.key < b.key ? -1 : 1));
}
