import type { Reason } from '@munan/flow';
import type { Words } from '@munan/language';

type Message = string | ((params: Record<string, string | number | boolean>) => string);

/**
 * The sentence of a reason in the language of `words`. Detectors' reasons are in `reasons`, the plan's in `response`.
 * A code that this version does not know is shown as such rather than hidden: an alarm without words is still an alarm.
 */
export function reasonSentence(words: Words, reason: Reason): string {
  for (const area of [words.reasons, words.response] as unknown as Record<string, Message | undefined>[]) {
    const message = area[reason.code];
    if (typeof message === 'string') return message;
    if (typeof message === 'function') return message(reason.params ?? {});
  }
  return words.shell.unknownReason(reason.code);
}
