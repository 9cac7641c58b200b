import type { StepKind } from '@munan/flow';
import type { Words } from '@munan/language';

/** What is said on the phone at a step, in order; nothing for the steps at which the operator does not speak first. */
export function scriptOf(words: Words, kind: StepKind, name: string): string[] {
  if (kind === 'ask-device' || kind === 'dispatch') return [];
  const script = words.response.scripts[kind];
  // Where a machine asks or somebody else is told, the operator only waits.
  if (!('greet' in script)) return [];
  const call = { name, centre: words.centre.ownName };
  return [script.greet(call), script.why(call), script.ask(call)];
}
