import type { UsualChannel } from '@munan/flow';
import type { Minute } from '../minutes.ts';
import type { Visit } from './learned.ts';
import { bins, states } from './population.ts';
import { scales } from './scale.ts';

/** Minutes are gathered into stretches of one state on the clock's ten minutes, and stretches into visits. */
export const stretchMinutes = 10;
/** A stretch of fewer minutes says nothing; of fewer than the second number it is learned and not judged. */
const leastMinutes = 3;
export const leastJudgedMinutes = 6;
/** A visit of fewer minutes is no observation of its day. */
const leastVisitMinutes = 15;
/** After a gap this long a sensor must settle again; one in the ear warms up for a quarter of an hour. */
const gapMinutes = 5;
const settleMinutes: Record<UsualChannel, number> = { spo2: 2, pulse: 2, temperature: 15, activity: 0 };

/** Of one channel: what is gathered and not learned yet. */
export interface Gathered {
  /** Open stretch, on the channel's scale: minutes, sum, sum of squares. */
  open: number[];
  /** Of each state, of the open 4-hour bin: stretches, minutes, mean, squared distances of stretches, variance in them times minutes. */
  visits: number[];
  /** Since which minute (Unix minutes) values have come without a gap, and the last one. */
  since: number;
  last: number;
}
const perVisit = 5;
export function startGathered(): Gathered {
  return { open: [0, 0, 0], visits: new Array(perVisit * states.length).fill(0), since: 0, last: 0 };
}
/** A stretch that is over, on the channel's scale. */
export interface Stretch {
  state: number;
  minutes: number;
  mean: number;
  /** Unix ms. */
  from: number;
  to: number;
}
const tens = [1, 10, 100, 1e3, 1e4, 1e5, 1e6];
const round = (value: number, decimals: number) => Math.round(value * tens[decimals]!) / tens[decimals]!;

function measuredOf(channel: UsualChannel, minute: Minute): number | undefined {
  if (channel !== 'activity') return minute[channel];
  // Steps alone say whether she moves, and not how much.
  return minute.covered && !(minute.counts === 0 && minute.steps > 0) ? minute.counts : undefined;
}

/** Takes in one minute. `number` in Unix minutes. */
export function gather(gathered: Gathered, channel: UsualChannel, minute: Minute, number: number): void {
  const value = measuredOf(channel, minute);
  if (value === undefined) return;
  if (number - gathered.last > gapMinutes || minute.handled) gathered.since = number;
  gathered.last = number;
  if (number - gathered.since < settleMinutes[channel]) return;
  const y = scales[channel].to(value);
  if (!Number.isFinite(y)) return;
  gathered.open[0] = gathered.open[0]! + 1;
  gathered.open[1] = round(gathered.open[1]! + y, 4);
  gathered.open[2] = round(gathered.open[2]! + y * y, 5);
}

/** Ends the open stretch and adds it to the visit of its state; undefined when it says nothing. */
export function endStretch(gathered: Gathered, state: number): Omit<Stretch, 'from' | 'to'> | undefined {
  const [minutes, sum, squares] = gathered.open as [number, number, number];
  if (minutes === 0) return undefined;
  gathered.open = [0, 0, 0];
  if (minutes < leastMinutes) return undefined;
  const mean = sum / minutes;
  const { visits } = gathered;
  const at = perVisit * state;
  const before = visits[at + 1]!;
  const all = before + minutes;
  const step = mean - visits[at + 2]!;
  visits[at] = visits[at]! + 1;
  visits[at + 1] = all;
  visits[at + 2] = round(visits[at + 2]! + (minutes / all) * step, 4);
  visits[at + 3] = round(visits[at + 3]! + (before * minutes * step * step) / all, 4);
  const variance = Math.max(0, squares / minutes - mean * mean) * (minutes / (minutes - 1));
  visits[at + 4] = round(visits[at + 4]! + variance * minutes, 4);
  return { state, minutes, mean };
}

/** The visits of the 4-hour bin that is over; they begin anew. */
export function endVisits(gathered: Gathered, bin: number): Visit[] {
  const over: Visit[] = [];
  for (let state = 0; state < states.length; state++) {
    const [stretches, minutes, mean, squares, within] = gathered.visits.slice(perVisit * state) as [
      number,
      number,
      number,
      number,
      number,
    ];
    if (minutes < leastVisitMinutes) continue;
    over.push({
      cell: state * bins + bin,
      stretches,
      mean,
      stretchVar: stretches > 1 ? (squares / minutes) * (stretches / (stretches - 1)) : undefined,
      minuteVar: within / minutes,
    });
  }
  gathered.visits.fill(0);
  return over;
}
