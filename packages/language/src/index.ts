/**
 * Every sentence a person reads or hears, one folder a language. English is the type that the others satisfy, so that a
 * missing Korean sentence does not compile. A message is a string, or a function of its numbers.
 */
import { en } from './en/index.ts';
import { ko } from './ko/index.ts';

export * from './print.ts';

type Widen<T> = T extends string
  ? string
  : T extends (...given: infer P) => string
    ? (...given: P) => string
    : { [K in keyof T]: Widen<T[K]> };
export type Words = Widen<typeof en>;
export const languages = { ko, en } as const;
export type LanguageCode = keyof typeof languages;
export function wordsOf(language: LanguageCode): Words {
  return languages[language];
}
