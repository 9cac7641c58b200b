import { type LanguageCode, type Words, wordsOf } from '@munan/language';
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

export function LanguageProvider({ children }: { children: ReactNode }) {
  const [language, setLanguage] = useState<LanguageCode>(() => rememberedLanguage(window.localStorage));
  useEffect(() => {
    document.documentElement.lang = language;
  }, [language]);
  const value = useMemo<LanguageValue>(
    () => ({
      language,
      words: wordsOf(language),
      formats: formatsOf(language),
      choose: (next) => {
        window.localStorage.setItem(storageKey, next);
        setLanguage(next);
      },
    }),
    [language],
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
