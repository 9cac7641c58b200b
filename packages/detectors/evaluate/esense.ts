import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { readRows, type Trial } from './fall-sets.ts';

const breakSeconds = 1;
const leastRows = 200;

/** The eSense recordings, ear and wrist, cut where nothing came for a second. Daily life without a fall: false alarms can be counted. */
export function esenseSegments(folder: string): Trial[] {
  const base = join(folder, 'falls/esense');
  const segments: Trial[] = [];
  if (!existsSync(join(base, 'esense_recordings.csv.gz'))) return segments;
  for (const { recording } of readRows(join(base, 'esense_recordings.csv.gz'))) {
    for (const device of ['ear', 'wrist']) {
      const path = join(base, `${recording}_${device}.csv.gz`);
      const rows = existsSync(path) ? readRows(path) : [];
      let first = 0;
      for (let i = 1; i <= rows.length; i++) {
        if (i < rows.length && Number(rows[i]!.t_s) - Number(rows[i - 1]!.t_s) <= breakSeconds) continue;
        const piece = rows.slice(first, i);
        first = i;
        if (piece.length < leastRows) continue;
        const seconds = Number(piece.at(-1)!.t_s) - Number(piece[0]!.t_s);
        segments.push({
          set: `esense ${device}`,
          subject: recording!,
          elderly: false,
          trial: `${i}`,
          activity: recording!,
          isFall: false,
          dtMs: (seconds * 1000) / (piece.length - 1),
          values: Float64Array.from(
            piece.flatMap(({ ax_g, ay_g, az_g }) =>
              [ax_g, ay_g, az_g].map((cell) => (cell ? 1000 * Number(cell) : Number.NaN)),
            ),
          ),
        });
      }
    }
  }
  return segments;
}
