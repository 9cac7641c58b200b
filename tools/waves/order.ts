import type { Alert, PlanStep } from '@munan/flow';

/** Who is not a named person: a stated rule acted. */
const machines = new Set(['plan', 'auditor']);
const isMachine = (by: string) => machines.has(by) || by.includes(':');

/**
 * Whether the steps of an alert came in the order of its frozen plan: forward only, one by one or by `orElse`, no attempt
 * more than the plan has, the last step again and again; anything else only by a named person, or from the beginning when
 * something new came while only the outcome was missing.
 * @returns what is out of order, in one sentence; undefined when nothing is
 */
export function outOfOrder({ plan, history }: Pick<Alert, 'plan' | 'history'>): string | undefined {
  const last = plan.length - 1;
  const after = (step: number): number[] => [Math.min(last, step + 1), Math.min(last, plan[step]!.orElse ?? step + 1)];
  let step: number | undefined;
  let attempts = 0;
  let allowed = [0];
  /** When somebody, or something new, last allowed any other step. */
  let freeAt = Number.NaN;
  for (const { what, by, at, step: said, stepKind } of history) {
    const isPerson = !isMachine(by);
    if (isPerson || what === 'merged' || what === 'reply' || what === 'message' || what === 'opened') freeAt = at;
    if (what !== 'step-started' && what !== 'step-passed-by' && what !== 'waiting') continue;
    if (said === undefined) return `a line "${what}" without its step`;
    if (plan[said]?.kind !== stepKind) return `step ${said} is ${stepKind}, and ${plan[said]?.kind} in the plan`;
    const isFree = isPerson || at === freeAt;
    const isAgain = what === 'step-started' && said === step;
    if (isAgain) {
      attempts++;
      const most = (plan[said] as PlanStep).attempts ?? 1;
      if (!isFree && said !== last && attempts > most) return `step ${said} was tried ${attempts} times of ${most}`;
      allowed = after(said);
      continue;
    }
    if (!isFree && !allowed.includes(said))
      return `step ${said} came after ${step}, which allows ${allowed.join(', ')}`;
    allowed = what === 'waiting' ? [said] : after(said);
    if (what === 'step-started') {
      step = said;
      attempts = 1;
    }
  }
  return undefined;
}
