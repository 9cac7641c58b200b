import type { Outcome } from '@munan/flow';

/** How an alert can end. The words for each code are in `language`, `response.outcomes`. */
export const outcomeCodes: Record<Outcome['verdict'], readonly string[]> = {
  true: ['fell', 'unwell', 'helped', 'dispatched', 'other'],
  false: ['dropped', 'charging', 'asleep', 'device', 'other'],
  unclear: ['answered-ok', 'contact-restored', 'trouble-over', 'other'],
};

export function isOutcome(outcome: Outcome | undefined): outcome is Outcome {
  return outcome !== undefined && (outcomeCodes[outcome.verdict]?.includes(outcome.code) ?? false);
}
