import type { Action, Alert, Circumstances } from '@munan/flow';
import { centreWordsOf } from '@munan/language';
import type { ResponseNeeds } from './needs.ts';
import type { OutboxTable } from './outbox-tables.ts';
import { type Step, type Telling, tellsDesk } from './steps/step.ts';

/** Where a recipient with an account reads on; a telephone without one has nothing to open. */
const linkOf: Partial<Record<Telling['kind'], (alert: Alert) => string>> = {
  family: () => '/family',
  nurse: ({ subject }) => `/visit/${encodeURIComponent(subject)}`,
  operator: ({ id }) => `/centre/${encodeURIComponent(id)}`,
  manager: ({ id }) => `/centre/${encodeURIComponent(id)}`,
};

/**
 * The messages of a step that begins: one for each recipient, and none to the same address twice. Of a drill they are
 * written down as delivered and are handed to nobody; where the channel is off they have failed from the start.
 */
export function messagesOf(
  { channels, recipients, nameOf }: Pick<ResponseNeeds, 'channels' | 'recipients' | 'nameOf'>,
  alert: Alert,
  action: Action,
  step: Step,
  now: number,
  around: Circumstances,
): OutboxTable[] {
  const tells = step.tells ?? (step.doneBy === 'person' && around.operators === 0 ? tellsDesk : undefined);
  if (!tells) return [];
  const isDrill = alert.drill !== undefined;
  const name = nameOf?.(alert.subject);
  const addresses = new Set<string>();
  const rows: OutboxTable[] = [];
  for (const to of recipients(alert.subject, tells.kind, now, tells.by)) {
    if (addresses.has(to.address)) continue;
    addresses.add(to.address);
    const channel = isDrill ? 'console' : to.channel;
    const isOff = !isDrill && !channels.some((one) => one.name === channel);
    const { messages, drill } = centreWordsOf(to.language).outgoing;
    const words = messages[tells.words];
    const [title, body] = [words.title({ name }), words.body({ name })];
    rows.push({
      id: `${action.id}.${rows.length + 1}`,
      action: action.id,
      alert: alert.id,
      subject: alert.subject,
      step_kind: action.stepKind,
      channel,
      to_kind: to.kind,
      to_id: to.id ?? null,
      to_name: plain(to.name),
      address: plain(to.address),
      language: to.language,
      title: plain(isDrill ? drill({ text: title }) : title),
      body: plain(isDrill ? drill({ text: body }) : body),
      link: to.id === undefined ? null : (linkOf[tells.kind]?.(alert) ?? null),
      keys: JSON.stringify(tells.keys),
      urgency: alert.priority === 'high' ? 0 : 1,
      needs: step.needs === 'answered' ? 'answered' : 'delivered',
      state: isDrill ? 'delivered' : isOff ? 'failed' : 'waiting',
      attempts: 0,
      next_at: now,
      created: now,
      state_at: now,
      expires_at: alert.deadline,
      answer: null,
      code: isDrill ? 'drill' : isOff ? 'channel-off' : null,
      reference: null,
    });
  }
  return rows;
}

/** PostgreSQL's text cannot hold the character NUL. */
function plain(text: string): string {
  return text.replaceAll('\0', '');
}
