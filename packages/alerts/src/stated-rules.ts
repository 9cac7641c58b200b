import type { Alert, Finding, Outcome } from '@munan/flow';
import { currentStep } from './step.ts';

/**
 * The only two rules that close an alert of somebody watched over without a person at the desk. (A drill's are closed when it is
 * over, by `endDrill`.)
 *
 * 1. `answered-ok`: the person at home answered the question of a safety alert with "I'm fine", and nothing new has
 *    happened since the question was asked. Never for a vital sign: one can feel well with an oxygen of 80 %.
 * 2. `contact-restored`: every episode of a silence alert has ended, and nobody has taken it (who sends someone takes it).
 */
export const answeredOk: Outcome = { verdict: 'unclear', code: 'answered-ok' };
export const contactRestored: Outcome = { verdict: 'unclear', code: 'contact-restored' };

export function closesOnAnswer(alert: Alert): boolean {
  return currentStep(alert).kind === 'ask-device' && alert.family !== 'vital' && !isNewsSinceAsked(alert);
}

export function closesOnContact(alert: Alert): boolean {
  return alert.family === 'silence' && !alert.takenBy && allEnded(alert.findings);
}

/** A live episode that came after the question: "fine" may have been said about the one before. */
function isNewsSinceAsked(alert: Alert): boolean {
  // Each finding has exactly one line in the history, in the same order; what came before the question is known by count.
  let known = 0;
  let before = 0;
  for (const { what } of alert.history) {
    if (what === 'opened' || what === 'merged' || what === 'sign-ended') known++;
    if (what === 'step-started') before = known;
  }
  const asked = new Set(alert.findings.slice(0, before).map(({ episode }) => episode));
  return alert.findings
    .slice(before)
    .some(({ live, phase, episode }) => live && phase !== 'ended' && !asked.has(episode));
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
