/** Words of the response's own screens, one file a screen. */
import { accounts } from './accounts.ts';
import { drill } from './drill.ts';
import { notices } from './notices.ts';
import { operator } from './operator.ts';
import { outcomes } from './outcomes.ts';
import { outgoing } from './outgoing.ts';
import { own } from './own.ts';
import { plans } from './plans.ts';
import { shifts } from './shifts.ts';
import { wishes } from './wishes.ts';

export const centreWords = { accounts, drill, notices, operator, outcomes, outgoing, own, plans, shifts, wishes };
