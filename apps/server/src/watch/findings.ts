import type { Finding } from '@munan/flow';
import { type Clock, type Database, type Migration, sql } from '@munan/runtime';

type FindingTables = {
  finding: {
    id: string;
    subject: string;
    at: number;
    live: number;
    json: string;
    /** When it was stored, where it must have an alert; null for what is late, held, or at its end. */
    raise_at: number | null;
  };
  /** What the response has taken in. */
  alert_taken: { id: string };
};

export const findingMigrations: readonly Migration[] = [
  {
    name: 'watch-1-finding',
    async up(query, types) {
      await query.schema
        .createTable('finding')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('subject', 'text', (column) => column.notNull())
        .addColumn('at', types.bigint, (column) => column.notNull())
        .addColumn('live', 'integer', (column) => column.notNull())
        .addColumn('json', 'text', (column) => column.notNull())
        .execute();
      await query.schema.createIndex('finding_subject_at').on('finding').columns(['subject', 'at']).execute();
    },
  },
  {
    name: 'watch-4-finding-raise',
    async up(query, types) {
      await query.schema.alterTable('finding').addColumn('raise_at', types.bigint).execute();
      await query.schema
        .createIndex('finding_raise')
        .on('finding')
        .columns(['raise_at', 'id'])
        .where(sql<boolean>`raise_at is not null`)
        .execute();
    },
  },
];

export interface Findings {
  /** Stores what is new; a finding that is known already (replay after a crash) changes nothing. */
  keep(findings: readonly Finding[]): Promise<void>;
  /** Newest first. */
  of(subject: string, since: number, limit: number): Promise<Finding[]>;
  /** Those that were kept from the desk, newest first. */
  held(subject: string, since: number, limit: number): Promise<Finding[]>;
  /** Stored in the last hours, not in the last half minute, and without an alert although they must have one; oldest first. */
  unraised(limit: number): Promise<Finding[]>;
}

/** They are handed on as they are stored; after this they were forgotten. */
const raisedWithinMs = 30_000;
/** More than any jump of the clock that is expected; older ones were looked at many times. */
const lookBackMs = 6 * 3_600_000;

export function openFindings(database: Database, clock: Pick<Clock, 'now'>): Findings {
  const query = database.query.withTables<FindingTables>();
  async function newest(subject: string, since: number, limit: number): Promise<Finding[]> {
    const rows = await query
      .selectFrom('finding')
      .select('json')
      .where('subject', '=', subject)
      .where('at', '>=', since)
      .orderBy('at', 'desc')
      .limit(limit)
      .execute();
    return rows.map(({ json }) => JSON.parse(json) as Finding);
  }
  return {
    async keep(findings) {
      if (findings.length === 0) return;
      const now = clock.now();
      await database.append(
        'finding',
        ['id', 'subject', 'at', 'live', 'json', 'raise_at'],
        findings.map((finding) => [
          finding.id,
          finding.subject,
          finding.at,
          finding.live ? 1 : 0,
          JSON.stringify(finding),
          finding.live && !finding.held && finding.phase !== 'ended' ? now : null,
        ]),
        ['id'],
      );
    },
    of: (subject, since, limit) => newest(subject, since, limit),
    async unraised(limit) {
      const now = clock.now();
      const rows = await query
        .selectFrom('finding')
        .select('json')
        .where('raise_at', '>', now - lookBackMs)
        .where('raise_at', '<', now - raisedWithinMs)
        .where(({ not, exists, selectFrom }) =>
          not(exists(selectFrom('alert_taken').select('alert_taken.id').whereRef('alert_taken.id', '=', 'finding.id'))),
        )
        .orderBy('raise_at')
        .limit(limit)
        .execute();
      return rows.map(({ json }) => JSON.parse(json) as Finding);
    },
    async held(subject, since, limit) {
      // Few findings are made of one person in the days that are asked for: read and looked through.
      const found = await newest(subject, since, 20 * limit);
      return found.filter(({ held }) => held !== undefined).slice(0, limit);
    },
  };
}
