/** Words of the response's own screens, one file a screen. */
import { notices } from './notices.ts';
import { operator } from './operator.ts';
import { outgoing } from './outgoing.ts';
import { own } from './own.ts';
import { plans } from './plans.ts';
import { shifts } from './shifts.ts';
import { wishes } from './wishes.ts';

export const centreWords = { notices, operator, outgoing, own, plans, shifts, wishes };
