import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { cellsOf, fallSets, measuredHz, readRows, readText, type SetForm } from './fall-sets.ts';

/** What one unit is in milli-g, by the end of the column's name. */
const milliGOf: Record<string, number> = { m_s2: 1000 / 9.80665, g: 1000, mg: 1, g_x256: 1000 / 256 };

/**
 * Sets in `falls/` that nobody here has seen, as far as they have the form of the others: `NAME_trials.csv.gz` with subject, trial,
 * activity, is_fall; a file a person, `SUBJECT_PLACE.csv.gz`, with trial, t_s where the rate is not in the file's name, ax_UNIT,
 * ay_UNIT, az_UNIT. They are only judged, never learned from.
 */
export function otherFallSets(folder: string): Record<string, SetForm> {
  const known = new Set(['esense', ...Object.values(fallSets).map((form) => form.folder)]);
  const found: Record<string, SetForm> = {};
  for (const name of readdirSync(join(folder, 'falls'))) {
    const base = join(folder, 'falls', name);
    const index = `${name}_trials.csv.gz`;
    if (known.has(name) || !existsSync(join(base, index))) continue;
    const subjects = new Set(readRows(join(base, index)).map((row) => row.subject));
    const places = new Map<string, string>();
    for (const file of readdirSync(base)) {
      const [, subject, place] = /^(.+?)(_.*)?\.csv\.gz$/.exec(file) ?? [];
      if (subjects.has(subject)) places.set(place ?? '', file);
    }
    for (const [place, file] of places) {
      const head = cellsOf(readText(join(base, file)).split('\n', 1)[0]!);
      const xColumn = head.findIndex((column) => column.startsWith('ax_'));
      const milliG = milliGOf[(head[xColumn] ?? '').slice(3)];
      const [, hz] = /_(\d+)hz/.exec(place) ?? [];
      if (milliG === undefined || (hz === undefined && head[1] !== 't_s')) continue;
      const device = place.split('_')[1];
      found[`${name}${place.replaceAll('_', ' ')}`] = {
        folder: name,
        index,
        file: (subject) => `${subject}${place}.csv.gz`,
        xColumn,
        milliG,
        keeps: (row) => (row.status ?? 'ok') === 'ok' && (row.device ?? device) === device,
        rateHz: (row, personHz) => (hz === undefined ? measuredHz(row) || personHz : Number(hz)),
      };
    }
  }
  return found;
}
