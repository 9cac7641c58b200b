import { operator } from './operator.ts';
/** Words of the response's own screens, one file a screen. */
import { plans } from './plans.ts';
import { shifts } from './shifts.ts';

export const centreWords = { plans, shifts };
