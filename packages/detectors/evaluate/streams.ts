/**
 * What the watch says of recorded weeks of movement (saturation has its own: oxygen.ts):
 * `node packages/detectors/evaluate/streams.ts --data DIR` (or MUNAN_DATA). Everything goes through stepPacket, a packet a minute,
 * as it would from a device. Prints the tables of docs/evaluation/first-set.md.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Channel, Finding, Packet, Reading } from '@munan/flow';
import { createWatch, stepPacket, type WatchSettings } from '../src/index.ts';
import { dataFolder } from './data-folder.ts';
import { readRows } from './fall-sets.ts';

const folder = dataFolder();
const minuteMs = 60_000;
const start = Date.UTC(2026, 0, 1);
const settings: WatchSettings = {
  spo2Scale2: false,
  noMovementHours: { caution: 8, alarm: 12, danger: 24 },
  devices: [{ id: 'd', kind: 'test' }],
};
interface Track {
  channel: Channel;
  dtMs: number;
  values: number[];
}
/** Evenly spaced tracks that begin together, as a packet a minute. */
function judge(tracks: Track[], given = settings): Finding[] {
  const state = createWatch('p');
  const findings: Finding[] = [];
  const minutes = Math.max(...tracks.map(({ values, dtMs }) => Math.ceil((values.length * dtMs) / minuteMs)));
  for (let minute = 0; minute < minutes; minute++) {
    const t = start + minute * minuteMs;
    const readings: Reading[] = tracks.map(({ channel, dtMs, values }) => {
      const from = Math.round((minute * minuteMs) / dtMs);
      const to = Math.round(((minute + 1) * minuteMs) / dtMs);
      return { channel, t, dt: dtMs, values: Float64Array.from(values.slice(from, to)) };
    });
    const packet: Packet = {
      device: 'd',
      subject: 'p',
      seq: minute,
      sent: t + minuteMs,
      received: t + minuteMs,
      clockOffset: 0,
      worn: true,
      readings,
      events: [],
    };
    findings.push(...stepPacket(state, packet, given).findings);
  }
  return findings;
}
const number = (cell: string | undefined) => (cell === undefined || cell === '' ? Number.NaN : Number(cell));

console.log('\n### Weeks of movement (counts a minute, first `days_stated` days)\n');
let days = 0;
const count = { caution: 0, alarm: 0, danger: 0 };
const longest: number[] = [];
const base = join(folder, 'rhythm/depresjon');
const subjects = new Map(readRows(join(base, 'depresjon_subjects.csv.gz')).map((row) => [Object.values(row)[0]!, row]));
for (const file of readdirSync(base).filter((name) => /^(condition|control)_/.test(name))) {
  const rows = readRows(join(base, file));
  const column = Object.keys(rows[0]!).find((name) => name.includes('activity') || name.includes('counts'))!;
  const stated = Number(subjects.get(file.replace('.csv.gz', ''))?.days_stated ?? 0);
  const values = rows.slice(0, stated * 1440).map((row) => number(row[column]));
  days += values.length / 1440;
  let run = 0;
  let most = 0;
  for (const value of values) {
    run = value < 20 ? run + 1 : 0;
    most = Math.max(most, run);
  }
  longest.push(most / 60);
  for (const finding of judge([{ channel: 'activity', dtMs: minuteMs, values }])) {
    if (finding.detector === 'no-movement' && finding.phase !== 'ended')
      count[finding.reason.params?.level as keyof typeof count]++;
  }
}
longest.sort((a, b) => a - b);
const at = (share: number) => longest[Math.floor(share * (longest.length - 1))]!.toFixed(1);
console.log(
  `${longest.length} people, ${days.toFixed(0)} days: caution ${count.caution}, alarm ${count.alarm}, danger ${count.danger}.`,
);
console.log(`Longest quiet stretch of each person, hours: median ${at(0.5)}, 90th ${at(0.9)}, most ${at(1)}.`);
