import type { AlertPage, MessageRow } from '@munan/flow';
import { isTellingStep } from './step-plan.ts';

/** A message is written in the transaction that begins its step: no older one is of this attempt. */
const slackMs = 1000;

/** What was sent for the present attempt at the present step, where that step is one that tells somebody. */
export function messagesOfStep({ alert, messages }: AlertPage): MessageRow[] {
  const { kind, startedAt } = alert.step;
  if (alert.status !== 'open' || !isTellingStep(kind)) return [];
  return messages.filter(({ stepKind, at }) => stepKind === kind && at >= startedAt - slackMs);
}

/** The rest: they are said once on the page, not twice. */
export function otherMessages(page: AlertPage): MessageRow[] {
  const present = new Set(messagesOfStep(page));
  return page.messages.filter((message) => !present.has(message));
}

/** Something that was sent is still on its way or may be answered: the page is asked for more often. */
export function isAwaited(page: AlertPage | undefined): boolean {
  return (
    page !== undefined && page.alert.status === 'open' && messagesOfStep(page).some(({ state }) => moving.has(state))
  );
}
const moving = new Set<MessageRow['state']>(['waiting', 'sent', 'delivered']);
