import type { Alert, AlertCommand, Finding } from '@munan/flow';
import type { Moved, Result } from './draft.ts';
import { openAlert } from './open.ts';
import { planFor } from './plans.ts';

/** For this room's tests. */
export const start = Date.UTC(2026, 10, 22, 0);
export const operator = { id: 'op-1', name: '김관제' };

let made = 0;
export function findingOf(more: Partial<Finding> = {}): Finding {
  made++;
  const episode = more.episode ?? 'fall/person-1/1';
  return {
    id: `${episode}/${made}`,
    episode,
    subject: 'person-1',
    detector: 'fall',
    version: 1,
    phase: 'began',
    family: 'safety',
    priority: 'medium',
    reason: { code: 'fall-suspected' },
    confidence: 0.9,
    since: start - 20_000,
    at: start,
    live: true,
    evidence: [],
    ...more,
  };
}

/** @throws Error when it was refused. */
export function moved(result: Result): Moved {
  if ('code' in result) throw new Error(`refused: ${result.code}: ${result.message}`);
  return result;
}

/** @throws Error when it was not refused. */
export function refusedWith(result: Result): string {
  if (!('code' in result)) throw new Error('not refused');
  return result.code;
}

export function opened(more: Partial<Finding> = {}, now = start): Alert {
  const finding = findingOf(more);
  return moved(openAlert(finding, planFor(finding.family, finding.priority), now, 'alert-1')).alert;
}

export const closeIt: AlertCommand = { command: 'close', outcome: { verdict: 'true', code: 'helped' } };
