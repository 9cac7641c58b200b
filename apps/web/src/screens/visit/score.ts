import { type News2, news2, news2Parameters } from '@munan/vitals';
import type { VisitVitals } from './fields.ts';

/** The score of what was entered so far; undefined before the first of the seven parameters, for 0 to 20 says nothing. */
export function scoreOfVisit(vitals: VisitVitals, scale2: boolean): News2 | undefined {
  if (news2Parameters.every((parameter) => vitals[parameter] === undefined)) return undefined;
  return news2(vitals, { scale2 });
}
