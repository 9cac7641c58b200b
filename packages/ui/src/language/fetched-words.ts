import { type CentreWords, type LanguageCode, loadCentreWords, loadWatchWords, type WatchWords } from '@munan/language';
import { use } from 'react';
import { useLanguage } from './words.tsx';

function fetchedOnce<W>(load: (language: LanguageCode) => Promise<W>): (language: LanguageCode) => Promise<W> {
  const loaded = new Map<LanguageCode, Promise<W>>();
  return (language) => {
    let words = loaded.get(language);
    if (!words) {
      words = load(language);
      // What could not be fetched is asked again by the next.
      words.catch(() => loaded.delete(language));
      loaded.set(language, words);
    }
    return words;
  };
}
const watchWords = fetchedOnce(loadWatchWords);
const centreWords = fetchedOnce(loadCentreWords);

/** The sentences of the watch's screens in the language in use. The first that asks waits for them (Suspense). */
export function useWatchWords(): WatchWords {
  return use(watchWords(useLanguage().language));
}
/** The sentences of the response's own screens, in the same way. */
export function useCentreWords(): CentreWords {
  return use(centreWords(useLanguage().language));
}
