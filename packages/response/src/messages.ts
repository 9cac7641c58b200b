import { type ChannelName, type ChannelRow, channelNames, type MessageRow } from '@munan/flow';
import type { Kysely } from 'kysely';
import type { OutboxTable } from './outbox-tables.ts';
import type { ResponseTables } from './tables.ts';

type Query = Kysely<ResponseTables>;

/** Whose: of an alert, or of a person, of these to one user alone where `to` is her id. */
export type MessagesWanted = { alert: string } | { subject: string; to?: string };

/** Newest first. */
export async function listMessages(query: Query, which: MessagesWanted, limit: number): Promise<MessageRow[]> {
  let rows = query.selectFrom('outbox').selectAll();
  rows = 'alert' in which ? rows.where('alert', '=', which.alert) : rows.where('subject', '=', which.subject);
  if ('to' in which && which.to !== undefined) rows = rows.where('to_id', '=', which.to);
  return (await rows.orderBy('created', 'desc').orderBy('id').limit(limit).execute()).map(messageRow);
}

export function messageRow(row: OutboxTable): MessageRow {
  return {
    id: row.id,
    at: row.created,
    channel: row.channel as ChannelName,
    to: {
      kind: row.to_kind as MessageRow['to']['kind'],
      name: row.to_name,
      address: inPart(row.channel as ChannelName, row.address),
    },
    stepKind: row.step_kind as MessageRow['stepKind'],
    state: row.state === 'sending' ? 'waiting' : (row.state as MessageRow['state']),
    needs: row.needs as MessageRow['needs'],
    stateAt: row.state_at,
    attempts: row.attempts,
    ...(row.answer !== null && { answer: row.answer.split(',').at(-1) as 'ok' | 'help' | 'coming' }),
    ...(row.code !== null && { code: row.code }),
    body: row.body,
  };
}

/** Enough to know which number it was, not enough to call it: `…4567`, `k…@example.kr`. Of a push there is none to show. */
function inPart(channel: ChannelName, address: string): string {
  if (channel === 'push') return '';
  const at = address.lastIndexOf('@');
  if (at > 0) return `${address[0]}…${address.slice(at)}`;
  return address.length > 4 ? `…${address.slice(-4)}` : '…';
}

export type ChannelFigures = Omit<ChannelRow, 'channel' | 'state'>;

/** Each message is counted as far as it came, and in all that it passed on the way. */
export async function channelFigures(
  query: Query,
  since: number,
  failingSince: (channel: ChannelName) => number | undefined,
): Promise<Record<ChannelName, ChannelFigures>> {
  const counts = await query
    .selectFrom('outbox')
    .select(['channel', 'state'])
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('created', '>=', since)
    .groupBy(['channel', 'state'])
    .execute();
  const of = (channel: ChannelName): ChannelFigures => {
    const sum = (...states: string[]) =>
      counts
        .filter((one) => one.channel === channel && states.includes(one.state))
        .reduce((total, { count }) => total + Number(count), 0);
    const failing = failingSince(channel);
    return {
      ...(failing !== undefined && { failingSince: failing }),
      waiting: sum('waiting', 'sending'),
      sent: sum('sent', 'delivered', 'answered'),
      delivered: sum('delivered', 'answered'),
      answered: sum('answered'),
      failed: sum('failed'),
    };
  };
  return Object.fromEntries(channelNames.map((channel) => [channel, of(channel)])) as Record<
    ChannelName,
    ChannelFigures
  >;
}
