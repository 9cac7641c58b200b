import type { Database, Migration } from '@munan/runtime';
import type { House } from '../house.ts';

type Whole = Awaited<ReturnType<House['care']['findWholeVisits']>>;
type KeptTables = { sync_visits: { subject: string; changed: string; visits: string } };

export const keptVisitsMigrations: readonly Migration[] = [
  {
    name: 'sync-visits-1',
    async up(query) {
      await query.schema
        .createTable('sync_visits')
        .addColumn('subject', 'text', (column) => column.primaryKey())
        .addColumn('changed', 'text', (column) => column.notNull())
        .addColumn('visits', 'text', (column) => column.notNull())
        .execute();
    },
  },
];

/**
 * Ten visits of a person are some two hundred resources to be read; they are read once, and kept as they go onto a phone
 * for as long as nothing about her has changed in the record.
 */
export interface KeptVisits {
  /** @param changed what changes with every write about her: see openLastChanged of the record */
  of(subject: string, changed: string, read: () => Promise<Whole>): Promise<Whole>;
}

export function openKeptVisits(database: Database): KeptVisits {
  const query = database.query.withTables<KeptTables>();
  return {
    async of(subject, changed, read) {
      const kept = await query
        .selectFrom('sync_visits')
        .select('visits')
        .where('subject', '=', subject)
        .where('changed', '=', changed)
        .executeTakeFirst();
      if (kept) return JSON.parse(kept.visits) as Whole;
      const visits = await read();
      const row = { changed, visits: JSON.stringify(visits) };
      await query
        .insertInto('sync_visits')
        .values({ subject, ...row })
        .onConflict((conflict) => conflict.column('subject').doUpdateSet(row))
        .execute();
      return visits;
    },
  };
}
