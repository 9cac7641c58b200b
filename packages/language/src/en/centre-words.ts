/** Words of the response's own screens, one file a screen. */
import { operator } from './operator.ts';
import { plans } from './plans.ts';
import { shifts } from './shifts.ts';

export const centreWords = { operator, plans, shifts };
