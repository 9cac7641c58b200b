import { print as en } from './en/print.ts';
import { print as ko } from './ko/print.ts';

type Widen<T> = T extends string
  ? string
  : T extends readonly string[]
    ? readonly string[]
    : T extends (...given: infer P) => string
      ? (...given: P) => string
      : { [K in keyof T]: Widen<T[K]> };
export type PrintWords = Widen<typeof en>;
const languages: Record<'ko' | 'en', PrintWords> = { ko, en };

/** What is printed, by itself: screens print nothing, and need not carry it to a phone. */
export function printWordsOf(language: 'ko' | 'en'): PrintWords {
  return languages[language];
}
