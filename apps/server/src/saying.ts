import type { Action, Language, Reason } from '@munan/flow';
import { wordsOf } from '@munan/language';

/** The sentence of a reason. */
export function say(reason: Reason, language: Language): string {
  const words = wordsOf(language).reasons as Record<
    string,
    string | ((params: NonNullable<Reason['params']>) => string)
  >;
  const message = words[reason.code] ?? words.unknown ?? reason.code;
  return typeof message === 'function' ? message(reason.params ?? {}) : message;
}

/** What was done, in the words of reason `done`. */
export function doneReasons(actions: readonly Action[]): { at: number; what: Reason }[] {
  return actions.map(({ at, stepKind, state }) => ({ at, what: { code: 'done', params: { step: stepKind, state } } }));
}
