import type { Reason } from '@munan/flow';
import type { Words } from '@munan/language';

type Message = string | ((params: Record<string, string | number | boolean>) => string);

/**
 * The sentence of a reason in the language of `words`: a detector's (`reasons`), a change's (`response.changeReasons`) or
 * something tried (`response.tried`). A code that this version does not know is shown as such rather than hidden: an
 * alarm without words is still an alarm.
 */
export function reasonSentence(words: Words, reason: Reason): string {
  for (const area of [words.reasons, words.response.changeReasons, words.response.tried]) {
    if (!Object.hasOwn(area, reason.code)) continue;
    const message = (area as unknown as Record<string, Message>)[reason.code]!;
    return typeof message === 'string' ? message : message(reason.params ?? {});
  }
  return words.shell.unknownReason(reason.code);
}
