import type { Alert, AlertPage, AlertRow, Contact, Reason } from '@munan/flow';
import type { House } from '../house.ts';
import { briefOf, contactsOf } from '../people/person.ts';

/** Names for ids that stand in an alert's history: users, devices, the plan itself. */
export function nameOf(house: House, by: string): string {
  return house.userName(by) ?? by;
}

/** Changes whose reason names a user: on the screen a name, in the history an id. */
const namesUsers = new Set(['assigned-to', 'taken-over', 'holder-idle']);
export function namedReason(house: House, reason: Reason): Reason {
  if (!namesUsers.has(reason.code) || !reason.params) return reason;
  const params = Object.entries(reason.params).map(([name, id]) => [name, nameOf(house, String(id))]);
  return { ...reason, params: Object.fromEntries(params) };
}

export function alertRow(house: House, alert: Alert): AlertRow {
  const { id, version, family, priority, status, reason, since, openedAt, plan, step } = alert;
  const person = house.someone(alert.subject);
  return {
    id,
    version,
    ...(person && { person: briefOf(person, house.clock.now()) }),
    family,
    priority,
    status,
    reason,
    since,
    openedAt,
    step: {
      kind: plan[step]!.kind,
      index: step,
      count: plan.length,
      attempt: alert.attempt ?? 1,
      startedAt: alert.stepStartedAt,
      deadline: alert.deadline,
    },
    ...(alert.acknowledged
      ? { acknowledged: { ...alert.acknowledged, by: nameOf(house, alert.acknowledged.by) } }
      : {}),
    ...(alert.takenBy ? { takenBy: { id: alert.takenBy, name: nameOf(house, alert.takenBy) } } : {}),
    ...(alert.calling ? { calling: { ...alert.calling, name: nameOf(house, alert.calling.by) } } : {}),
    ...(alert.drill === undefined ? {} : { drill: alert.drill }),
    ...(alert.pausedUntil !== undefined ? { pausedUntil: alert.pausedUntil } : {}),
    ...(alert.dispatch ? { dispatch: { ...alert.dispatch, by: nameOf(house, alert.dispatch.by) } } : {}),
    ...(alert.closedAt !== undefined ? { closedAt: alert.closedAt } : {}),
    ...(alert.outcome ? { outcome: alert.outcome } : {}),
  };
}

/** Messages of one alert: two to a step and a recipient at most. */
const mostMessages = 100;

/** Whom one may phone: the nurses on duty have their own numbers, which only who phones for the alert is shown. */
function contactsFor(house: House, alert: Alert, mayPhone: boolean): Contact[] {
  const person = house.someone(alert.subject);
  if (!person) return [];
  const own = contactsOf(person);
  if (!mayPhone || alert.drill !== undefined) return own;
  const onDuty = house.desk.nursePhones(alert.subject, house.clock.now());
  return [...onDuty, ...own.filter(({ phone }) => !onDuty.some((one) => one.phone === phone))];
}

/** @param mayPhone the asker may act on this alert */
export async function alertPage(house: House, alert: Alert, mayPhone: boolean): Promise<AlertPage> {
  const person = house.someone(alert.subject);
  const now = house.clock.now();
  return {
    now,
    alert: alertRow(house, alert),
    findings: alert.findings,
    plan: alert.plan,
    history: alert.history.map((change) => ({
      ...change,
      ...(change.reason && { reason: namedReason(house, change.reason) }),
      byName: nameOf(house, change.by),
    })),
    contacts: contactsFor(house, alert, mayPhone),
    ...(person && { callSheet: house.callSheet(person, alert) }),
    messages: await house.response.messages({ alert: alert.id, limit: mostMessages }),
    ...(person?.wishes && { wishes: person.wishes }),
    operators: house.desk.now().operators.map(({ id, name, awake }) => ({ id, name, awake })),
  };
}
