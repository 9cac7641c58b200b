import type { Alert, Finding, Outcome } from '@munan/flow';
import { askingKinds } from './conditions.ts';
import { currentStep } from './step.ts';

/**
 * The only three rules that close an alert of somebody watched over without a person at the desk. (A drill's are closed when it is
 * over, by `endDrill`.)
 *
 * 1. `answered-ok`: the person at home answered the question of a safety alert with "I'm fine", and nothing new has
 *    happened since the question was asked. Never for a vital sign: one can feel well with an oxygen of 80 %.
 * 2. `contact-restored`: every episode of a silence alert has ended, and nobody has taken it (who sends someone takes it).
 * 3. `trouble-over`: the same of an alert about Munan itself.
 *
 * None of the last two closes what a person opened again: she had a reason.
 */
export const answeredOk: Outcome = { verdict: 'unclear', code: 'answered-ok' };
export const contactRestored: Outcome = { verdict: 'unclear', code: 'contact-restored' };

export const troubleOver: Outcome = { verdict: 'unclear', code: 'trouble-over' };

/** `asked`: the number of the attempt whose question was answered, from 1. */
export function closesOnAnswer(alert: Alert, asked: number): boolean {
  return askingKinds.includes(currentStep(alert).kind) && alert.family !== 'vital' && !isNewsSinceAsked(alert, asked);
}

/** With which outcome an alert ends because all its signs have; undefined: it does not. */
export function endedBySigns(alert: Alert): Outcome | undefined {
  const outcome = { silence: contactRestored, house: troubleOver, safety: undefined, vital: undefined }[alert.family];
  if (!outcome || alert.takenBy !== undefined || alert.history.some(({ what }) => what === 'reopened'))
    return undefined;
  return allEnded(alert.findings) ? outcome : undefined;
}

/** A live episode that came after the question: "fine" may have been said about the one before. */
function isNewsSinceAsked(alert: Alert, asked: number): boolean {
  // Each finding has exactly one line in the history, in the same order; what came before the question is known by count.
  let known = 0;
  let attempts = 0;
  for (const { what } of alert.history) {
    if (what === 'opened' || what === 'merged' || what === 'sign-ended') known++;
    if (what === 'step-started' && ++attempts === asked) break;
  }
  const before = new Set(alert.findings.slice(0, known).map(({ episode }) => episode));
  return alert.findings
    .slice(known)
    .some(({ live, phase, episode }) => live && phase !== 'ended' && !before.has(episode));
}

/** What a detector last said of each episode, by event time; late data neither raises nor clears. */
function allEnded(findings: readonly Finding[]): boolean {
  const latest = new Map<string, Finding>();
  for (const finding of findings) {
    if (!finding.live) continue;
    const known = latest.get(finding.episode);
    if (!known || finding.at >= known.at) latest.set(finding.episode, finding);
  }
  return latest.size > 0 && [...latest.values()].every(({ phase }) => phase === 'ended');
}
