import { type Task, toInstant } from '@munan/fhir';
import type { Alert, AlertChange } from '@munan/flow';
import { fhirIdOf, fhirText, munan } from './systems.ts';

type Status = Task['status'];

const priorities: Record<Alert['priority'], NonNullable<Task['priority']>> = {
  high: 'stat',
  medium: 'asap',
  low: 'routine',
};

/** The steps of an alert's plan as FHIR, one Task each, all about the alert's Flag. */
export function alertTasks(alert: Alert): Task[] {
  return alert.plan.map((_, index) => stepTask(alert, index));
}

function stepTask(alert: Alert, index: number): Task {
  const { id, subject, plan, priority, openedAt, takenBy } = alert;
  const step = plan[index]!;
  const changes = alert.history.filter((change) => change.step === index);
  const started = startOf(alert, index, changes);
  const status = statusOf(alert, index, changes, started !== undefined);
  const ended = endOf(alert, changes, status, started);
  const isPresent = alert.status === 'open' && index === alert.step;
  const modified = Math.max(openedAt, started ?? 0, ended ?? 0, ...changes.map(({ at }) => at));
  const closing = isLast(alert, index) ? alert.history.findLast(({ what }) => what === 'closed') : undefined;
  const notes = [...changes, ...(closing ? [closing] : [])].flatMap(({ note, at }) => {
    const text = fhirText(note);
    return text === undefined ? [] : [{ text, time: toInstant(at) }];
  });
  return {
    resourceType: 'Task',
    id: fhirIdOf(id, `step-${index + 1}`),
    identifier: [{ system: munan.alert, value: `${id}#${index + 1}` }],
    status,
    intent: 'plan',
    priority: priorities[priority],
    code: { coding: [{ system: munan.step, code: step.kind }] },
    focus: { reference: `Flag/${fhirIdOf(id)}` },
    for: { reference: `Patient/${subject}` },
    authoredOn: toInstant(openedAt),
    lastModified: toInstant(modified),
    ...(started !== undefined && {
      executionPeriod: { start: toInstant(started), ...(ended !== undefined && { end: toInstant(ended) }) },
    }),
    // The deadline: the plan goes on by itself when it has passed.
    ...(isPresent && { restriction: { period: { end: toInstant(alert.deadline) } } }),
    ...(isPresent && takenBy && { owner: { reference: `Practitioner/${takenBy}` } }),
    ...(notes.length > 0 && { note: notes }),
    // How the alert ended, on the step that it was closed in.
    ...(closing && alert.outcome && { output: [outcomeOutput(alert.outcome)] }),
  };
}

function isLast({ status, step }: Alert, index: number): boolean {
  return status === 'closed' && index === step;
}

/** `true`, `false` or `unclear`, and what it was or why it was none. */
function outcomeOutput({ verdict, code }: NonNullable<Alert['outcome']>): NonNullable<Task['output']>[number] {
  return {
    type: { coding: [{ system: munan.outcome, code: 'outcome' }] },
    valueCodeableConcept: {
      coding: [
        { system: munan.outcome, code: verdict },
        { system: munan.outcome, code: `${verdict}-${code}` },
      ],
    },
  };
}

function startOf(alert: Alert, index: number, changes: readonly AlertChange[]): number | undefined {
  const said = changes.find(({ what }) => what === 'step-started')?.at;
  if (said !== undefined) return said;
  return index === alert.step ? alert.stepStartedAt : undefined;
}

const results: Partial<Record<AlertChange['what'], Status>> = {
  'step-done': 'completed',
  'step-failed': 'failed',
  'step-overdue': 'failed',
};

function statusOf(alert: Alert, index: number, changes: readonly AlertChange[], started: boolean): Status {
  const open = alert.status === 'open';
  if (open && index === alert.step) return alert.pausedUntil === undefined ? 'in-progress' : 'on-hold';
  const result = changes.findLast(({ what }) => results[what] !== undefined);
  if (result) return results[result.what] ?? 'failed';
  if (open && index > alert.step) return 'requested';
  // Closing an alert is the result of the step it was closed in; a step passed over was never done.
  return started && !open && index === alert.step ? 'completed' : 'cancelled';
}

function endOf(
  { closedAt, stepStartedAt }: Alert,
  changes: readonly AlertChange[],
  status: Status,
  started: number | undefined,
): number | undefined {
  if (started === undefined || status === 'in-progress' || status === 'on-hold' || status === 'requested')
    return undefined;
  const said = changes.findLast(({ what }) => results[what] !== undefined)?.at;
  return Math.max(started, said ?? closedAt ?? stepStartedAt);
}
