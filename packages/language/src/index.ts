/**
 * Every sentence a person reads or hears, one folder a language. English is the type that the others satisfy, so that a
 * missing Korean sentence does not compile. A message is a string, or a function of its numbers.
 */
import { en } from './en/index.ts';
import { ko } from './ko/index.ts';

export * from './centre-words.ts';
export * from './print.ts';
export * from './watch-words.ts';

/** The shape of a document of words, whatever its language. */
export type Widen<T> = T extends string
  ? string
  : T extends (...given: infer P) => string
    ? (...given: P) => string
    : { [K in keyof T]: Widen<T[K]> };
export type Words = Widen<typeof en>;
export const languages = { ko, en } as const;
export type LanguageCode = keyof typeof languages;
/** What each language calls itself. */
export const languageNames = { ko: '한국어', en: 'English' } as const satisfies Record<LanguageCode, string>;
export function wordsOf(language: LanguageCode): Words {
  return languages[language];
}
/** The words of one language, fetched when they are wanted: a page needs one language, not all. */
export async function loadWords(language: LanguageCode): Promise<Words> {
  return language === 'ko' ? (await import('./ko/index.ts')).ko : (await import('./en/index.ts')).en;
}
