/**
 * What the detectors of movement say of three homes in which doors, taps and beds told of one person each: `npm run evaluate -- --data DIR
 * homes`. Writes docs/evaluation/homes.md.
 */
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Finding } from '@munan/flow';
import { nightRule, timesPrior } from '../src/routine/night.ts';
import { clockText } from '../src/routine/nights.ts';
import { findDueTimes } from '../src/routine/routine.ts';
import { chanceOfAtLeast } from '../src/routine/tail.ts';
import { findUsualTime } from '../src/routine/usual-time.ts';
import { dataFolder } from './data-folder.ts';
import { type Home, readHome } from './homes-sets.ts';
import { drawsFrom, poisson, wilson } from './intervals.ts';
import { copyOf, minuteOfDay, startRun, stepRun } from './movement-sets.ts';
import { plotOf } from './plot.ts';
import { fixed, interval, isSmall, openReport } from './report.ts';

const folder = dataFolder('rhythm/homes');
const minuteMs = 60_000;
/** Nothing can be taken off in a home: the pulse stands for "somebody is there", as a device that is worn would say. */
const present = 60;
const names = [
  ...new Set(
    readdirSync(join(folder, 'rhythm/homes'))
      .filter((name) => name.endsWith('_sensors.csv.gz'))
      .map((name) => name.replace('_sensors.csv.gz', '')),
  ),
].sort();
const homes = names.map((name) => readHome(folder, name));
const page = openReport('homes', 'Three homes: what door, tap and bed make of the rules of movement');

page.say(
  `Recordings: ${names.join(', ')} [Ordóñez 2013; van Kasteren 2008; Tapia 2004], one person each, ${homes.map(({ counts }) => fixed(counts.length / 1440, 0)).join(', ')} days. Nobody fell or fell ill, nobody wore anything, and`,
  'nobody there was ill or, as far as is known, old. **What is judged is made**: a minute in which she is busy by her diary or in which a sensor changes is 400 counts, television is 60 counts each',
  'twelfth minute, out of the house, in bed and more than 24 h without any event are unknown, and all else is 0, with a stand-in pulse for "somebody is there". houseD\'s diary has no bed, so its nights',
  'are quiet time. Sensors in doors see far less than a wrist: the hours below are those of a home, not of a device.',
  '',
);

interface Judged {
  home: Home;
  findings: Finding[];
  run: ReturnType<typeof startRun>;
}
function judge(home: Home): Judged {
  const run = startRun();
  const findings: Finding[] = [];
  home.counts.forEach((value, i) => {
    stepRun(run, home.from + i * minuteMs, value, findings, present);
  });
  return { home, findings, run };
}
const judged = homes.map(judge);
const knownDays = ({ counts }: Home) => counts.filter((value) => !Number.isNaN(value)).length / 1440;

// --- longest quiet time by the hour
page.say(
  '## Longest quiet time by the hour of the day',
  '',
  'Hours from one event to the next, of the stretches that contain that hour: the longest of each home.',
  '',
);
const quiet = homes.map((home) => {
  const most = new Array<number>(24).fill(0);
  let start = -1;
  for (let i = 0; i <= home.counts.length; i++) {
    const value = home.counts[i];
    if (value === 0) {
      if (start < 0) start = i;
      continue;
    }
    if (start >= 0)
      for (let k = start; k < i; k += 10) {
        const hour = Math.floor(minuteOfDay(home.from + k * minuteMs) / 60);
        most[hour] = Math.max(most[hour]!, (i - start) / 60);
      }
    start = -1;
  }
  return most;
});
page.table(
  ['home', ...Array.from({ length: 12 }, (_, i) => `${2 * i}-${2 * i + 2} h`)],
  homes.map(({ name }, k) => [
    name,
    ...Array.from({ length: 12 }, (_, i) => fixed(Math.max(quiet[k]![2 * i]!, quiet[k]![2 * i + 1]!), 1)),
  ]),
);
page.plot(
  'homes-quiet',
  plotOf(
    homes.map(({ name }, k) => ({
      name,
      points: quiet[k]!.map((hours, hour) => [hour + 0.5, hours] as const),
      line: true,
    })),
    { title: 'Longest quiet time', x: 'hour of the day', y: 'hours', xRange: [0, 24] },
  ),
  'Longest quiet time of each home by the hour of the day',
);

// --- routine
page.say(
  '## Getting up, and the toilet at night',
  '',
  "The diary's times in bed, given day by day to the rule that `not-up-yet` and `night-up` use (the state machine that finds these times in movement is for worn devices and is not judged here). A morning",
  'counts where seven were known before; said is a morning on which she was later than the rule would have waited, and a night with more visits than the rule takes for hers.',
  '',
);
/** Nights of the diary, minutes since 15:00: the longest time in bed of each, and the visits to the toilet within it. */
function diary({ from, inBed, toilet }: Home): { up: number; bed: number; visits: number }[] {
  const nights: { up: number; bed: number; visits: number }[] = [];
  // Minutes since 15:00, as the detector has them.
  const ofNight = (i: number) => (minuteOfDay(from + i * minuteMs) + 540) % 1440;
  for (let noon = 0; noon < inBed.length; ) {
    const end = Math.min(inBed.length, noon + 1440 - ofNight(noon));
    let best: [number, number] | undefined;
    let start = -1;
    for (let i = noon; i <= end; i++) {
      if (i < end && inBed[i]) {
        if (start < 0) start = i;
      } else if (start >= 0) {
        if (!best || i - start > best[1] - best[0]) best = [start, i];
        start = -1;
      }
    }
    if (best && best[1] - best[0] >= 120) {
      const [bed, up] = best;
      // The diary ends the time in bed at a visit that it begins anew after; five minutes before getting up are the morning's.
      const visits = toilet.filter((at) => at >= bed && at < up - 5).length;
      nights.push({ bed: ofNight(bed), up: ofNight(up), visits });
    } else nights.push({ bed: -1, up: -1, visits: -1 });
    noon = end;
  }
  return nights;
}
page.table(
  [
    'home',
    'nights',
    'up, middle (8 of 10)',
    'mornings judged',
    'said',
    'waits until, median',
    'visits a night',
    'nights said',
  ],
  homes.map((home) => {
    const nights = diary(home);
    const known = nights.filter(({ up }) => up >= 0);
    let mornings = 0;
    let late = 0;
    let often = 0;
    const waits: number[] = [];
    nights.forEach(({ up, visits }, i) => {
      const before = nights.slice(Math.max(0, i - 14), i);
      const due = findDueTimes(before.map((night) => night.up));
      if (up < 0) return;
      const counts = before.filter((night) => night.visits >= 0).map((night) => night.visits);
      if (counts.length >= nightRule.leastNights && visits >= nightRule.leastTimes)
        if (chanceOfAtLeast(visits, counts, timesPrior) <= nightRule.chance) often++;
      if (!due) return;
      mornings++;
      waits.push(due.low);
      if (up > due.low) late++;
    });
    const usual = findUsualTime(nights.slice(-14).map(({ up }) => up));
    const visits = known.reduce((sum, night) => sum + night.visits, 0) / known.length;
    return [
      home.name,
      known.length,
      usual ? `${clockText(usual.middle)} (${clockText(usual.early)} to ${clockText(usual.late)})` : '-',
      mornings,
      late,
      waits.length > 0 ? clockText(waits.sort((a, b) => a - b)[waits.length >> 1]!) : '-',
      known.length > 0 ? fixed(visits, 1) : '-',
      often,
    ];
  }),
);

// --- without a gap
const codes = ['no-movement', 'still-longer-than-usual', 'activity-decline', 'rhythm-changed'];
page.say('## Said with no injected gap', '', 'Episodes, and per day of which something is known (95 % interval).', '');
page.table(
  [
    'said',
    ...homes.map(({ name, counts }) => `${name} (${fixed(knownDays({ counts } as Home), 1)} days)`),
    'all, per day',
  ],
  codes.map((code) => {
    const counts = judged.map(
      ({ findings }) => findings.filter(({ reason, phase }) => reason.code === code && phase === 'began').length,
    );
    const total = counts.reduce((sum, count) => sum + count, 0);
    const days = homes.reduce((sum, home) => sum + knownDays(home), 0);
    const [low, high] = poisson(total).map((value) => value / days) as [number, number];
    return [`\`${code}\``, ...counts, `${fixed(total / days, 3)} (${interval([low, high], 3)})`];
  }),
);

// --- with a gap
const gapHours = 14;
const each = isSmall ? 10 : 40;
page.say(
  '## Delay to an injected gap',
  '',
  `**Injected, declared**: at ${each} moments of each home from the fourth day on, by day (8:00 to 20:00) and while she is in, no event for ${gapHours} h. Delay from that moment.`,
  '',
);
function delays({ home }: Judged, draw: () => number): Record<string, (number | undefined)[]> {
  const { counts, from } = home;
  const moments: number[] = [];
  for (let tries = 0; tries < 5000 && moments.length < each; tries++) {
    const i = 3 * 1440 + Math.floor(draw() * (counts.length - 3 * 1440));
    const at = minuteOfDay(from + i * minuteMs);
    if (at >= 480 && at < 1200 && !Number.isNaN(counts[i] ?? Number.NaN)) moments.push(i);
  }
  moments.sort((a, b) => a - b);
  const watched = ['still-longer-than-usual', 'no-movement', 'clock'] as const;
  const found: Record<string, (number | undefined)[]> = Object.fromEntries(watched.map((name) => [name, []]));
  const run = startRun();
  let next = 0;
  for (let i = 0; i < counts.length && next < moments.length; i++) {
    for (; moments[next] === i; next++) {
      const other = copyOf(run);
      const first: Record<string, number> = {};
      const said: Finding[] = [];
      for (let k = 0; k < gapHours * 60; k++) {
        said.length = 0;
        const moment = from + (i + k) * minuteMs;
        stepRun(other, moment, 0, said, present);
        for (const { reason, phase } of said) if (phase !== 'ended') first[reason.code] ??= k + 1;
        const at = minuteOfDay(moment);
        if (at === 600 || at === 1080) first.clock ??= k + 1;
      }
      for (const name of watched) found[name]!.push(first[name]);
    }
    stepRun(run, from + i * minuteMs, counts[i]!, [], present);
  }
  return found;
}
const draw = drawsFrom(5);
const all = judged.map((one) => ({ name: one.home.name, found: delays(one, draw) }));
page.table(
  ['home', 'who', `found within ${gapHours} h`, 'median delay, h', '90th, h'],
  all.flatMap(({ name, found }) =>
    (
      [
        ['`still-longer-than-usual`', 'still-longer-than-usual'],
        ['`no-movement`, 8 h', 'no-movement'],
        ['clock: asks at 10:00 and 18:00', 'clock'],
      ] as const
    ).map(([shown, key]) => {
      const list = found[key] ?? [];
      const said = list.filter((delay) => delay !== undefined).sort((a, b) => a - b);
      const at = (share: number) =>
        said.length > 0 ? fixed(said[Math.round(share * (said.length - 1))]! / 60, 1) : '-';
      return [
        name,
        shown,
        `${said.length}/${list.length} (${interval(wilson(said.length, list.length))})`,
        at(0.5),
        at(0.9),
      ];
    }),
  ),
);
page.say(
  '## What this does not prove',
  '',
  '- Anything about outcomes: nobody fell or fell ill. That a gap is noticed is by construction; what counts is how long it takes beside how often it is said for nothing.',
  '- Anything about a worn device: a home without events is a person who reads; a wrist moves. What was said of houseD is said of nights that its diary does not know: no rule of this house is for rooms without a bed sensor.',
  '- Three people are no population: the intervals are of days, and days of one home belong together.',
);
page.close();
