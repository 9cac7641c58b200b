import type { Alert, Circumstances, Family, Finding, PassedBy, PlanPreviewLine, PlanStep, Priority } from '@munan/flow';
import { due } from './deadline.ts';
import { openAlert } from './open.ts';

export interface PreviewGiven {
  family: Family;
  priority: Priority;
  /** When the finding comes, Unix ms. */
  at: number;
  around(at: number): Circumstances;
}

const longestMs = 48 * 3_600_000;
const mostLines = 60;

/**
 * What a plan does from `at` on when nobody answers: an alert is opened and its deadlines pass, as they would; so the
 * preview cannot say anything else than what happens. It ends where the last step begins again, after 48 hours or 60 lines.
 */
export function preview(plan: readonly PlanStep[], { family, priority, at, around }: PreviewGiven): PlanPreviewLine[] {
  if (plan.length === 0) return [];
  let now = at;
  let result = openAlert(findingOf(family, priority, at), plan, now, 'preview', around(now));
  const lines: PlanPreviewLine[] = [];
  let seen = 0;
  while ('alert' in result && lines.length < mostLines) {
    const { alert } = result;
    const news = linesOf(alert, seen, lines);
    lines.push(...news);
    seen = alert.history.length;
    if (hasEnded(alert, news) || !(alert.deadline - at <= longestMs)) break;
    now = Math.max(now, alert.deadline);
    result = due(alert, now, around(now));
  }
  return lines.slice(0, mostLines);
}

/** The last step has begun again, after all its attempts: so it goes on for ever. */
function hasEnded(alert: Alert, news: readonly PlanPreviewLine[]): boolean {
  return news.some(
    ({ what, step, attempt }) => what === 'begins-again' && step === alert.plan.length - 1 && attempt === 1,
  );
}

function linesOf(alert: Alert, seen: number, before: readonly PlanPreviewLine[]): PlanPreviewLine[] {
  const lines: PlanPreviewLine[] = [];
  for (const { what, at, step = 0, stepKind: kind, reason } of alert.history.slice(seen)) {
    if (kind === undefined) continue;
    const line = { at, step, kind, attempt: 1 };
    if (what === 'step-passed-by')
      lines.push({ ...line, what: 'passed-by', why: (reason?.code ?? '').slice('passed-by-'.length) as PassedBy });
    else if (what === 'waiting') lines.push({ ...line, what: 'waits', until: Number(reason?.params?.untilMs) });
    else if (what === 'step-started') {
      // One step begins in one move, and the alert says which attempt it is.
      const hasBegun = before.some((one) => one.step === step && one.what.startsWith('begins'));
      lines.push({ ...line, attempt: alert.attempt ?? 1, what: hasBegun ? 'begins-again' : 'begins' });
    }
  }
  return lines;
}

function findingOf(family: Family, priority: Priority, at: number): Finding {
  return {
    id: 'preview',
    episode: 'preview',
    subject: 'preview',
    detector: 'preview',
    version: 1,
    phase: 'began',
    family,
    priority,
    reason: { code: 'preview' },
    confidence: 1,
    since: at,
    at,
    live: true,
    evidence: [],
  };
}
