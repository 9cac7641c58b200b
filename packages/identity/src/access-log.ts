import { randomUUID } from 'node:crypto';
import type { Database } from '@munan/runtime';
import type { IdentityTables } from './tables.ts';

/** Identifier, time, origin, data subject, action [개인정보의 안전성 확보조치 기준 제8조]. */
export interface AccessEntry {
  by: string;
  byName: string;
  role: string;
  origin: string;
  /** Undefined for what is about nobody: a login, a list of devices. */
  person?: string;
  action: string;
}

export interface LoggedAccess extends AccessEntry {
  at: number;
}

const columns = ['nonce', 'at', 'user_id', 'user_name', 'role', 'origin', 'subject', 'action'] as const;

/**
 * Append-only: nothing here changes or deletes a row. Resolves when the rows are on disk; callers wait for it before
 * they answer, so that no view goes unlogged. Rows that arrive together share one commit.
 */
export async function logAccess(database: Database, entries: readonly AccessEntry[], at: number): Promise<void> {
  if (entries.length === 0) return;
  await database.append(
    'access_log',
    columns,
    entries.map(({ by, byName, role, origin, person, action }) => [
      randomUUID(),
      at,
      by,
      byName,
      role,
      origin,
      person ?? null,
      action,
    ]),
    ['nonce'],
  );
}

/** Newest first. */
export async function readAccessLog(
  database: Database,
  { limit, person }: { limit: number; person?: string },
): Promise<LoggedAccess[]> {
  let rows = database.query.withTables<IdentityTables>().selectFrom('access_log').selectAll();
  if (person !== undefined) rows = rows.where('subject', '=', person);
  const found = await rows.orderBy('at', 'desc').orderBy('nonce').limit(limit).execute();
  return found.map((row) => ({
    at: row.at,
    by: row.user_id,
    byName: row.user_name,
    role: row.role,
    origin: row.origin,
    ...(row.subject === null ? {} : { person: row.subject }),
    action: row.action,
  }));
}
