import { type Database, type Kysely, sql } from '@munan/runtime';
import { appendToChain } from './chain.ts';
import type { AuditEntry, AuditInteraction } from './entry.ts';

/** The log that there was before the trail. */
type OldTables = {
  access_log: {
    nonce: string;
    at: number;
    user_id: string;
    user_name: string;
    role: string;
    origin: string;
    subject: string | null;
    action: string;
  };
};

const rowsAtOnce = 2000;

/**
 * Puts the rows of the log of before into the chain, oldest first and under their own times, and removes the empty
 * table: all in one transaction, so that a crash leaves the one or the other.
 * @returns how many rows
 */
export async function carryOldLog(database: Database, now: number): Promise<number> {
  const tables = await database.query.introspection.getTables();
  if (!tables.some(({ name }) => name === 'access_log')) return 0;
  return database.transaction(async (query: Kysely<unknown>) => {
    const old = query.withTables<OldTables>();
    let carried = 0;
    let behind: { at: number; nonce: string } | undefined;
    for (;;) {
      let page = old.selectFrom('access_log').selectAll().orderBy('at').orderBy('nonce').limit(rowsAtOnce);
      if (behind) {
        const { at, nonce } = behind;
        page = page.where(({ eb, or, and }) =>
          or([eb('at', '>', at), and([eb('at', '=', at), eb('nonce', '>', nonce)])]),
        );
      }
      const rows = await page.execute();
      await appendToChain(query, rows.map(entryOf), now);
      carried += rows.length;
      behind = rows.at(-1);
      if (!behind) break;
    }
    await query.schema.dropTable('access_log').execute();
    if (database.engine === 'postgresql') await sql`drop function if exists access_log_only_grows()`.execute(query);
    return carried;
  });
}

function entryOf(row: OldTables['access_log']): AuditEntry {
  const [interaction, resource] = interactionOf(row.action);
  return {
    at: row.at,
    interaction,
    outcome: /^(refused|login refused)/.test(row.action) ? 4 : 0,
    who: { id: row.user_id, name: row.user_name, role: row.role },
    client: '',
    origin: row.origin,
    ...(row.subject !== null && { people: [row.subject] }),
    what: row.action,
    ...(resource && { resource }),
  };
}

function interactionOf(action: string): [AuditInteraction, string?] {
  const [, interaction, type] = /^fhir (\S+) (\S+)$/.exec(action) ?? [];
  if (interaction) return [interaction as AuditInteraction, type];
  if (action.startsWith('login')) return ['login'];
  if (/^device \S+ (added|revoked)$/.test(action)) return ['credential'];
  if (/^user /.test(action)) return ['account'];
  if (action === 'access log') return ['review'];
  if (/^(visit saved|person enrolled)$/.test(action)) return ['create'];
  if (/^(alert command|device \S+ assigned)/.test(action)) return ['update'];
  return ['read'];
}
