/** The detector itself on stays: each hour's means as ten closed minutes of somebody at rest. */
import type { WatchSettings } from '../src/detector.ts';
import { deterioration } from '../src/deterioration/deterioration.ts';
import { localTimeOf } from '../src/local-time.ts';
import type { Stay } from './deterioration-sets.ts';
import type { Hours } from './deterioration-table.ts';
import { poisson, wilson } from './intervals.ts';
import { fixed, interval, type Report } from './report.ts';

const begin = Date.UTC(2026, 0, 1);
const hourMs = 3_600_000;

export interface Said {
  hours: number;
  /** Hour of the stay at which each began. */
  began: number[];
}
export function replay(stay: Stay): Said {
  const settings: WatchSettings = {
    spo2Scale2: false,
    noMovementHours: { caution: 8, alarm: 12, danger: 24 },
    devices: [],
    ...(Number.isNaN(stay.ageYears) ? {} : { person: { birthYear: 2026 - stay.ageYears } }),
  };
  const state = deterioration.start();
  const began: number[] = [];
  for (let hour = 0; hour <= stay.hours; hour++) {
    for (let minute = 0; minute < 10; minute++) {
      const from = begin + hour * hourMs + minute * 60_000;
      const value = (channel: 'pulse' | 'spo2' | 'temperature') => {
        const mean = stay.means[channel][hour];
        return mean === undefined || Number.isNaN(mean) ? undefined : mean;
      };
      const vital = { pulse: value('pulse'), spo2: value('spo2'), temperature: value('temperature') };
      const one = { from, covered: true, counts: 0, steps: 0, handled: false, ...vital };
      const said = deterioration.step(
        state,
        { minute: one, local: localTimeOf(from, settings), doing: 'resting' },
        { subject: stay.id },
        settings,
      );
      for (const { phase } of said) if (phase === 'began') began.push(hour);
    }
  }
  return { hours: stay.hours, began };
}

/** The part of the page about what is said, and of partial NEWS2. `news` of each hour of the first set. */
export function sayDetector(
  report: Report,
  sepsis: Hours,
  deaths: Hours,
  onsets: Map<number, number>,
  news: Float64Array,
): void {
  report.say(
    '## The detector itself',
    '',
    "The shipped detector run hour by hour over the stays (its card has seen them): four of six hours above 99 of 100 of what it compares with, first the hospital's patients, then more and more her own hours.",
    '',
  );
  const said = sepsis.stays.map((one, place) => ({ place, one, ...replay(one) }));
  const calm = said.filter(({ one }) => !one.event);
  const days = calm.reduce((sum, { hours }) => sum + hours / 24, 0);
  const oldCalm = calm.filter(({ one }) => one.ageYears >= 65);
  const oldDays = oldCalm.reduce((sum, { hours }) => sum + hours / 24, 0);
  const count = (of: typeof said) => of.reduce((sum, { began }) => sum + began.length, 0);
  const hits = said.filter(({ place, began }) =>
    began.some((at) => onsets.has(place) && onsets.get(place)! - at >= 0 && onsets.get(place)! - at <= 12),
  );
  const leads = hits
    .map(
      ({ place, began }) =>
        onsets.get(place)! - began.find((at) => onsets.get(place)! - at >= 0 && onsets.get(place)! - at <= 12)!,
    )
    .sort((a, b) => a - b);
  const deathsSaid = deaths.stays.map((one) => ({ one, ...replay(one) }));
  const died = deathsSaid.filter(({ one }) => one.event);
  const lived = deathsSaid.filter(({ one }) => !one.event);
  const withOne = (of: { began: number[] }[]) => of.filter(({ began }) => began.length > 0).length;
  const shareOf = (of: { began: number[] }[]) =>
    `${fixed((100 * withOne(of)) / of.length, 1)} % (${interval(wilson(withOne(of), of.length).map((value) => 100 * value) as [number, number], 1)})`;
  report.table(
    ['', 'findings', 'a patient-day (95 %)', '-log10'],
    [['no sepsis', calm, days] as const, ['no sepsis, 65 and older', oldCalm, oldDays] as const].map(
      ([name, of, over]) => [
        name,
        count([...of]),
        `${fixed(count([...of]) / over, 4)} (${interval(poisson(count([...of])).map((value) => value / over) as [number, number], 4)})`,
        fixed(-Math.log10(count([...of]) / over), 2),
      ],
    ),
  );
  report.say(
    `Septic stays with a finding in the last twelve hours: ${hits.length} of ${onsets.size}, ${fixed(leads[leads.length >> 1] ?? Number.NaN, 0)} h before (median). Stays of 48 h with a finding: ${shareOf(died)} of those who died, ${shareOf(lived)} of those who did not.`,
    '',
  );

  report.say(
    '## How often the partial NEWS2 would speak there',
    '',
    "The score's findings go by minutes; here hours at a level in a row, of three vitals, among stays without sepsis: what well people would give is less, and not known.",
    '',
  );
  const levels: [string, (score: number) => boolean, number][] = [
    ['a single 3, one hour', (score) => score % 1 > 0, 1],
    ['5 or more', (score) => score >= 5, 1],
    ['7 or more', (score) => score >= 7, 1],
  ];
  report.table(
    ['level', 'beginnings', 'a patient-day', '-log10'],
    levels.map(([name, is]) => {
      let [beginnings, rowsCounted] = [0, 0];
      for (let row = 0; row < news.length; row++) {
        if (sepsis.stays[sepsis.stay[row]!]!.event) continue;
        rowsCounted++;
        if (is(news[row]!) && (row === 0 || sepsis.stay[row - 1] !== sepsis.stay[row] || !is(news[row - 1]!)))
          beginnings++;
      }
      const rate = beginnings / (rowsCounted / 24);
      return [name, beginnings, fixed(rate, 4), fixed(-Math.log10(rate), 2)];
    }),
  );
}
