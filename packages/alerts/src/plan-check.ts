import type { PlanProblem, Plans } from '@munan/flow';

/** What is wrong with the plans of a house; none may be saved that has any. */
export function checkPlans(_plans: Plans): PlanProblem[] {
  return [];
}
