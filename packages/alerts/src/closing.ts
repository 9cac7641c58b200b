import type { Outcome } from '@munan/flow';
import type { Draft } from './draft.ts';

/** The one way an alert ends. `by` is a user's id, or `plan` for a stated rule. */
export function close(draft: Draft, outcome: Outcome, by: string, note?: string | undefined): void {
  const { alert, now } = draft;
  alert.status = 'closed';
  alert.outcome = outcome;
  alert.closedAt = now;
  alert.closedBy = by;
  alert.pausedUntil = undefined;
  draft.note('closed', by, {
    reason: { code: 'outcome', params: { verdict: outcome.verdict, code: outcome.code } },
    ...(note === undefined ? {} : { note }),
  });
  draft.notify('closed');
}
