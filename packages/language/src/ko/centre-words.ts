/** Words of the response's own screens, one file a screen. */
import type { CentreWords } from '../centre-words.ts';
import { operator } from './operator.ts';
import { plans } from './plans.ts';
import { shifts } from './shifts.ts';

export const centreWords = { operator, plans, shifts } satisfies CentreWords;
