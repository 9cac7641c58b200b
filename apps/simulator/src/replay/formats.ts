import { depresjon } from './formats/depresjon.ts';
import { hypoxemia } from './formats/hypoxemia.ts';
import { mobifall } from './formats/mobifall.ts';
import { psg } from './formats/psg.ts';
import { ring } from './formats/ring.ts';
import { sisfall } from './formats/sisfall.ts';
import { sisfallOriginal } from './formats/sisfall-original.ts';
import { smartfallmm } from './formats/smartfallmm.ts';
import { weda } from './formats/weda.ts';
import { wedaOriginal } from './formats/weda-original.ts';
import type { Choice, Format, RecordedRun, Recording } from './recording.ts';
import { ReplayError } from './replay-error.ts';
import { openSource } from './source.ts';

/** What can be replayed. */
export const formats: readonly Format[] = [
  weda,
  smartfallmm,
  mobifall,
  sisfall,
  hypoxemia,
  psg,
  ring,
  depresjon,
  wedaOriginal,
  sisfallOriginal,
];

export interface ReadOptions extends Choice {
  /** Name of a format; guessed from the file when left out. */
  format?: string;
  /** Only this stretch of the recording, seconds from its beginning. */
  fromSeconds?: number;
  toSeconds?: number;
}

/**
 * Reads a recording from a file or folder.
 * @throws ReplayError: one line that says what is wrong with the file or the choice.
 */
export function readRecording(path: string, options: ReadOptions = {}): Recording {
  const names = formats.map(({ name }) => name).join(', ');
  const known = formats.find(({ name }) => name === options.format);
  if (options.format !== undefined && !known) {
    throw new ReplayError('unknown-format', `there is no format ${options.format}; there are ${names}`);
  }
  const source = openSource(path);
  const guessed = formats.find((format) => format.sniff(source));
  const format = known ?? guessed;
  if (!format) {
    throw new ReplayError('unknown-format', `${path} looks like none of the known formats; name one: ${names}`);
  }
  try {
    return cut(format.read(source, options), options, path);
  } catch (error) {
    // The wrong --format shows as a missing column; saying what the file looks like is of more help.
    const mistaken = error instanceof ReplayError && (error.code === 'missing-column' || error.code === 'bad-cell');
    if (known && guessed && known !== guessed && mistaken) {
      throw new ReplayError(
        'wrong-format',
        `${path} is not ${known.name} but looks like ${guessed.name}: ${error.message}`,
      );
    }
    throw error;
  }
}

function cutRun(run: RecordedRun, fromMs: number, toMs: number): RecordedRun {
  const first = Math.max(0, Math.ceil((fromMs - run.fromMs) / run.dt));
  const end = Math.max(first, Math.min(run.values.length, Math.floor((toMs - run.fromMs) / run.dt)));
  return { ...run, fromMs: run.fromMs + first * run.dt - fromMs, values: run.values.slice(first, end) };
}

/** Samples and events that lie whole in the stretch; runs are of scalars here, acceleration comes with events. */
function cut(recording: Recording, { fromSeconds, toSeconds }: ReadOptions, path: string): Recording {
  if (fromSeconds === undefined && toSeconds === undefined) return recording;
  const fromMs = (fromSeconds ?? 0) * 1000;
  const toMs = Math.min(recording.durationMs, (toSeconds ?? Number.POSITIVE_INFINITY) * 1000);
  if (!(fromMs >= 0 && toMs > fromMs)) {
    const lasts = (recording.durationMs / 1000).toFixed(0);
    throw new ReplayError(
      'bad-option',
      `${path} lasts ${lasts} s: from ${fromSeconds ?? 0} to ${toSeconds ?? lasts} s is nothing`,
    );
  }
  return {
    ...recording,
    durationMs: toMs - fromMs,
    runs: recording.runs.map((run) => cutRun(run, fromMs, toMs)).filter(({ values }) => values.length > 0),
    events: recording.events
      .filter(({ atMs, dueMs }) => atMs >= fromMs && dueMs <= toMs)
      .map(({ atMs, dueMs, readings }) => ({
        atMs: atMs - fromMs,
        dueMs: dueMs - fromMs,
        readings: readings.map((run) => ({ ...run, fromMs: run.fromMs - fromMs })),
      })),
    notes: [...recording.notes, `cut to ${fromMs / 1000}-${toMs / 1000} s`],
  };
}
