/**
 * The sentences of the response's own screens (plans, shifts, outcomes, drills, wishes, a person's own page): fetched with them,
 * since a nurse's phone begins without them.
 */
import { centreWords as en } from './en/centre-words.ts';
import type { LanguageCode, Widen } from './index.ts';
import { centreWords as ko } from './ko/centre-words.ts';

export type CentreWords = Widen<typeof en>;
const languages = { ko, en } as const;

export function centreWordsOf(language: LanguageCode): CentreWords {
  return languages[language];
}
/** Of one language alone. */
export async function loadCentreWords(language: LanguageCode): Promise<CentreWords> {
  return language === 'ko'
    ? (await import('./ko/centre-words.ts')).centreWords
    : (await import('./en/centre-words.ts')).centreWords;
}
