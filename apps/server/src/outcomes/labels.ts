import { type Alert, type Finding, houseSubject } from '@munan/flow';
import type { Database, Migration } from '@munan/runtime';
import type { Kysely } from 'kysely';

/** What one rule's part in a closed alert was worth. */
export type OutcomeLabelRow = {
  alert: string;
  /** `<detector>/<reason code>`. */
  rule: string;
  subject: string;
  family: string;
  priority: string;
  detector: string;
  code: string;
  /** Null: no device is named in the evidence. */
  device: string | null;
  /** As it was when the alert was closed. */
  model: string;
  firmware: string;
  /** 1: it opened the alert; 0: it was merged into it. */
  first: number;
  opened_at: number;
  closed_at: number;
  closed_by: string;
  verdict: string;
  outcome: string;
};
export type OutcomeTables = { outcome_label: OutcomeLabelRow };

export const outcomeMigrations: readonly Migration[] = [
  {
    name: 'outcomes-1-label',
    async up(query, types) {
      await query.schema
        .createTable('outcome_label')
        .addColumn('alert', 'text', (column) => column.notNull())
        .addColumn('rule', 'text', (column) => column.notNull())
        .addColumn('subject', 'text', (column) => column.notNull())
        .addColumn('family', 'text', (column) => column.notNull())
        .addColumn('priority', 'text', (column) => column.notNull())
        .addColumn('detector', 'text', (column) => column.notNull())
        .addColumn('code', 'text', (column) => column.notNull())
        .addColumn('device', 'text')
        .addColumn('model', 'text', (column) => column.notNull())
        .addColumn('firmware', 'text', (column) => column.notNull())
        .addColumn('first', 'integer', (column) => column.notNull())
        .addColumn('opened_at', types.bigint, (column) => column.notNull())
        .addColumn('closed_at', types.bigint, (column) => column.notNull())
        .addColumn('closed_by', 'text', (column) => column.notNull())
        .addColumn('verdict', 'text', (column) => column.notNull())
        .addColumn('outcome', 'text', (column) => column.notNull())
        .addPrimaryKeyConstraint('outcome_label_key', ['alert', 'rule'])
        .execute();
      await query.schema.createIndex('outcome_label_closed').on('outcome_label').columns(['closed_at']).execute();
    },
  },
];

/** What a device is; both `unknown` where nothing says so. */
export interface DeviceMake {
  model: string;
  firmware: string;
}
export const unknownMake: DeviceMake = { model: 'unknown', firmware: 'unknown' };

/**
 * The labels of a closed alert, one for each rule that took part. None of one that is open, of a drill's, and of Munan's own: these
 * say nothing of what a detector is worth.
 */
export function labelsOf(alert: Alert, makeOf: (device: string) => DeviceMake): OutcomeLabelRow[] {
  const { outcome, closedAt, closedBy } = alert;
  if (alert.status !== 'closed' || !outcome || closedAt === undefined || closedBy === undefined) return [];
  if (alert.drill !== undefined || alert.subject === houseSubject) return [];
  const labels = new Map<string, OutcomeLabelRow>();
  for (const finding of alert.findings) {
    // Late data is history: it called nobody. That a sign ended is no call either.
    if (!finding.live || finding.phase === 'ended') continue;
    const rule = ruleOf(finding);
    if (labels.has(rule)) continue;
    const device = deviceOf(finding);
    labels.set(rule, {
      alert: alert.id,
      rule,
      subject: alert.subject,
      family: alert.family,
      priority: alert.priority,
      detector: finding.detector,
      code: finding.reason.code,
      device: device ?? null,
      ...(device === undefined ? unknownMake : makeOf(device)),
      first: labels.size === 0 ? 1 : 0,
      opened_at: alert.openedAt,
      closed_at: closedAt,
      closed_by: closedBy,
      verdict: outcome.verdict,
      outcome: outcome.code,
    });
  }
  return [...labels.values()];
}

export function ruleOf({ detector, reason }: Pick<Finding, 'detector' | 'reason'>): string {
  return `${detector}/${reason.code}`;
}

/** The device that a finding rests on: of its evidence, else the one that its reason names. */
function deviceOf({ evidence, reason }: Finding): string | undefined {
  const named = reason.params?.device;
  return evidence.find(({ device }) => device !== undefined)?.device ?? (typeof named === 'string' ? named : undefined);
}

/**
 * Writes what an alert was worth, in the alert's own transaction. One that is opened again loses its labels: the verdict was taken
 * back, and the next one takes its place.
 */
export async function writeLabels(query: Kysely<unknown>, alert: Alert, makeOf: (device: string) => DeviceMake) {
  const tables = query.withTables<OutcomeTables>();
  await tables.deleteFrom('outcome_label').where('alert', '=', alert.id).execute();
  const labels = labelsOf(alert, makeOf);
  if (labels.length > 0) await tables.insertInto('outcome_label').values(labels).execute();
}

const exportedAtOnce = 1_000;

/** All labels of alerts closed from `from` until before `to`, oldest first, a page at a time. */
export async function* labelsBetween(database: Database, from: number, to: number): AsyncIterable<OutcomeLabelRow[]> {
  const query = database.query.withTables<OutcomeTables>();
  let last: OutcomeLabelRow | undefined;
  for (;;) {
    const after = last;
    let wanted = query
      .selectFrom('outcome_label')
      .selectAll()
      .where('closed_at', '>=', after?.closed_at ?? from)
      .where('closed_at', '<', to);
    if (after)
      wanted = wanted.where(({ eb, or, and }) =>
        or([
          eb('closed_at', '>', after.closed_at),
          eb('alert', '>', after.alert),
          and([eb('alert', '=', after.alert), eb('rule', '>', after.rule)]),
        ]),
      );
    const rows = await wanted.orderBy('closed_at').orderBy('alert').orderBy('rule').limit(exportedAtOnce).execute();
    if (rows.length > 0) yield rows;
    if (rows.length < exportedAtOnce) return;
    last = rows.at(-1);
  }
}
