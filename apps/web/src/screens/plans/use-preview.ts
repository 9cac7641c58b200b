import { useDebouncedValue } from '@mantine/hooks';
import { type PlanProblem, type PreviewRequest, siteZoneOffsetMinutes } from '@munan/flow';
import { useNow } from '@munan/ui';
import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { queries } from '../../connection/queries.ts';
import { type DraftPlan, draftProblems, planOf } from './plan-draft.ts';
import { minuteOf, nextAt, nightHours } from './plan-sentences.ts';
import type { PlanName } from './use-plans.ts';

const settleMs = 350;

/** What is supposed for the preview. `clock` as typed. */
export interface Supposed {
  clock: string;
  /** Empty: nobody in particular. */
  person: string;
  desk: 'awake' | 'asleep';
  nurse: 'there' | 'on-duty' | 'none' | '';
  quiet: boolean;
}

/** What the plan that is being entered would do, asked of the server a moment after the last key. */
export function usePlanPreview({ family, priority }: PlanName, draft: DraftPlan) {
  const [supposed, setSupposed] = useState<Supposed>({
    clock: '03:10',
    person: '',
    desk: 'awake',
    nurse: '',
    quiet: false,
  });
  const now = useNow(60_000);
  const minute = minuteOf(supposed.clock);
  const isReadable = draftProblems(draft).length === 0;
  const asked: PreviewRequest | undefined =
    isReadable && minute !== undefined
      ? {
          family,
          priority,
          plan: planOf(draft),
          at: nextAt(minute, now, siteZoneOffsetMinutes),
          ...(supposed.person === '' || family === 'house' ? {} : { person: supposed.person }),
          suppose: {
            desk: supposed.desk,
            ...(supposed.nurse === '' ? {} : { nurse: supposed.nurse }),
            ...(supposed.quiet ? { quiet: nightHours } : {}),
          },
        }
      : undefined;
  const text = JSON.stringify(asked);
  const [settled] = useDebouncedValue(text, settleMs);
  const request = settled === undefined ? undefined : (JSON.parse(settled) as PreviewRequest);
  const query = useQuery({
    ...queries.planPreview(request ?? { family, priority, plan: [], at: 0 }),
    enabled: request !== undefined,
    placeholderData: keepPreviousData,
  });
  const isFresh = text !== undefined && text === settled && !query.isPlaceholderData;
  const problems: PlanProblem[] = isFresh ? (query.data?.problems ?? []) : [];
  return {
    supposed,
    suppose: (change: Partial<Supposed>) => setSupposed((before) => ({ ...before, ...change })),
    at: asked?.at,
    /** Of `settled`, which may be a moment behind. */
    lines: text === undefined ? undefined : query.data?.lines,
    plan: request?.plan,
    isFresh,
    problems,
    error: query.error,
  };
}
export type Previewing = ReturnType<typeof usePlanPreview>;
