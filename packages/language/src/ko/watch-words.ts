import type { WatchWords } from '../watch-words.ts';
import { rules } from './rules.ts';
import { watch } from './watch.ts';

export const watchWords = { rules, watch } satisfies WatchWords;
