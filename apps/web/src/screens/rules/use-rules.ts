import type { Rules, RulesPage, WhatIf } from '@munan/flow';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ApiFailure, api } from '../../connection/api.ts';
import { queries } from '../../connection/queries.ts';
import { changedPaths, type Draft, draftOf, rebasedDraft, rulesOfDraft, type Wrong } from './rules-draft.ts';

const askEveryMs = 700;

/** What is being entered, tried and switched on. `page` is what is in force. */
export function useRulesDraft(page: RulesPage) {
  const client = useQueryClient();
  const [base, setBase] = useState({ version: page.version, rules: page.rules });
  const [draft, setDraft] = useState<Draft>(() => draftOf(page.rules));
  const [trial, setTrial] = useState<{ id: string; version: number } | undefined>();
  const [conflict, setConflict] = useState<{ by: string | undefined } | undefined>();
  const [isDone, setIsDone] = useState(false);

  const made = rulesOfDraft(draft, page.rules);
  const rules = 'rules' in made ? made.rules : undefined;
  const wrong: Wrong[] = 'wrong' in made ? made.wrong : [];
  const isUntouched = JSON.stringify(draft) === JSON.stringify(draftOf(base.rules));
  // Somebody else's change: taken over where nothing was typed, and said to whoever typed something.
  if (page.version !== base.version) {
    setBase({ version: page.version, rules: page.rules });
    setDraft(rebasedDraft(draft, base.rules, page.rules));
    if (!isUntouched && !isDone) setConflict({ by: page.changedBy });
  }

  const asked = useQuery({
    ...queries.whatIf(trial?.id ?? ''),
    enabled: trial !== undefined,
    refetchInterval: ({ state }) => (state.data === undefined || state.data.state === 'running' ? askEveryMs : false),
  });
  const start = useMutation({
    mutationFn: (given: { rules: Rules; days: number }) => api.post<Pick<WhatIf, 'id'>>('/api/what-if', given),
    onSuccess: ({ id }) => setTrial({ id, version: page.version }),
  });
  const put = useMutation({
    mutationFn: (given: { rules: Rules; note: string; version: number }) => api.put<RulesPage>('/api/rules', given),
    onSuccess: (answer) => {
      client.setQueryData(queries.rules().queryKey, answer);
      setBase({ version: answer.version, rules: answer.rules });
      setDraft(draftOf(answer.rules));
      setTrial(undefined);
      setConflict(undefined);
      setIsDone(true);
    },
    onError: async (error) => {
      if (!(error instanceof ApiFailure) || error.status !== 409) return;
      const fresh = await client.fetchQuery({ ...queries.rules(), staleTime: 0 });
      setConflict({ by: fresh.changedBy });
      put.reset();
    },
  });
  const shown = trial ? asked.data : undefined;
  const isSame = shown !== undefined && rules !== undefined && changedPaths(shown.rules, rules).length === 0;
  const isTried = shown?.state === 'done' && isSame && trial?.version === page.version;
  return {
    draft,
    rules,
    wrong,
    changed: rules ? changedPaths(page.rules, rules) : [],
    isUntouched,
    change: (next: Draft) => {
      setDraft(next);
      setIsDone(false);
    },
    reset: () => {
      setDraft(draftOf(page.rules));
      setConflict(undefined);
    },
    trial: shown,
    isTried,
    isStale: shown !== undefined && !(isSame && trial?.version === page.version),
    start: (days: number) => rules && start.mutate({ rules, days }),
    isStarting: start.isPending,
    startError: start.error ?? asked.error,
    switchOn: (note: string) => rules && put.mutate({ rules, note, version: page.version }),
    isSending: put.isPending,
    switchError: put.error instanceof ApiFailure && put.error.status === 409 ? undefined : put.error,
    conflict,
    isDone,
  };
}
