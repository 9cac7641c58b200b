import type { Alert, AlertChange, DrillReport } from '@munan/flow';

type Row = DrillReport['alerts'][number];

/** Who acts and does not sit at the desk: the plan, a device, the auditor, whoever answered a message. */
const notAtTheDesk = /^(plan|auditor|device:.*|message:.*)$/;
/** Steps that are a telephone call by somebody at the desk. */
const calls = new Set(['operator-call', 'family-call', 'neighbour-call', 'nurse-visit']);
/** She said herself that all is well: nobody at the desk had to. */
const endedByItself = new Set(['answered-ok', 'contact-restored']);

/**
 * How the desk did with one alert, from its history alone. `taken` is by hand, or given by somebody; `firstCall` is the first time
 * somebody dialled, or entered what a call led to.
 */
export function rowOf(
  alert: Alert,
  { person, messages, nameOf }: { person: string; messages: number; nameOf: (id: string) => string },
): Row {
  const { openedAt, closedAt, takenBy, outcome, history } = alert;
  const silenced = history.find(({ what }) => what === 'acknowledged');
  const taken = history.find(({ what }) => what === 'taken' || what === 'assigned');
  const called = history.find(isCall);
  return {
    alert: alert.id,
    person,
    priority: alert.priority,
    reason: alert.reason,
    openedAt,
    ...(silenced && { silencedMs: silenced.at - openedAt }),
    ...(taken && { takenMs: taken.at - openedAt }),
    ...(called && { firstCallMs: called.at - openedAt }),
    ...(closedAt !== undefined && { closedMs: closedAt - openedAt }),
    ...(takenBy !== undefined && { takenBy: nameOf(takenBy) }),
    overdueSteps: history.filter(({ what }) => what === 'step-overdue').length,
    ...(outcome && { outcome }),
    messages,
  };
}

function isCall({ what, by, stepKind }: AlertChange): boolean {
  if (what === 'call-began') return true;
  const isResult = what === 'step-done' || what === 'step-failed';
  return isResult && stepKind !== undefined && calls.has(stepKind) && !notAtTheDesk.test(by);
}

/** `outsideMessages` is counted by whoever keeps the messages. */
export function figuresOf(rows: readonly Row[], outsideMessages: number): DrillReport['figures'] {
  const taken = rows.flatMap(({ takenMs }) => (takenMs === undefined ? [] : [takenMs])).sort((a, b) => a - b);
  const middle = taken.length >> 1;
  return {
    ...(taken.length === 0
      ? {}
      : {
          medianTakenMs: taken.length % 2 === 1 ? taken[middle]! : (taken[middle - 1]! + taken[middle]!) / 2,
          longestTakenMs: taken.at(-1)!,
        }),
    overdueSteps: rows.reduce((sum, { overdueSteps }) => sum + overdueSteps, 0),
    neverTaken: rows.filter(
      ({ takenMs, outcome }) => takenMs === undefined && !(outcome && endedByItself.has(outcome.code)),
    ).length,
    outsideMessages,
  };
}
