import type { Alert } from '@munan/flow';
import type { Kysely } from 'kysely';
import { OutOfDate } from './store.ts';
import type { ResponseTables } from './tables.ts';

/** No call is believed for longer [alerts: ten minutes]: what lies further ahead is of a clock that was put back. */
const longestMs = 11 * 60_000;

/** Another operator phones for this person now. */
export class BeingCalled extends Error {
  /** User id. */
  readonly by: string;

  constructor(by: string) {
    super(`${by} phones for this person now`);
    this.by = by;
  }
}

/**
 * One call at a time for one person, whichever of her alerts it is for: two voices on two telephones frighten, and tell her
 * family two things. Stored with the alert, so that of two operators, on two servers too, one is refused.
 * @throws BeingCalled when another's call has not run out
 */
export async function keepCallLock(
  query: Kysely<ResponseTables>,
  before: Alert | undefined,
  alert: Alert,
  now: number,
): Promise<void> {
  const calling = alert.status === 'open' ? alert.calling : undefined;
  const was = before?.calling;
  if (!calling) {
    if (was) await query.deleteFrom('call_lock').where('alert', '=', alert.id).execute();
    return;
  }
  const { by, until } = calling;
  if (was?.by === by && was.until === until) return;
  const { subject } = alert;
  const held = await query.selectFrom('call_lock').selectAll().where('subject', '=', subject).executeTakeFirst();
  const isHeld = held && held.until > now && held.until - now <= longestMs;
  if (isHeld && held.by !== by) throw new BeingCalled(held.by);
  if (!held) {
    await query.insertInto('call_lock').values({ subject, alert: alert.id, by, until }).execute();
    return;
  }
  const taken = await query
    .updateTable('call_lock')
    .set({ alert: alert.id, by, until })
    .where('subject', '=', subject)
    .where('by', '=', held.by)
    .where('until', '=', held.until)
    .returning('subject')
    .execute();
  if (taken.length === 0) throw new OutOfDate(`the call for ${subject} was taken meanwhile`);
}
