import type { AlertPage } from '@munan/flow';

/** What happened to an alert between two looks at it. The history only grows, so it is the tail that is new. */
export function newChanges(before: AlertPage, after: AlertPage): AlertPage['history'] {
  return after.history.slice(before.history.length);
}
