import type { Format } from '../recording.ts';
import { evenRun, instantMs } from '../scalars.ts';
import { readTable } from '../table.ts';

const minuteMs = 60_000;

/** Local times without a zone, of which only the distance matters. Some files write 18/3/2003T9:00, some 2003-03-18T0:00:00. */
function asIso(text: string): string {
  const parts = /^(?:(\d{4})-(\d\d)-(\d\d)|(\d{1,2})\/(\d{1,2})\/(\d{4}))T(\d{1,2})(:\d\d(?::\d\d)?)$/.exec(text);
  if (!parts) return text;
  const [, year, month, day, dayFirst, monthSecond, yearLast, hour, rest] = parts;
  const two = (digits: string | undefined) => digits!.padStart(2, '0');
  return `${year ?? yearLast}-${two(month ?? monthSecond)}-${two(day ?? dayFirst)}T${two(hour)}${rest}Z`;
}

export const depresjon: Format = {
  name: 'depresjon',
  description:
    'Depresjon, days of daily living by the minute (control_1.csv.gz): activity counts; choose with --from --to',
  sniff: ({ firstLine }) => firstLine === 'time_local,activity_counts_per_min',
  read(source) {
    const table = readTable(source, ['time_local', 'activity_counts_per_min']);
    const time = (row: number) => instantMs(source.path, row + 2, asIso(table.text(row, 'time_local')));
    const start = time(0);
    const at = (row: number) => time(row) - start;
    const rows = { count: table.rows, at, path: source.path };
    const activity = evenRun('activity', minuteMs, rows, (row) => table.number(row, 'activity_counts_per_min'));
    return {
      format: 'depresjon',
      title: source.name,
      durationMs: activity.values.length * minuteMs,
      runs: [activity],
      events: [],
      notes: ['counts are those of the actigraph, as they are'],
    };
  },
};
