import type { Alert, Circumstances, Outcome } from '@munan/flow';
import { close } from './closing.ts';
import { Draft, type Moved } from './draft.ts';
import { plainDay } from './plain-day.ts';
import { endStep } from './step.ts';

const drillOver: Outcome = { verdict: 'unclear', code: 'drill-over' };

/**
 * The stated rule that ends a drill: what is still open of it is closed, and nobody needs to say how it would have ended. The same
 * alert when it is none of a drill's, whatever was asked, or closed already.
 */
export function endDrill(alert: Alert, now: number, around: Circumstances = plainDay): Moved {
  if (alert.drill === undefined || alert.status === 'closed') return { alert, effects: [] };
  const draft = new Draft(alert, now, around);
  endStep(draft, 'failed', 'plan');
  close(draft, drillOver, 'plan');
  return draft.moved();
}
