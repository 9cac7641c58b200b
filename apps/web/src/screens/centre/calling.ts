import type { AlertRow } from '@munan/flow';

type Calling = NonNullable<AlertRow['calling']>;

/**
 * Who phones for this alert's person now: in this alert or in any other of hers, since nobody is called by two at once. What
 * nobody ended is taken to be over after its time.
 */
export function callNow(alert: AlertRow, open: readonly AlertRow[], now: number): Calling | undefined {
  const ours = [alert, ...open.filter(({ id, person }) => id !== alert.id && person && person.id === alert.person?.id)];
  return ours.map(({ calling }) => calling).find((calling) => calling !== undefined && calling.until > now);
}
