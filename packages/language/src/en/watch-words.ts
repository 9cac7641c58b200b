import { rules } from './rules.ts';
import { watch } from './watch.ts';

export const watchWords = { rules, watch };
