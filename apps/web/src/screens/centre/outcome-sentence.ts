import type { Outcome } from '@munan/flow';
import type { Words } from '@munan/language';

/** How an alert ended, in words: "False alarm: device was dropped". */
export function outcomeSentence(words: Words, outcome: Outcome): string {
  if (outcome.code === 'drill-over') return words.response.drillOver;
  const codes: Record<string, string> = words.response.outcomes[outcome.verdict];
  return `${words.response.verdicts[outcome.verdict]}: ${codes[outcome.code] ?? outcome.code}`;
}
