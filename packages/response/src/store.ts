import type { Action, Alert, Priority } from '@munan/flow';
import type { Kysely, Selectable } from 'kysely';
import type { ActionTable, AlertTable, ResponseTables } from './tables.ts';

type Query = Kysely<ResponseTables>;

/** Somebody else moved the alert since it was read: read again. */
export class OutOfDate extends Error {}

const urgencyOf: Record<Priority, number> = { high: 0, medium: 1, low: 2 };
/** SQLite takes 32,766 parameters, PostgreSQL 65,535; short lists also keep plans cached. */
const atOnce = 500;

export function alertOf(row: Pick<Selectable<AlertTable>, 'state' | 'deadline'>): Alert {
  const alert = JSON.parse(row.state) as Alert;
  const deadline = row.deadline ?? Number.NaN;
  // The column is what loops and the auditor look at: it is the truth about the deadline. Where it differs the clock was set
  // since, and all that is compared with the present time is meant by the old one.
  const byMs = deadline - (alert.deadline ?? Number.NaN);
  return byMs ? { ...shifted(alert, byMs), deadline } : { ...alert, deadline };
}

function shifted(alert: Alert, byMs: number): Alert {
  const { pausedUntil, calling } = alert;
  return {
    ...alert,
    since: alert.since + byMs,
    stepStartedAt: alert.stepStartedAt + byMs,
    ...(pausedUntil !== undefined && { pausedUntil: pausedUntil + byMs }),
    ...(calling && { calling: { ...calling, at: calling.at + byMs, until: calling.until + byMs } }),
  };
}

export async function findAlert(query: Query, id: string): Promise<Alert | undefined> {
  const row = await query.selectFrom('alert').select(['state', 'deadline']).where('id', '=', id).executeTakeFirst();
  return row && alertOf(row);
}

export async function findAlerts(query: Query, ids: readonly string[]): Promise<Alert[]> {
  const rows = await inPieces(ids, (some) =>
    query.selectFrom('alert').select(['state', 'deadline']).where('id', 'in', some).execute(),
  );
  return rows.map(alertOf);
}

export async function openAlertsOf(query: Query, subjects: readonly string[]): Promise<Alert[]> {
  const rows = await inPieces(subjects, (some) =>
    query
      .selectFrom('alert')
      .select(['state', 'deadline'])
      .where('subject', 'in', some)
      .where('status', '=', 'open')
      .orderBy('urgency')
      .orderBy('opened_at')
      .execute(),
  );
  return rows.map(alertOf);
}

/** Opened and closed are counted over all that changed; an alert that was opened or closed since has changed since. */
export async function changedSince(query: Query, at: number, limit: number) {
  const changed = query.selectFrom('alert').where('changed_at', '>', at);
  const rows = await changed
    .select(['state', 'deadline'])
    .orderBy('changed_at', 'desc')
    .orderBy('id')
    .limit(limit)
    .execute();
  const counted = await changed
    .select(({ fn }) => [
      fn.count('id').filterWhere('opened_at', '>', at).as('opened'),
      fn.count('id').filterWhere('closed_at', '>', at).as('closed'),
    ])
    .executeTakeFirstOrThrow();
  return { alerts: rows.map(alertOf), opened: Number(counted.opened), closed: Number(counted.closed) };
}

/** Open and closed, in the order of opening. */
export async function alertsOfSubjects(query: Query, subjects: readonly string[]): Promise<Alert[]> {
  const rows = await inPieces(subjects, (some) =>
    query.selectFrom('alert').select(['state', 'deadline']).where('subject', 'in', some).execute(),
  );
  return rows.map(alertOf).sort((a, b) => a.openedAt - b.openedAt || (a.id < b.id ? -1 : 1));
}

/** Which of these ids were taken in before. */
export async function takenBefore(query: Query, ids: readonly string[]): Promise<Set<string>> {
  const rows = await inPieces(ids, (some) =>
    query.selectFrom('alert_taken').select('id').where('id', 'in', some).execute(),
  );
  return new Set(rows.map(({ id }) => id));
}

/** Episode -> id of its latest alert. */
export async function alertsOfEpisodes(query: Query, episodes: readonly string[]): Promise<Map<string, string>> {
  const rows = await inPieces(episodes, (some) =>
    query.selectFrom('alert_episode').selectAll().where('episode', 'in', some).execute(),
  );
  return new Map(rows.map(({ episode, alert }) => [episode, alert]));
}

export async function recordTaken(query: Query, id: string, alert: string): Promise<void> {
  await query
    .insertInto('alert_taken')
    .values({ id, alert })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function recordEpisode(query: Query, episode: string, alert: string): Promise<void> {
  await query
    .insertInto('alert_episode')
    .values({ episode, alert })
    .onConflict((conflict) => conflict.column('episode').doUpdateSet({ alert }))
    .execute();
}

/**
 * Writes the alert over the version that was read; `before` is undefined for a new one, `begun` the action that began
 * meanwhile, its present attempt.
 * @throws OutOfDate when the stored version is another one
 */
export async function saveAlert(
  query: Query,
  before: Alert | undefined,
  alert: Alert,
  begun: string | undefined,
): Promise<void> {
  const row = {
    id: alert.id,
    subject: alert.subject,
    family: alert.family,
    status: alert.status,
    priority: alert.priority,
    urgency: urgencyOf[alert.priority],
    deadline: Number.isFinite(alert.deadline) ? alert.deadline : null,
    version: alert.version,
    opened_at: alert.openedAt,
    closed_at: alert.closedAt ?? null,
    changed_at: alert.history.at(-1)?.at ?? alert.openedAt,
    state: JSON.stringify(alert),
    ...(begun !== undefined && { action: begun }),
  };
  if (!before) {
    await query.insertInto('alert').values(row).execute();
    return;
  }
  const written = await query
    .updateTable('alert')
    .set(row)
    .where('id', '=', alert.id)
    .where('version', '=', before.version)
    .returning('id')
    .execute();
  if (written.length === 0) throw new OutOfDate(`alert ${alert.id} is no longer at version ${before.version}`);
}

/** New ones and new states; no two with the same id. */
export async function saveActions(query: Query, actions: readonly Action[]): Promise<void> {
  await inPieces(actions, async (some) => {
    const rows = some.map(({ id, alert, subject, stepKind, by, at, state, note }) => ({
      ...{ id, alert, subject, step_kind: stepKind, by, at, state },
      // PostgreSQL's text cannot hold the character NUL.
      note: note?.replaceAll('\0', '') ?? null,
    }));
    await query
      .insertInto('action')
      .values(rows)
      .onConflict((conflict) =>
        conflict.column('id').doUpdateSet(({ ref }) => ({
          by: ref('excluded.by'),
          at: ref('excluded.at'),
          state: ref('excluded.state'),
          note: ref('excluded.note'),
        })),
      )
      .execute();
    return [];
  });
}

export function actionOf(row: Selectable<ActionTable>): Action {
  return {
    id: row.id,
    alert: row.alert,
    subject: row.subject,
    stepKind: row.step_kind as Action['stepKind'],
    by: row.by,
    at: row.at,
    state: row.state as Action['state'],
    ...(row.note === null ? {} : { note: row.note }),
  };
}

export async function inPieces<K, R>(keys: readonly K[], read: (some: K[]) => Promise<R[]>): Promise<R[]> {
  const unique = [...new Set(keys)];
  const found: R[] = [];
  for (let from = 0; from < unique.length; from += atOnce)
    found.push(...(await read(unique.slice(from, from + atOnce))));
  return found;
}
