import { type LanguageCode, loadWords, type Words } from '@munan/language';
import { createContext, type ReactNode, useContext, useEffect, useMemo, useState } from 'react';
import { type Formats, formatsOf } from '../time/formats.ts';

interface LanguageValue {
  language: LanguageCode;
  words: Words;
  formats: Formats;
  choose: (language: LanguageCode) => void;
}

const storageKey = 'munan-language';
const LanguageContext = createContext<LanguageValue | undefined>(undefined);

/** The language chosen on this device before; Korean where nothing was chosen. */
export function rememberedLanguage(storage: Pick<Storage, 'getItem'>): LanguageCode {
  return storage.getItem(storageKey) === 'en' ? 'en' : 'ko';
}

/** A language with its words, as `loadWords` fetched them. */
export interface LoadedLanguage {
  language: LanguageCode;
  words: Words;
}

/** @param first the language that the page begins with: another is fetched when it is chosen */
export function LanguageProvider({ first, children }: { first: LoadedLanguage; children: ReactNode }) {
  const [{ language, words }, setLoaded] = useState(first);
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const value = useMemo<LanguageValue>(
    () => ({
      language,
      words,
      formats: formatsOf(language, words),
      choose: (next) => {
        void loadWords(next).then((loaded) => {
          window.localStorage.setItem(storageKey, next);
          setLoaded({ language: next, words: loaded });
        });
      },
    }),
    [language, words],
  );
  return <LanguageContext value={value}>{children}</LanguageContext>;
}

/** The language in use, how to change it, and how it writes times and numbers. */
export function useLanguage(): LanguageValue {
  const value = useContext(LanguageContext);
  if (!value) throw new Error('useLanguage is called outside LanguageProvider');
  return value;
}

/** Every sentence in the language in use: `useWords().shell.actions.save`. */
export function useWords(): Words {
  return useLanguage().words;
}

/** How the language in use writes times, spans and numbers. */
export function useFormats(): Formats {
  return useLanguage().formats;
}
