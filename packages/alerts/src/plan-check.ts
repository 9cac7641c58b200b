import type { Family, PlanProblem, PlanStep, Plans, Priority, StepKind } from '@munan/flow';
import { askingKinds, disturbs, personKinds } from './conditions.ts';
import { isGraver } from './priority.ts';

const families: readonly Family[] = ['safety', 'vital', 'silence', 'house'];
const priorities: readonly Priority[] = ['high', 'medium', 'low'];
/** What the house may ask about itself, and of nobody at home. */
const houseKinds: readonly StepKind[] = ['check-house', 'second-operator', 'manager'];

/**
 * What is wrong with the plans of a house, in the order of the document; none may be saved that has any. A plan without
 * problems ends: each way through it goes forward only, takes 48 hours a step at most, and its last step, which is never
 * passed by and begins again for ever, is a person's.
 */
export function checkPlans(plans: Plans): PlanProblem[] {
  return families.flatMap((family) =>
    priorities.flatMap((priority) =>
      checkPlan(plans[family][priority], family, priority).map((problem) => ({ family, priority, ...problem })),
    ),
  );
}

type Problem = Pick<PlanProblem, 'step' | 'code'>;

export function checkPlan(plan: readonly PlanStep[], family: Family, priority: Priority): Problem[] {
  if (plan.length === 0) return [{ code: 'no-steps' }];
  const last = plan.length - 1;
  const problems: Problem[] = [];
  const reached = reachable(plan, priority);
  const unasked = firstOnes(plan);
  for (const [step, { kind, withinMs, orElse, when }] of plan.entries()) {
    const say = (code: PlanProblem['code']) => problems.push({ step, code });
    if (!(Number.isFinite(withinMs) && withinMs >= 1000)) say('no-deadline');
    if (orElse !== undefined && orElse <= step) say('backwards');
    if (orElse !== undefined && orElse > last) say('no-such-step');
    if ((family === 'house') !== houseKinds.includes(kind) && !(family !== 'house' && isForAll(kind)))
      say('not-for-family');
    if (when && isNeverTrue({ kind, when }, priority)) say('never-true');
    if (!reached.has(step)) say('never-reached');
    if (kind === 'dispatch' && unasked.has(step)) say('first-is-dispatch');
  }
  if (!personKinds.includes(plan[last]!.kind)) problems.push({ step: last, code: 'ends-without-person' });
  return problems;
}

function isForAll(kind: StepKind): boolean {
  return kind === 'second-operator' || kind === 'manager';
}

/** Where the plan goes from a step that cannot be done or is passed by; a way that does not exist goes to the next. */
function otherwise(plan: readonly PlanStep[], step: number): number {
  const { orElse = 0 } = plan[step]!;
  return orElse > step && orElse < plan.length ? orElse : step + 1;
}

/** The steps that some way leads to: being passed by, being tried without success, her "help", or help asked for by whoever was reached. */
function reachable(plan: readonly PlanStep[], priority: Priority): Set<number> {
  const reached = new Set<number>([0]);
  for (const kind of ['operator-call', 'dispatch'] as const) {
    const first = plan.findIndex((step) => step.kind === kind);
    if (first >= 0) reached.add(first);
  }
  for (let step = 0; step < plan.length - 1; step++) {
    if (!reached.has(step)) continue;
    const { kind, when } = plan[step]!;
    reached.add(otherwise(plan, step));
    if (!(when && isNeverTrue({ kind, when }, priority))) reached.add(step + 1);
  }
  return reached;
}

/** The steps that may be the first to begin, because those before have conditions. */
function firstOnes(plan: readonly PlanStep[]): Set<number> {
  const first = new Set<number>();
  for (let step = 0; step < plan.length; step = otherwise(plan, step)) {
    first.add(step);
    const { when = {} } = plan[step]!;
    if (Object.values(when).every((condition) => condition === undefined)) break;
  }
  return first;
}

/** For no priority that the alert may have or be raised to can the step begin. */
function isNeverTrue({ kind, when = {} }: Pick<PlanStep, 'kind' | 'when'>, from: Priority): boolean {
  return priorities
    .filter((priority) => !isGraver(from, priority))
    .every(
      (priority) =>
        (when.priorities && !when.priorities.includes(priority)) ||
        // Her quiet hours pass it by, or it waits until they are over: then they are over.
        (when.quiet === true && priority === 'medium' && askingKinds.includes(kind)) ||
        (when.quiet === true && priority === 'low' && disturbs(kind)),
    );
}
