import { eventWindow, suspectFalls } from '@munan/detectors';
import type { Choice, RecordedEvent, RecordedRun, Recording } from './recording.ts';
import { ReplayError } from './replay-error.ts';

/** A trial's samples as they lie in the file: stamps in ms, acceleration in milli-g. */
export interface Trial {
  name: string;
  stampsMs: Float64Array;
  /** x0, y0, z0, x1, … */
  milliG: Float64Array;
}

const deviceDtMs = 20;
const minuteMs = 60_000;
/** A longer pause between two stamps is a gap in the data. */
const longestPauseMs = 500;
/** From one trial to the next. */
const restMs = 10_000;
const gravity = 9.80665;

export const fromMetresPerSecond2 = 1000 / gravity;

/**
 * To 50 Hz as a device samples. Stamps of phones and watches come in bursts of what was buffered, so within a stretch
 * without a pause the samples are taken as evenly spaced from its first to its last stamp; pauses stay missing; stamps that
 * step back are passed over. More than 75 Hz is averaged first.
 */
export function evenOut({ stampsMs, milliG }: Trial): Float64Array {
  const kept: number[] = [];
  for (let at = 0; at < stampsMs.length; at++) {
    const stamp = stampsMs[at]!;
    const last = kept.at(-1);
    if (Number.isNaN(stamp) || (last !== undefined && stamp < stampsMs[last]!)) continue;
    if (Number.isNaN(milliG[at * 3]!) || Number.isNaN(milliG[at * 3 + 1]!) || Number.isNaN(milliG[at * 3 + 2]!))
      continue;
    kept.push(at);
  }
  if (kept.length < 2) return new Float64Array(0);
  const first = stampsMs[kept[0]!]!;
  const count = Math.floor((stampsMs[kept.at(-1)!]! - first) / deviceDtMs) + 1;
  const even = new Float64Array(count * 3).fill(Number.NaN);
  for (let start = 0; start < kept.length; ) {
    let end = start + 1;
    while (end < kept.length && stampsMs[kept[end]!]! - stampsMs[kept[end - 1]!]! <= longestPauseMs) end++;
    fill(even, first, stampsMs, milliG, kept.slice(start, end));
    start = end;
  }
  return even;
}

function fill(
  even: Float64Array,
  first: number,
  stampsMs: Float64Array,
  milliG: Float64Array,
  stretch: number[],
): void {
  const begins = stampsMs[stretch[0]!]! - first;
  const ends = stampsMs[stretch.at(-1)!]! - first;
  if (stretch.length < 2 || ends === begins) return;
  const dt = (ends - begins) / (stretch.length - 1);
  const block = Math.max(1, Math.round(deviceDtMs / dt));
  const blocks = Math.floor(stretch.length / block);
  const mean = (at: number, axis: number) => {
    let sum = 0;
    for (let k = at * block; k < (at + 1) * block; k++) sum += milliG[stretch[k]! * 3 + axis]!;
    return sum / block;
  };
  const from = Math.ceil(begins / deviceDtMs);
  const to = Math.min(even.length / 3 - 1, Math.floor(ends / deviceDtMs));
  for (let at = from; at <= to; at++) {
    // Place among the blocks, each standing for the middle of its samples.
    const place = Math.min(blocks - 1, Math.max(0, ((at * deviceDtMs - begins) / dt - (block - 1) / 2) / block));
    const low = Math.floor(place);
    const part = place - low;
    for (let axis = 0; axis < 3; axis++) {
      const before = mean(low, axis);
      const after = part === 0 ? before : mean(Math.min(blocks - 1, low + 1), axis);
      even[at * 3 + axis] = Math.round(before * (1 - part) + after * part);
    }
  }
}

/**
 * Counts of one minute, as a device counts: for each second how far the magnitude strays from its mean, less what is noise,
 * in milli-g, summed and divided by five. Stillness is 0 and an ordinary walk 1,000 or more, as the protocol asks.
 */
const noiseMilliG = 12;
const milliGPerCount = 5;

function countsOf(second: Float64Array): number {
  const magnitudes: number[] = [];
  for (let at = 0; at + 2 < second.length; at += 3) {
    const magnitude = Math.hypot(second[at]!, second[at + 1]!, second[at + 2]!);
    if (!Number.isNaN(magnitude)) magnitudes.push(magnitude);
  }
  if (magnitudes.length === 0) return Number.NaN;
  const mean = magnitudes.reduce((sum, value) => sum + value, 0) / magnitudes.length;
  const strays = magnitudes.reduce((sum, value) => sum + Math.abs(value - mean), 0) / magnitudes.length;
  return Math.max(0, strays - noiseMilliG) / milliGPerCount;
}

/**
 * Activity of each minute of the recording, and of the rest of the last one as a shorter period: nothing is said of time
 * that was not recorded. A minute in which nothing was measured is missing.
 */
function activityOf(runs: readonly RecordedRun[], durationMs: number): RecordedRun[] {
  const minutes = Math.ceil(durationMs / minuteMs);
  const values = new Float64Array(minutes).fill(Number.NaN);
  for (const { fromMs, dt, values: samples } of runs) {
    const perSecond = Math.round(1000 / dt) * 3;
    for (let at = 0; at < samples.length; at += perSecond) {
      const counts = countsOf(samples.subarray(at, at + perSecond));
      if (Number.isNaN(counts)) continue;
      const minute = Math.min(minutes - 1, Math.floor((fromMs + (at / 3) * dt) / minuteMs));
      values[minute] = (Number.isNaN(values[minute]!) ? 0 : values[minute]!) + counts;
    }
  }
  const counts = values.map((value) => Math.round(value));
  const whole = Math.floor(durationMs / minuteMs);
  const restOfMs = durationMs - whole * minuteMs;
  const run = (fromMs: number, dt: number, of: Float64Array): RecordedRun[] =>
    of.length === 0 ? [] : [{ channel: 'activity', fromMs, dt, values: of }];
  return [
    ...run(0, minuteMs, counts.slice(0, whole)),
    ...(restOfMs > 0 ? run(whole * minuteMs, restOfMs, counts.slice(whole)) : []),
  ];
}

/** What a device with the on-device trigger reports of one trial that begins at `fromMs`. */
function eventsOf(fromMs: number, samples: Float64Array): RecordedEvent[] {
  const count = samples.length / 3;
  const axis = (which: number) => Float64Array.from({ length: count }, (_, at) => samples[at * 3 + which]!);
  const t = Float64Array.from({ length: count }, (_, at) => at * deviceDtMs);
  return suspectFalls(t, axis(0), axis(1), axis(2)).map((moment) => {
    const first = Math.max(0, Math.round((moment - eventWindow.beforeMs) / deviceDtMs));
    const end = Math.min(count, Math.round((moment + eventWindow.afterMs) / deviceDtMs));
    return {
      atMs: fromMs + moment,
      dueMs: fromMs + end * deviceDtMs,
      readings: [
        {
          channel: 'acceleration',
          fromMs: fromMs + first * deviceDtMs,
          dt: deviceDtMs,
          values: samples.slice(first * 3, end * 3),
        },
      ],
    };
  });
}

export function wanted(name: string, trial: string | undefined): boolean {
  if (trial === undefined) return true;
  return trial.endsWith('*') ? name.startsWith(trial.slice(0, -1)) : name === trial;
}

/**
 * What a device would have sent of these trials, one after the other with ten seconds between: suspected falls with the
 * acceleration around them, and activity each minute. The acceleration itself stays on the device, as in life.
 * @throws ReplayError when no trial fits the choice or none has samples.
 */
export function recordMotion(format: string, title: string, trials: readonly Trial[], choice: Choice): Recording {
  const chosen = trials.filter(({ name }) => wanted(name, choice.trial));
  if (chosen.length === 0) {
    const names = trials.map(({ name }) => name);
    const shown = names.length > 8 ? `${names.slice(0, 8).join(', ')} and ${names.length - 8} more` : names.join(', ');
    throw new ReplayError('no-such-trial', `${title} has no trial ${choice.trial}; it has ${shown}`);
  }
  const runs: RecordedRun[] = [];
  let fromMs = 0;
  for (const trial of chosen) {
    const values = evenOut(trial);
    if (values.length === 0) continue;
    runs.push({ channel: 'acceleration', fromMs, dt: deviceDtMs, values });
    fromMs += (values.length / 3) * deviceDtMs + restMs;
  }
  if (runs.length === 0) throw new ReplayError('no-rows', `${title}: no samples with a time in the chosen trials`);
  const durationMs = fromMs - restMs;
  return {
    format,
    title: `${title}: ${chosen.length === 1 ? `trial ${chosen[0]!.name}` : `${chosen.length} trials`}`,
    durationMs,
    runs: activityOf(runs, durationMs),
    events: runs.flatMap((run) => eventsOf(run.fromMs, run.values)),
    notes: [
      'acceleration brought to 50 Hz; sent as the suspected falls that the on-device trigger finds, and as activity each minute',
      ...(chosen.length > 1 ? [`${chosen.length} trials one after the other, 10 s between them`] : []),
    ],
  };
}

/** Groups rows that follow each other by the name of their trial. `sample` gives stamp (ms) and milli-g of a row. */
export function groupTrials(
  rows: number,
  nameOf: (row: number) => string,
  sample: (row: number, atTrial: number) => [number, number, number, number],
  choice: Choice,
): Trial[] {
  const found = new Map<string, number[]>();
  for (let row = 0; row < rows; row++) {
    const name = nameOf(row);
    const list = found.get(name);
    if (list) list.push(row);
    else found.set(name, [row]);
  }
  return [...found].map(([name, list]) => {
    // Rows of trials that are not wanted are named but not read.
    const count = wanted(name, choice.trial) ? list.length : 0;
    const stampsMs = new Float64Array(count);
    const milliG = new Float64Array(count * 3);
    for (let at = 0; at < count; at++) {
      const [stamp, x, y, z] = sample(list[at]!, at);
      stampsMs[at] = stamp;
      milliG.set([x, y, z], at * 3);
    }
    return { name, stampsMs, milliG };
  });
}
