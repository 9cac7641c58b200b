import type { Action, Alert } from '@munan/flow';
import type { AlertBook } from './book.ts';
import type { ResponseNeeds } from './needs.ts';
import { failStep } from './news.ts';
import type { OutboxTable } from './outbox-tables.ts';
import { getStep } from './steps/index.ts';
import { findAlert } from './store.ts';

/**
 * Begins a step in the world, once. What cannot be done moves the plan on at once; what goes wrong here is left to the
 * step's deadline.
 */
export async function beginStep(
  book: AlertBook,
  needs: ResponseNeeds,
  alert: Alert,
  action: Action,
  messages: readonly OutboxTable[],
  isStopped: () => boolean,
): Promise<void> {
  const { log } = needs;
  let failed: string | undefined;
  try {
    const step = getStep(action.stepKind);
    const begun = (await step.begin?.(needs, alert, action)) ?? 'begun';
    if (begun !== 'begun') failed = begun;
    else if (step.doneBy === 'message' && messages.every(({ state }) => state === 'failed'))
      failed = messages.length === 0 ? 'nobody' : 'no-channel';
  } catch (error) {
    log.error({ error, alert: alert.id, action: action.id }, 'a step could not begin, going on to the next');
    failed = 'step-error';
  }
  if (failed === undefined || isStopped()) return;
  const why = failed;
  try {
    await book.turn(async (turn) => {
      const present = await findAlert(turn.query, alert.id);
      if (present) failStep(turn, needs, present, action.id, why);
    });
  } catch (error) {
    log.error({ error, alert: alert.id, action: action.id }, 'that a step failed could not be stored');
  }
}
