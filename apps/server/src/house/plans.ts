/** The response plans of the house: kept by the house, judged and tried by the machine that obeys them. */
import { checkPlans, defaultPlans, preview } from '@munan/alerts';
import type { PlanPreview, PlanStep } from '@munan/flow';
import type { Clock, Database, Log } from '@munan/runtime';
import { openPlans } from '../plans/plans.ts';

type Given = Parameters<typeof preview>[1] & { plan: readonly PlanStep[] };

export type ResponsePlans = Awaited<ReturnType<typeof openResponsePlans>>;

export async function openResponsePlans({ database, clock, log }: { database: Database; clock: Clock; log: Log }) {
  const plans = await openPlans({ database, clock, log, defaults: defaultPlans, check: checkPlans });
  return Object.assign(plans, {
    /** What is wrong with a plan and what it would do, in the place of the present one. */
    tried({ plan, family, priority, ...given }: Given): Pick<PlanPreview, 'lines' | 'problems'> {
      const { current } = plans;
      const ofFamily = { ...current.plans[family], [priority]: plan };
      const problems = checkPlans({ ...current.plans, [family]: ofFamily }).filter(
        (problem) => problem.family === family && problem.priority === priority,
      );
      return { problems, lines: plan.length === 0 ? [] : preview(plan, { family, priority, ...given }) };
    },
  });
}
