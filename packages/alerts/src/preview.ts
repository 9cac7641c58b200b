import type { Circumstances, Family, PlanPreviewLine, PlanStep, Priority } from '@munan/flow';

export interface PreviewGiven {
  family: Family;
  priority: Priority;
  /** When the finding comes, Unix ms. */
  at: number;
  around(at: number): Circumstances;
}

/** What a plan does from `at` on when nobody answers. */
export function preview(_plan: readonly PlanStep[], { family, priority, at, around }: PreviewGiven): PlanPreviewLine[] {
  return [];
}
