import type { Alert, OutgoingMessage, RecipientKind } from '@munan/flow';
import type { Turn } from './book.ts';
import type { ResponseNeeds } from './needs.ts';
import type { OutboxTable } from './outbox-tables.ts';
import { isRefusal } from './rules.ts';
import { getStep } from './steps/index.ts';
import { findAlert } from './store.ts';
import { takeReply } from './take-reply.ts';

/** What became of a message: by sending it, by the provider's word, or by somebody who pressed. */
export interface News {
  state: 'sent' | 'delivered' | 'answered' | 'failed';
  /** Unix ms, by whoever says it. */
  at: number;
  key?: string | undefined;
  /** Why not. */
  code?: string | undefined;
  /** The provider's own id. */
  reference?: string | undefined;
}

type Means = OutgoingMessage['keys'][number]['means'];
type Needs = Pick<ResponseNeeds, 'rules' | 'planFor' | 'around'>;

/** A message only goes forward, whatever order its news come in: what has failed may still be delivered, not the reverse. */
const rank: Record<string, number> = {
  ...{ waiting: 0, sending: 0, sent: 1, expired: 2, failed: 2, delivered: 3, answered: 4 },
};

/**
 * Takes in what was heard of a message, and moves its alert by it. The same again, or what is older than what is known,
 * changes nothing; each meaning of an answer counts once, so that "I am coming" may be followed by "she is all right".
 * @returns whether anything was new
 */
export async function takeNews(
  turn: Turn,
  needs: Needs,
  row: OutboxTable,
  news: News,
  newId: () => string,
): Promise<boolean> {
  const means = news.state === 'answered' ? meaningOf(row, news.key) : undefined;
  // A key that means nothing was pressed by somebody who has the message.
  const state = news.state === 'answered' && means === undefined ? 'delivered' : news.state;
  const heard = row.answer?.split(',') ?? [];
  const isForward = rank[state]! > rank[row.state]!;
  const isNewAnswer = means !== undefined && !heard.includes(means);
  if (!isForward && !isNewAnswer) return false;
  const { query, now } = turn;
  await query
    .updateTable('outbox')
    .set({
      ...(isForward && { state, state_at: now, code: news.code ?? null }),
      ...(isNewAnswer && { answer: [...heard, means].join(',') }),
      ...(news.reference !== undefined && { reference: news.reference.slice(0, 200) }),
    })
    .where('id', '=', row.id)
    .execute();
  if (state === 'sent') return true;
  const alert = turn.courses.get(row.alert)?.alert ?? (await findAlert(query, row.alert));
  if (!alert) return true;
  if (means !== undefined) await answered(turn, needs, row, alert, means, momentOf(news.at, row, now), newId);
  else if (state === 'delivered') await delivered(turn, needs, row, alert);
  else await failed(turn, needs, row, alert, news.code);
  return true;
}

function meaningOf(row: OutboxTable, key: string | undefined): Means | undefined {
  const pressed = key?.normalize('NFKC');
  return (JSON.parse(row.keys) as OutgoingMessage['keys']).find((one) => one.key === pressed)?.means;
}

/** A provider's clock may be anything: nobody answers before she was asked, nor later than now. */
function momentOf(at: number, row: OutboxTable, now: number): number {
  return Math.min(now, Math.max(row.created, at));
}

async function answered(
  turn: Turn,
  needs: Needs,
  row: OutboxTable,
  alert: Alert,
  means: Means,
  at: number,
  newId: () => string,
): Promise<void> {
  const who = row.to_kind as RecipientKind;
  const by = row.to_id !== null && who !== 'self' ? row.to_id : `message:${who}`;
  const around = needs.around(alert.subject, turn.now);
  if (alert.status === 'open')
    turn.move(
      alert,
      needs.rules.answered(alert, { action: row.action, by, means, at, who, name: row.to_name }, turn.now, around),
    );
  // The alert was closed before she said it: it goes where any cry for help goes.
  else if (means === 'help' && alert.drill === undefined)
    await takeReply(turn, { subject: alert.subject, device: `message-${who}`, at, answer: 'help' }, needs, newId);
}

async function delivered(turn: Turn, { rules }: Needs, row: OutboxTable, alert: Alert): Promise<void> {
  if (alert.status !== 'open') return;
  const others = await statesOf(turn, row);
  // One line for the step, not one for each of her children.
  if (others.some((state) => state === 'delivered' || state === 'answered')) return;
  turn.move(alert, rules.told(alert, { ...toldOf(row), what: 'delivered' }, turn.now));
}

async function failed(turn: Turn, needs: Needs, row: OutboxTable, alert: Alert, code?: string): Promise<void> {
  if (alert.status !== 'open') return;
  const told = turn.move(
    alert,
    needs.rules.told(alert, { ...toldOf(row), what: 'failed', ...(code !== undefined && { code }) }, turn.now),
  )!;
  if (getStep(row.step_kind as Alert['plan'][number]['kind']).doneBy !== 'message') return;
  const others = await statesOf(turn, row);
  if (others.every((state) => state === 'failed' || state === 'expired'))
    failStep(turn, needs, told, row.action, 'messages-failed');
}

/**
 * The plan goes on at once. Not from its last step, which would begin again and fail again without end: that one waits
 * for its deadline, and for the person who must see it anyway.
 */
export function failStep(turn: Turn, { rules, around }: Needs, alert: Alert, action: string, why: string): void {
  if (alert.step >= alert.plan.length - 1) return;
  const moved = rules.stepFailed(alert, action, why, turn.now, around(alert.subject, turn.now));
  if (!isRefusal(moved)) turn.move(alert, moved);
}

/** Of the other messages of the same step. */
async function statesOf({ query }: Turn, { action, id }: OutboxTable): Promise<string[]> {
  const rows = await query
    .selectFrom('outbox')
    .select('state')
    .where('action', '=', action)
    .where('id', '!=', id)
    .execute();
  return rows.map(({ state }) => state);
}

function toldOf({ action, to_kind, to_name }: OutboxTable) {
  return { action, who: to_kind as RecipientKind, name: to_name };
}
