/**
 * The sentences of the watch's own screens (a person's days and nights, the rules): fetched with them, since a nurse's phone
 * begins without them.
 */
import { watchWords as en } from './en/watch-words.ts';
import type { LanguageCode, Widen } from './index.ts';
import { watchWords as ko } from './ko/watch-words.ts';

export type WatchWords = Widen<typeof en>;
const languages = { ko, en } as const;

export function watchWordsOf(language: LanguageCode): WatchWords {
  return languages[language];
}
/** Of one language alone. */
export async function loadWatchWords(language: LanguageCode): Promise<WatchWords> {
  return language === 'ko'
    ? (await import('./ko/watch-words.ts')).watchWords
    : (await import('./en/watch-words.ts')).watchWords;
}
