import type { Channel } from '@munan/flow';
import type { Source } from './source.ts';

/** A run of evenly spaced samples; `fromMs` counts from the beginning of the recording. */
export interface RecordedRun {
  channel: Channel;
  fromMs: number;
  dt: number;
  /** Laid out as `Reading.values` in flow; NaN where missing. */
  values: Float64Array;
}

/** What the device itself would have reported: a suspected fall with the acceleration around it. */
export interface RecordedEvent {
  atMs: number;
  /** When the device has everything it sends with it. */
  dueMs: number;
  readings: RecordedRun[];
}

export interface Recording {
  format: string;
  /** What was read, in a line. */
  title: string;
  durationMs: number;
  runs: RecordedRun[];
  events: RecordedEvent[];
  /** What was changed on the way from the file, in words: resampling, values left out. */
  notes: string[];
}

/** What of a file is wanted. */
export interface Choice {
  /** Name of a trial; a trailing * stands for any ending. All trials when left out. */
  trial?: string;
}

/** One kind of file. Add one: a file in formats/, a line in formats.ts. */
export interface Format {
  name: string;
  /** For `--help`. */
  description: string;
  /** Does this look like such a file, by its name and first line? */
  sniff(source: Source): boolean;
  /** @throws ReplayError */
  read(source: Source, choice: Choice): Recording;
}
