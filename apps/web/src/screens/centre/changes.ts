import type { AlertPage } from '@munan/flow';

type Changes = AlertPage['history'];

/** What happened to an alert between two looks at it. The history only grows, so it is the tail that is new. */
export function newChanges(before: AlertPage, after: AlertPage): Changes {
  return after.history.slice(before.history.length);
}

/** How far a message came; not what somebody answered. */
const onTheWay = new Set(['message-delivered', 'message-failed']);

/**
 * Whether nothing happened that could change the mind of `me`: a message arrived somewhere, the deadline waits for a call, or
 * her own page silenced the alert when she took it or dialled, and the step is the same. A press at that moment is sent
 * again as it was, and not taken from the operator.
 */
export function isNoMatter(before: AlertPage, after: AlertPage, me: string): boolean {
  const changes = newChanges(before, after);
  return (
    changes.length > 0 &&
    after.alert.status === before.alert.status &&
    after.alert.step.index === before.alert.step.index &&
    after.alert.step.attempt === before.alert.step.attempt &&
    changes.every(
      ({ what, by, reason }) =>
        what === 'held' ||
        (what === 'acknowledged' && by === me) ||
        (what === 'message' && reason !== undefined && onTheWay.has(reason.code)),
    )
  );
}
