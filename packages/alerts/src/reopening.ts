import type { AlertCommand } from '@munan/flow';
import { isUnderWay } from './ambulance.ts';
import { type Draft, type Refusal, refuse } from './draft.ts';
import { begin, stepIndex } from './step.ts';

/** Later, a new alert says more than an old one that is open again. */
const reopenWithinMs = 24 * 3_600_000;

/**
 * It was not over after all: back in the queue, with nobody on it, at the call to her. How it had ended stays in the history.
 * That no other of the same person and family is open is the house's to see to.
 */
export function reopen(
  draft: Draft,
  { note }: Extract<AlertCommand, { command: 'reopen' }>,
  by: string,
): Refusal | undefined {
  const { alert, now } = draft;
  if (alert.status !== 'closed') return refuse('not-closed', `alert ${alert.id} is open`);
  if (alert.drill !== undefined) return refuse('of-a-drill', `alert ${alert.id} is part of a drill`);
  if (note.trim() === '') return refuse('needs-note', `alert ${alert.id} is opened again only with a reason`);
  if (now - (alert.closedAt ?? 0) > reopenWithinMs)
    return refuse('too-late-to-reopen', `alert ${alert.id} was closed more than a day ago`);
  alert.status = 'open';
  for (const gone of ['outcome', 'closedAt', 'closedBy', 'acknowledged', 'takenBy', 'calling', 'held'] as const)
    delete alert[gone];
  // An ambulance that is on its way goes on being followed up; one that has come is no answer to what is now.
  if (!isUnderWay(draft)) delete alert.dispatch;
  draft.note('reopened', by, { note });
  draft.notify('opened');
  begin(draft, stepIndex(alert, 'operator-call') ?? alert.plan.length - 1, by);
  return undefined;
}
