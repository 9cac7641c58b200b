import type { Doing } from '@munan/flow';
import type { Minute } from './minutes.ts';
import { movedAt, restingAt } from './movement.ts';

/** Minutes of stillness, of the last `windowMinutes`, that are taken for sleep. */
export const asleepRule = { windowMinutes: 20, stillMinutes: 18 } as const;

/** What the last minutes were like, one bit each, the newest lowest: 1 where the person was covered and did not move. */
export interface DoingState {
  still: number;
  lastMinute: number;
  /** In the last minute; absent in states stored before it was kept. */
  last?: Doing;
}
export function startDoing(): DoingState {
  return { still: 0, lastMinute: 0, last: 'unknown' };
}
/** How long a closed minute stands for the present, minutes: grace and two packets of ten minutes. */
const staleMinutes = 25;
/** What the person does now, as far as minutes that are closed tell. `now` Unix ms. */
export function presentDoing({ lastMinute, last }: DoingState, now: number): Doing {
  return now / 60_000 - lastMinute <= staleMinutes ? (last ?? 'unknown') : 'unknown';
}

/** What the person does in a closed minute, from movement alone: known at its end, never corrected afterwards. */
export function stepDoing(state: DoingState, minute: Minute): Doing {
  const number = Math.floor(minute.from / 60_000);
  const passed = state.lastMinute > 0 ? number - state.lastMinute : 1;
  const kept = passed > 0 && passed < asleepRule.windowMinutes ? state.still << passed : 0;
  state.lastMinute = number;
  const still = minute.covered && !movedAt(minute) ? 1 : 0;
  state.still = (kept | still) & ((1 << asleepRule.windowMinutes) - 1);
  state.last = doingOf(state.still, minute);
  return state.last;
}
function doingOf(still: number, minute: Minute): Doing {
  if (!minute.covered) return 'unknown';
  if (!restingAt(minute)) return 'moving';
  let count = 0;
  for (let bits = still; bits > 0; bits &= bits - 1) count++;
  return count >= asleepRule.stillMinutes ? 'asleep' : 'resting';
}
