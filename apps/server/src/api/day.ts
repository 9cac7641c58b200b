import type { DayPlan } from '@munan/flow';
import type { House } from '../house.ts';
import type { App } from '../http/app.ts';
import { dayOfNurse } from '../sync/day-plan.ts';
import { tagsOf } from '../sync/pull.ts';
import { allow, saw, visible } from './gate.ts';

/** The nurse's day as her device is given it: whom to see today, in which order, and why. */
export function dayRoutes(app: App, house: House): void {
  app.get('/api/day', async (request): Promise<DayPlan> => {
    const asker = await allow(house, request, 'visits.write');
    const people = visible(house, asker, 'visits.write').sort();
    const day = await dayOfNurse(house, asker.id, people, await tagsOf(house, people));
    await saw(house, asker, [...new Set([...day.stops, ...day.later].map(({ person }) => person))], 'today');
    return day;
  });
}
