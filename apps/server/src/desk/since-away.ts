import type { Alert, AlertChange, SinceAway } from '@munan/flow';
import type { House } from '../house.ts';
import { namedReason, nameOf } from '../views/alert-view.ts';

const mostLines = 200;
/** Alerts looked through: of a night alone with a thousand people some dozens. */
const mostAlerts = 500;
/** What the machine notes for itself, and tells nobody anything. */
const quietly = new Set<AlertChange['what']>(['step-passed-by', 'audited', 'call-ended', 'held']);

/** What happened since somebody looked away, of alerts that she may see. */
export async function sinceAway(
  house: House,
  at: number,
  isShown: (alert: Pick<Alert, 'subject'>) => boolean,
): Promise<SinceAway & { people: string[] }> {
  const { alerts, opened, closed } = await house.response.changedSince(at, mostAlerts);
  const shown = alerts.filter(isShown);
  const all = shown.flatMap((alert) => {
    const { id, subject } = alert;
    const person = house.people.find(subject);
    return alert.history
      .filter((change) => change.at > at && !quietly.has(change.what))
      .map((change) => ({
        at: change.at,
        alert: id,
        ...(person && { person: { id: person.id, name: person.name } }),
        what: change.what,
        // An alert that opened is told by what it is about.
        ...reasonOf(house, change, alert),
        byName: nameOf(house, change.by),
      }));
  });
  // Lines of one moment stay in the order of their history.
  all.sort((a, b) => a.at - b.at);
  return {
    now: house.clock.now(),
    at,
    lines: all.slice(-mostLines),
    opened,
    closed,
    more: all.length > mostLines || alerts.length === mostAlerts,
    people: [...new Set(shown.flatMap(({ subject }) => house.people.find(subject)?.id ?? []))],
  };
}

function reasonOf(house: House, { what, reason }: AlertChange, alert: Alert) {
  const told = reason ?? (what === 'opened' ? alert.reason : undefined);
  return told && { reason: namedReason(house, told) };
}
