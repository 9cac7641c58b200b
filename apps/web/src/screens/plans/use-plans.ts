import type { Family, PlanProblem, Plans, PlansPage, Priority } from '@munan/flow';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiFailure, api } from '../../connection/api.ts';
import { queries } from '../../connection/queries.ts';
import {
  type DraftPlan,
  draftOf,
  draftPlanOf,
  draftProblems,
  eachPlan,
  families,
  isSamePlan,
  planOf,
  priorities,
  rebasedDraft,
} from './plan-draft.ts';

export interface PlanName {
  family: Family;
  priority: Priority;
}
const everyPlan: readonly PlanName[] = families.flatMap((family) =>
  priorities.map((priority) => ({ family, priority })),
);

/** What is being entered and saved. `page` is what is in force. */
export function usePlansDraft(page: PlansPage) {
  const client = useQueryClient();
  const [base, setBase] = useState({ version: page.version, plans: page.plans });
  const [draft, setDraft] = useState(() => draftOf(page.plans));
  const [told, setTold] = useState<{ conflict: string | undefined } | { loaded: number } | 'done' | undefined>();
  /** What the server found when it was to save, of the very drafts that it was given. */
  const [refused, setRefused] = useState<{ draft: typeof draft; problems: readonly PlanProblem[] } | undefined>();

  const [saved, setSaved] = useState(page.version);

  const isChanged = ({ family, priority }: PlanName) =>
    !isSamePlan(planOf(draft[family][priority]), page.plans[family][priority]);
  const changed = everyPlan.filter(isChanged);
  // Somebody else's change: taken over where nothing was entered, and said to whoever entered something.
  if (page.version !== base.version) {
    const wasTouched = everyPlan.some(
      ({ family, priority }) => !isSamePlan(planOf(draft[family][priority]), base.plans[family][priority]),
    );
    setBase({ version: page.version, plans: page.plans });
    setDraft(rebasedDraft(draft, base.plans, page.plans));
    if (wasTouched && told !== 'done') setTold({ conflict: page.changedBy });
  }

  const problemsOf = ({ family, priority }: PlanName): PlanProblem[] => {
    const own = draft[family][priority];
    const stillSo = refused?.draft[family][priority] === own ? refused.problems : [];
    return [
      ...draftProblems(own).map((problem) => ({ family, priority, ...problem })),
      ...stillSo.filter((problem) => problem.family === family && problem.priority === priority),
    ];
  };

  const put = useMutation({
    mutationFn: (given: { plans: Plans; note: string; version: number }) => api.put<PlansPage>('/api/plans', given),
    onSuccess: (answer) => {
      client.setQueryData(queries.plans().queryKey, answer);
      setBase({ version: answer.version, plans: answer.plans });
      setDraft(draftOf(answer.plans));
      setRefused(undefined);
      setSaved(answer.version);
      setTold('done');
    },
    onError: async (error) => {
      if (!(error instanceof ApiFailure)) return;
      if (error.code === 'plan-problems')
        setRefused({ draft, problems: (error.answer as { problems: PlanProblem[] }).problems });
      if (error.status !== 409) return;
      const fresh = await client.fetchQuery({ ...queries.plans(), staleTime: 0 });
      setTold({ conflict: fresh.changedBy });
      put.reset();
    },
  });
  const replaced = ({ family, priority }: PlanName, plan: DraftPlan) => ({
    ...draft,
    [family]: { ...draft[family], [priority]: plan },
  });
  const change = (name: PlanName, plan: DraftPlan) => {
    setDraft(replaced(name, plan));
    setTold(undefined);
  };
  const isKnown = put.error instanceof ApiFailure && (put.error.status === 409 || put.error.code === 'plan-problems');
  return {
    draft,
    changed,
    isChanged,
    problemsOf,
    wrong: everyPlan.filter((name) => problemsOf(name).length > 0),
    change,
    toForce: (name: PlanName) => change(name, draftPlanOf(page.plans[name.family][name.priority])),
    toDefault: (name: PlanName) => change(name, draftPlanOf(page.defaults[name.family][name.priority])),
    reset: () => {
      setDraft(draftOf(page.plans));
      setTold(undefined);
    },
    load: (version: number, plans: Plans) => {
      setDraft(draftOf(plans));
      setTold({ loaded: version });
    },
    save: (note: string) =>
      put.mutate({
        plans: eachPlan((family, priority) => planOf(draft[family][priority])),
        note,
        version: page.version,
      }),
    isSaving: put.isPending,
    saveError: isKnown ? undefined : put.error,
    told,
    /** The version that was saved here last: what belongs to one saving begins anew with it. */
    saved,
  };
}
export type PlansEditing = ReturnType<typeof usePlansDraft>;
