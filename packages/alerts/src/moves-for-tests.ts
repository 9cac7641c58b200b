/** Everything that can happen to an alert, at random: for the model check. */
import {
  type Alert,
  type AlertCommand,
  type Circumstances,
  type Family,
  type PlanStep,
  type Priority,
  type StepKind,
  stepKinds,
} from '@munan/flow';
import fc from 'fast-check';
import { answered, told } from './answered.ts';
import { apply } from './apply.ts';
import { audit, due, resumeIfDue, stepFailed } from './deadline.ts';
import type { Result } from './draft.ts';
import { findingOf } from './findings-for-tests.ts';
import { releaseIdle } from './holder.ts';
import { merge } from './merge.ts';
import { checkPlan } from './plan-check.ts';
import { planFor } from './plans.ts';
import { reply } from './reply.ts';
import { currentAction, currentStep } from './step.ts';

const minute = 60_000;
const hour = 60 * minute;

export const anyFamily = fc.constantFrom<Family>('safety', 'vital', 'silence', 'house');
export const anyPriority = fc.constantFrom<Priority>('high', 'medium', 'low');
const anyKind = fc.constantFrom<StepKind>(...stepKinds);
/** What the command is about: the present step, or any other. */
const aimed = fc.oneof({ weight: 3, arbitrary: fc.constant('present' as const) }, anyKind);

const reasons = fc.constantFrom('nobody', 'no-device', 'no-channel', 'refused');
const cannot = fc.oneof(
  { weight: 3, arbitrary: fc.constant({}) },
  { weight: 2, arbitrary: fc.dictionary(anyKind, reasons, { maxKeys: 6 }) },
  { weight: 1, arbitrary: reasons.map((why) => Object.fromEntries(stepKinds.map((kind) => [kind, why]))) },
) as fc.Arbitrary<Circumstances['cannot']>;
export interface Around extends Omit<Circumstances, 'quietUntil'> {
  /** Her quiet hours end in so many ms from whenever it is asked. */
  quietMs?: number | undefined;
}
export const anyAround: fc.Arbitrary<Around> = fc.record({
  minuteOfDay: fc.integer({ min: 0, max: 1439 }),
  quietMs: fc.option(fc.integer({ min: -hour, max: 60 * hour }), { nil: undefined }),
  operators: fc.integer({ min: 0, max: 2 }),
  nurse: fc.constantFrom(undefined, 'there', 'on-duty'),
  cannot,
}) as fc.Arbitrary<Around>;

export function at({ quietMs, ...around }: Around, now: number): Circumstances {
  return quietMs === undefined ? around : { ...around, quietUntil: now + quietMs };
}

const conditions = {
  hours: fc.record({ from: fc.integer({ min: 0, max: 1439 }), to: fc.integer({ min: 0, max: 1439 }) }),
  priorities: fc.uniqueArray(anyPriority, { minLength: 1, maxLength: 3 }),
  desk: fc.constantFrom('awake', 'asleep'),
  nurse: fc.constantFrom('there', 'away', 'on-duty'),
  quiet: fc.boolean(),
};
const when = fc.oneof(
  fc.record(conditions, { requiredKeys: [] }),
  fc
    .constantFrom(...(Object.keys(conditions) as (keyof typeof conditions)[]))
    .chain((name) => fc.record({ [name]: conditions[name] as fc.Arbitrary<unknown> })),
);
const houseKinds: StepKind[] = ['check-house', 'manager', 'second-operator'];
const homeKinds = stepKinds.filter((kind) => kind !== 'check-house');

/** Plans as somebody may save them: all that `checkPlan` lets pass, and nothing else. */
export function validPlan(family: Family, priority: Priority): fc.Arbitrary<PlanStep[]> {
  const kind = fc.constantFrom(...(family === 'house' ? houseKinds : homeKinds));
  const step = fc.record(
    {
      kind,
      withinMs: fc.oneof(fc.integer({ min: 1000, max: hour }), fc.integer({ min: 1000, max: 48 * hour })),
      attempts: fc.integer({ min: 1, max: 3 }),
      when,
      skip: fc.constantFrom(undefined, undefined, undefined, undefined, 0, 1, 2),
    },
    { requiredKeys: ['kind', 'withinMs'] },
  );
  return fc
    .array(step, { minLength: 1, maxLength: 7, size: 'max' })
    .map((steps) =>
      steps.map(({ skip, ...rest }, index) => (skip === undefined ? rest : { ...rest, orElse: index + 1 + skip })),
    )
    .filter((plan) => checkPlan(plan as PlanStep[], family, priority).length === 0) as fc.Arbitrary<PlanStep[]>;
}

const jump = fc.oneof(
  fc.integer({ min: 0, max: 90_000 }),
  fc.integer({ min: 0, max: 30 * hour }),
  // Somebody sets the clock.
  fc.integer({ min: -2 * hour, max: 2 * hour }),
);
const anyPerson = fc.constantFrom('op-1', 'op-2', 'op-2', 'plan', 'message:family');

const command = fc.oneof(
  fc.record({ command: fc.constant('acknowledge'), version: fc.constantFrom(undefined, 1, 2, 3) }),
  fc.constant({ command: 'take' }),
  jump.map((ms) => ({ command: 'pause', untilMs: ms })),
  fc.constant({ command: 'resume' }),
  fc.record({
    command: fc.constant('step-result'),
    stepKind: aimed,
    result: fc.constantFrom('reached-ok', 'reached-help', 'not-reached'),
  }),
  fc.record({ command: fc.constant('skip-to'), stepKind: anyKind }),
  fc.constant({ command: 'skip-to', stepKind: 'dispatch' }),
  fc.constant({ command: 'note', note: 'n' }),
  fc.constant({ command: 'authorise-dispatch' }),
  fc.record({ command: fc.constant('assign'), to: anyPerson }),
  fc.constant({ command: 'release' }),
  fc.constant({ command: 'escalate' }),
  fc.record({ command: fc.constant('begin-call'), to: fc.constantFrom('her', 'daughter') }),
  fc.constant({ command: 'end-call' }),
  {
    weight: 2,
    arbitrary: fc.record({
      command: fc.constant('dispatch-progress'),
      progress: fc.constantFrom('called', 'on-the-way', 'arrived', 'handed-over'),
    }),
  },
  fc.record({ command: fc.constant('reopen'), note: fc.constantFrom('n', ' ') }),
  fc.record({
    command: fc.constant('close'),
    outcome: fc.constantFrom(
      { verdict: 'true', code: 'fell' },
      { verdict: 'false', code: 'charging' },
      { verdict: 'unclear', code: '' },
    ),
    note: fc.constantFrom(undefined, 'n'),
  }),
);

const quietDay: Around = { minuteOfDay: 720, operators: 1, cannot: {} };
const byOperator = (...commands: AlertCommand[]): Move[] =>
  commands.map((command) => ({
    deed: { do: 'apply', command: command as never, user: 'op-1' },
    around: quietDay,
    isLost: false,
  }));
const ofItself = (...deeds: Deed[]): Move[] => deeds.map((one) => ({ deed: one, around: quietDay, isLost: false }));
/** How far an alert has come before chance takes over: what is far from the beginning is looked at as often as what is near. */
export const anyPrelude: fc.Arbitrary<Move[]> = fc.constantFrom(
  [],
  [],
  byOperator(
    { command: 'skip-to', stepKind: 'dispatch' },
    { command: 'authorise-dispatch' },
    { command: 'dispatch-progress', progress: 'on-the-way' },
  ),
  byOperator({ command: 'close', outcome: { verdict: 'true', code: 'fell' } }),
  byOperator({ command: 'begin-call', to: 'her' }, { command: 'acknowledge' }),
  [
    ...byOperator({ command: 'skip-to', stepKind: 'family-text' }),
    ...ofItself({ do: 'answered', who: 'family', means: 'coming', attempt: 'present' }),
  ],
  ofItself({ do: 'reply', answer: 'ok', agoMs: 0, attempt: 'present' }),
  ofItself({ do: 'wait', ms: -2 * hour }, { do: 'audit', broken: 'no' }),
  ofItself(
    { do: 'merge', episode: 'e1', id: 9, phase: 'ended', priority: 'low', live: true },
    { do: 'wait', ms: 24 * hour },
  ),
);

/** Which attempt is spoken of: the present one, the one before, one of another alert. */
const attempt = fc.constantFrom<'present' | 'before' | 'other'>('present', 'present', 'before', 'other');
const whoElse = fc.constantFrom('family', 'neighbour', 'nurse', 'operator', 'manager');

const deed = fc.oneof(
  fc.record({ do: fc.constant('wait' as const), ms: jump }),
  { weight: 3, arbitrary: fc.record({ do: fc.constant('due' as const) }) },
  fc.record({ do: fc.constant('resume' as const) }),
  fc.record({ do: fc.constant('audit' as const), broken: fc.constantFrom('no', 'deadline', 'step') }),
  fc.record({
    do: fc.constant('failed' as const),
    attempt,
    why: fc.constantFrom('not-connected', 'nobody', 'messages-failed'),
  }),
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('reply' as const),
      answer: fc.constantFrom('ok' as const, 'ok' as const, 'help' as const, 'unclear' as const),
      agoMs: fc.constantFrom(0, 120_000),
      attempt: fc.constantFrom(undefined, 'present' as const, 'before' as const),
    }),
  },
  fc.record({
    do: fc.constant('answered' as const),
    who: fc.oneof(fc.constant('self'), whoElse, fc.constant('family')),
    means: fc.constantFrom('ok' as const, 'help' as const, 'coming' as const),
    attempt,
  }),
  fc.record({
    do: fc.constant('told' as const),
    what: fc.constantFrom('delivered' as const, 'failed' as const),
    attempt,
  }),
  fc.record({ do: fc.constant('idle' as const) }),
  fc.record({
    do: fc.constant('merge' as const),
    episode: fc.constantFrom('e1', 'e2', 'e3'),
    id: fc.integer({ min: 0, max: 5 }),
    phase: fc.constantFrom('began' as const, 'changed' as const, 'ended' as const),
    priority: anyPriority,
    live: fc.boolean(),
  }),
  { weight: 6, arbitrary: fc.record({ do: fc.constant('apply' as const), command, user: anyPerson }) },
);
export type Deed = typeof deed extends fc.Arbitrary<infer M> ? M : never;

/** `isLost`: the server was killed before it was stored; nothing of it happened, and nobody knows. */
export interface Move {
  deed: Deed;
  around: Around;
  isLost: boolean;
}
export const anyMove: fc.Arbitrary<Move> = fc.record({
  deed,
  around: anyAround,
  isLost: fc.integer({ min: 0, max: 15 }).map((dice) => dice === 0),
});

/** What the move makes of the alert; undefined for one that is no more than time. */
export function play(alert: Alert, { deed: one, around }: Move, now: number): Result | undefined {
  const so = at(around, now);
  switch (one.do) {
    case 'wait':
      return;
    case 'due':
      return due(alert, now, so);
    case 'resume':
      return resumeIfDue(alert, now, so);
    case 'audit':
      return audit(broken(alert, one.broken), now, so);
    case 'failed':
      return stepFailed(alert, actionOf(alert, one.attempt), one.why, now, so);
    case 'reply': {
      const command = one.attempt && actionOf(alert, one.attempt);
      return reply(alert, { answer: one.answer, device: 'ear-1', at: now - one.agoMs, command }, now, so);
    }
    case 'answered': {
      const who = one.who as 'self';
      const action = actionOf(alert, one.attempt);
      return answered(alert, { action, by: `message:${who}`, who, means: one.means, at: now }, now, so);
    }
    case 'told':
      return told(alert, { action: actionOf(alert, one.attempt), what: one.what, who: 'family', name: 'N' }, now);
    case 'idle':
      return releaseIdle(alert, now, so);
    case 'merge': {
      const { episode, phase, priority, live } = one;
      const { family } = alert;
      const finding = findingOf({ id: `${episode}/${one.id}`, episode, phase, priority, live, family, at: now });
      return merge(alert, finding, now, planFor(family, priority), so);
    }
    case 'apply':
      return apply(alert, commandFor(alert, one.command as AlertCommand, now), { id: one.user, name: 'N' }, now, so);
  }
}

function commandFor(alert: Alert, given: AlertCommand, now: number): AlertCommand {
  if (given.command === 'pause') return { ...given, untilMs: now + given.untilMs };
  if ('stepKind' in given && (given.stepKind as string) === 'present')
    return { ...given, stepKind: currentStep(alert).kind };
  return given;
}

function actionOf(alert: Alert, which: 'present' | 'before' | 'other'): string {
  const present = currentAction(alert);
  if (which === 'other') return 'alert-2.1';
  return which === 'present' ? present : `${alert.id}.${Number(present.split('.').at(-1)) - 1}`;
}

/** As a fault on the disk, or in a version before, may have left it. */
function broken(alert: Alert, how: string): Alert {
  if (alert.status === 'closed' || how === 'no') return alert;
  return how === 'step' ? { ...alert, step: 99 } : { ...alert, deadline: Number.NaN };
}
