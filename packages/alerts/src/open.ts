import { type Alert, type Circumstances, drillOf, type Finding, type PlanStep } from '@munan/flow';
import { Draft, type Result, refuse } from './draft.ts';
import { plainDay } from './plain-day.ts';
import { isGraver } from './priority.ts';
import { begin, stepIndex } from './step.ts';

/** Reason of a finding: the person said so to the device. */
const askedForHelp = 'asked-for-help';

/**
 * A new alert from a live finding of an episode that has none. `plan` (see `planFor`) is frozen into it; `id` must be a
 * FHIR id with room for `.` and a number behind it.
 * @throws Error when the plan has no step: an alert without a next step must not exist.
 */
export function openAlert(
  finding: Finding,
  plan: readonly PlanStep[],
  now: number,
  id: string,
  around: Circumstances = plainDay,
): Result {
  if (plan.length === 0) throw new Error('a plan needs at least one step');
  if (!finding.live) return refuse('not-live', `finding ${finding.id} was judged from late data: it is history`);
  if (finding.phase === 'ended') return refuse('not-live', `finding ${finding.id} says that its sign is gone`);
  const drill = drillOf(finding.subject);
  const draft = new Draft(
    {
      id,
      ...(drill === undefined ? {} : { drill }),
      subject: finding.subject,
      family: finding.family,
      priority: finding.priority,
      status: 'open',
      since: finding.since,
      openedAt: now,
      reason: finding.reason,
      findings: [finding],
      plan: plan.map((step) => ({ ...step })),
      step: 0,
      stepStartedAt: now,
      deadline: now,
      history: [],
      version: 0,
    },
    now,
    around,
  );
  draft.note('opened', 'plan', { reason: finding.reason });
  draft.notify('opened');
  // Who has just asked for help is not asked whether all is well.
  const isCalled = finding.reason.code === askedForHelp;
  begin(draft, (isCalled ? stepIndex(draft.alert, 'operator-call') : undefined) ?? 0, 'plan');
  return draft.moved();
}

/**
 * Whether a finding of an episode whose alert is closed opens another. Only when it is graver than all that the alert had
 * heard of that episode: whoever closed it judged what was there, not the worse that came after (an oxygen of 88 % that
 * was looked into may still fall to 75 %). Anything else of that episode is known and done with.
 */
export function reopens(closed: Alert, finding: Finding): boolean {
  const known = closed.findings.filter(({ episode, live }) => live && episode === finding.episode);
  return (
    finding.live && finding.phase !== 'ended' && known.every(({ priority }) => isGraver(finding.priority, priority))
  );
}
