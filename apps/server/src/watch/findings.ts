import type { Finding } from '@munan/flow';
import type { Database, Migration } from '@munan/runtime';

type FindingTables = {
  finding: { id: string; subject: string; at: number; live: number; json: string };
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
];

export interface Findings {
  /** Stores what is new; a finding that is known already (replay after a crash) changes nothing. */
  keep(findings: readonly Finding[]): Promise<void>;
  /** Newest first. */
  of(subject: string, since: number, limit: number): Promise<Finding[]>;
  /** Those that were kept from the desk, newest first. */
  held(subject: string, since: number, limit: number): Promise<Finding[]>;
}

export function openFindings(database: Database): Findings {
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
      await database.append(
        'finding',
        ['id', 'subject', 'at', 'live', 'json'],
        findings.map((finding) => [
          finding.id,
          finding.subject,
          finding.at,
          finding.live ? 1 : 0,
          JSON.stringify(finding),
        ]),
        ['id'],
      );
    },
    of: (subject, since, limit) => newest(subject, since, limit),
    async held(subject, since, limit) {
      // Few findings are made of one person in the days that are asked for: read and looked through.
      const found = await newest(subject, since, 20 * limit);
      return found.filter(({ held }) => held !== undefined).slice(0, limit);
    },
  };
}
