import { isRefusal, type Moved, type Refusal } from './rules.ts';

/** A new alert knows from which version of the house's plans its own was copied. */
export function ofPlans<R extends Moved | Refusal>(opened: R, planVersion: number): R {
  return isRefusal(opened) ? opened : { ...opened, alert: { ...opened.alert, planVersion } };
}
