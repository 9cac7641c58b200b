import type { Database, Kysely } from '@munan/runtime';
import { type AuditFilter, auditCondition } from './audit-filter.ts';
import type { AuditRow } from './entry.ts';
import { type MonthlyReview, readReview } from './review.ts';
import type { AuditTables } from './tables.ts';

/** A row of the trail and whom it was about, sorted. */
export interface AuditRecord extends AuditRow {
  persons: readonly string[];
}

export interface AuditPage {
  records: AuditRecord[];
  /** All that match. */
  total: number;
  /** Where the next page begins; absent on the last. */
  next?: number;
}

export interface AuditWanted extends AuditFilter {
  limit: number;
  /** `next` of the page before. */
  from?: number;
  /** In the order of the chain; newest first when left out. */
  ascending?: boolean;
}

export interface AuditReading {
  find(seq: number): Promise<AuditRecord | undefined>;
  search(wanted: AuditWanted): Promise<AuditPage>;
  /** Counts of a time, Unix ms: from `from` to before `to`. */
  review(from: number, to: number): Promise<MonthlyReview>;
  /** When the oldest row that is there was written; undefined when there is none. */
  oldest(): Promise<number | undefined>;
}

/** Members of one statement. */
const setsAtOnce = 500;

export function openReading(database: Database, zoneOffsetMinutes: number): AuditReading {
  const open = database.query.withTables<AuditTables>();
  return {
    async find(seq) {
      const row = await open.selectFrom('audit_event').selectAll().where('seq', '=', seq).executeTakeFirst();
      return row && (await withPersons(open, [row]))[0];
    },
    async search({ limit, from, ascending = false, ...filter }) {
      const matching = open.selectFrom('audit_event').where(auditCondition(filter, zoneOffsetMinutes));
      let page = matching.selectAll().limit(limit + 1);
      if (from !== undefined) page = page.where('seq', ascending ? '>=' : '<=', from);
      const rows = limit === 0 ? [] : await page.orderBy('seq', ascending ? 'asc' : 'desc').execute();
      const { total } = await matching.select(({ fn }) => fn.countAll<number>().as('total')).executeTakeFirstOrThrow();
      const next = rows.length > limit ? rows[limit]?.seq : undefined;
      const records = await withPersons(open, rows.slice(0, limit));
      return { records, total: Number(total), ...(next !== undefined && { next }) };
    },
    review: (from, to) => readReview(open, { from, to, zoneOffsetMinutes }),
    async oldest() {
      const row = await open.selectFrom('audit_event').select('at').orderBy('seq').limit(1).executeTakeFirst();
      return row?.at;
    },
  };
}

async function withPersons(open: Kysely<AuditTables>, rows: readonly AuditRow[]): Promise<AuditRecord[]> {
  const wanted = [...new Set(rows.map(({ people }) => people))].filter((people) => people !== '');
  const persons = new Map<string, string[]>();
  for (let at = 0; at < wanted.length; at += setsAtOnce) {
    const members = await open
      .selectFrom('audit_people')
      .selectAll()
      .where('people', 'in', wanted.slice(at, at + setsAtOnce))
      .orderBy('people')
      .orderBy('person')
      .execute();
    for (const { people, person } of members) {
      const list = persons.get(people);
      if (list) list.push(person);
      else persons.set(people, [person]);
    }
  }
  return rows.map((row) => ({ ...row, persons: persons.get(row.people) ?? [] }));
}
