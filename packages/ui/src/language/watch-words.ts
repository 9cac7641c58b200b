import { type LanguageCode, loadWatchWords, type WatchWords } from '@munan/language';
import { use } from 'react';
import { useLanguage } from './words.tsx';

const loaded = new Map<LanguageCode, Promise<WatchWords>>();

/** The sentences of the watch's screens in the language in use. The first that asks waits for them (Suspense). */
export function useWatchWords(): WatchWords {
  const { language } = useLanguage();
  let words = loaded.get(language);
  if (!words) {
    words = loadWatchWords(language);
    // What could not be fetched is asked again by the next.
    words.catch(() => loaded.delete(language));
    loaded.set(language, words);
  }
  return use(words);
}
