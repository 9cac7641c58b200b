import type { OwnPage } from '@munan/flow';
import type { CentreWords } from '@munan/language';

/** What is being done for her, to her: of an ambulance how far it is, once it was called. */
export function helpingSays(
  { step, ambulance }: Pick<NonNullable<OwnPage['helping']>, 'step' | 'ambulance'>,
  words: Pick<CentreWords['own'], 'steps' | 'ambulance'>,
): string {
  return ambulance === undefined ? words.steps[step] : words.ambulance[ambulance];
}
