import type { OutgoingChannel, OutgoingEvent } from '@munan/devices';
import { samplesWidth } from '@munan/flow';
import type { RecordedRun, Recording } from './recording.ts';

const minuteMs = 60_000;

/** A packet's content, before it has a seq and a moment of sending. Times are Unix ms. */
export interface Parcel {
  /** When the device would have sent it, ms from the beginning of the recording. */
  dueMs: number;
  channels: OutgoingChannel[];
  events: OutgoingEvent[];
}

/** The samples of a run that are complete in (fromMs, toMs], placed so that the recording begins at `startAt`. */
function slice(run: RecordedRun, startAt: number, fromMs: number, toMs: number): OutgoingChannel[] {
  const width = samplesWidth[run.channel];
  const count = run.values.length / width;
  const upTo = (ms: number) => Math.min(count, Math.max(0, Math.floor((ms - run.fromMs) / run.dt)));
  const [first, end] = [upTo(fromMs), upTo(toMs)];
  const x = run.values.subarray(first * width, end * width);
  if (x.every(Number.isNaN)) return [];
  return [{ c: run.channel, t: Math.round(startAt + run.fromMs + first * run.dt), dt: run.dt, x }];
}

/**
 * Cuts a recording into what a device would have sent: a packet a minute, and one at once for each event.
 * @param startAt where the recording's beginning is placed, Unix ms.
 */
export function parcelsOf(recording: Recording, startAt: number): Parcel[] {
  const parcels: Parcel[] = [];
  const minutes = Math.ceil(recording.durationMs / minuteMs);
  for (let minute = 0; minute < minutes; minute++) {
    const fromMs = minute * minuteMs;
    const toMs = fromMs + minuteMs;
    const channels = recording.runs.flatMap((run) => slice(run, startAt, fromMs, toMs));
    if (channels.length > 0) {
      parcels.push({ dueMs: Math.min(recording.durationMs, fromMs + minuteMs), channels, events: [] });
    }
  }
  for (const { atMs, dueMs, readings } of recording.events) {
    const channels = readings.flatMap((run) => slice(run, startAt, 0, Number.POSITIVE_INFINITY));
    parcels.push({ dueMs, channels: [], events: [{ e: 'fall-suspected', t: Math.round(startAt + atMs), channels }] });
  }
  return parcels.sort((a, b) => a.dueMs - b.dueMs);
}
