/**
 * The change engine on machines: `npm run evaluate -- --data DIR nab`. The Numenta Anomaly Benchmark as a regression test of what
 * the personal baseline is made of. Writes docs/evaluation/nab.md.
 */
import { suddenRule } from '../src/usual/sudden.ts';
import { dataFolder } from './data-folder.ts';
import { byPerson } from './intervals.ts';
import { clock, movingZ, saidOnce } from './nab-rules.ts';
import {
  bestLimit,
  normalised,
  type Profile,
  probationOf,
  profiles,
  type Tally,
  tallyOf,
  worthOf,
} from './nab-scoring.ts';
import { readMachines } from './nab-series.ts';
import { beganAt, judgeMachine } from './nab-usual.ts';
import { type Curve, plotOf } from './plot.ts';
import { fixed, interval, isSmall, openReport } from './report.ts';

const folder = dataFolder('nab/nab_series.csv.gz', 'nab/nab_windows.csv.gz');
/** Of the whole corpus, standard profile, as shipped: a change of the engine that brings it below this is to be looked into. */
const floor = 34;
const wholeCorpus = { series: 58, windows: 116 };

const all = readMachines(folder);
const worths = all.map(worthOf);
const windows = all.reduce((sum, series) => sum + series.windows.length, 0);
const days = all.reduce((sum, { rows, intervalMs }) => sum + ((rows - probationOf(rows)) * intervalMs) / 86_400_000, 0);
const [standard] = profiles;

type Alarms = readonly (readonly number[])[];
const talliesOf = (alarms: Alarms, profile: Profile) =>
  all.map((series, i) => tallyOf(worths[i]!, series.windows.length, alarms[i]!, profile));
function together(tallies: readonly Tally[]): Tally {
  const sum: Tally = { score: 0, hit: 0, falseAlarms: 0 };
  for (const { score, hit, falseAlarms } of tallies) {
    sum.score += score;
    sum.hit += hit;
    sum.falseAlarms += falseAlarms;
  }
  return sum;
}
const scoreOf = (alarms: Alarms, profile: Profile) =>
  normalised(together(talliesOf(alarms, profile)).score, windows, profile);

interface Row {
  name: string;
  scores: number[];
  /** Of the standard profile. */
  alarms: Alarms;
}
/** At a limit that was fixed beforehand. */
const fixedRow = (name: string, alarms: Alarms): Row => ({
  name,
  scores: profiles.map((profile) => scoreOf(alarms, profile)),
  alarms,
});
/** At the limit that is best for each profile, over all series, as the benchmark allows everybody. */
function sweptRow(name: string, limits: readonly number[], alarmsAt: (limit: number) => Alarms): Row {
  const list = limits.map(alarmsAt);
  const best = profiles.map((profile) => {
    const scores = list.map((alarms) => scoreOf(alarms, profile));
    return scores.indexOf(Math.max(...scores));
  });
  const { length } = profiles;
  return {
    name: `${name}, limit ${best.map((at) => limits[at]).join(' / ')}`,
    scores: Array.from({ length }, (_, i) => scoreOf(list[best[i]!]!, profiles[i]!)),
    alarms: list[best[0]!]!,
  };
}
function sweptRows(name: string, scores: readonly Float64Array[]): Row {
  const best = profiles.map((profile) => bestLimit(worths, scores, profile));
  const rowsAt = (limit: number) => scores.map((list) => [...list.keys()].filter((row) => list[row]! >= limit));
  return {
    name,
    scores: best.map(({ score }, i) => normalised(score, windows, profiles[i]!)),
    alarms: rowsAt(best[0]!.limit),
  };
}

const straight = all.map((series) => judgeMachine(series, 'straight'));
const shares = all.map((series) => judgeMachine(series, 'shares'));
const moving = all.map(movingZ);
const rarities = Array.from({ length: 27 }, (_, i) => 0.25 + 0.25 * i);
const deviations = Array.from({ length: 27 }, (_, i) => 2 + 0.25 * i).filter((z) => z <= 8.3);
const straightAt = (limit: number) => straight.map((one) => beganAt(one, limit));
const sharesAt = (limit: number) => shares.map((one) => beganAt(one, limit));
const movingAt = (limit: number) => moving.map((scores) => saidOnce(scores, limit));

const shipped = fixedRow(
  '**as usual, as shipped**',
  straight.map(({ began }) => began),
);
const rows: Row[] = [
  shipped,
  fixedRow(
    'as usual, as shipped, values as shares',
    shares.map(({ began }) => began),
  ),
  sweptRow('as usual, the same run', rarities, straightAt),
  sweptRow('as usual, the same run, values as shares', rarities, sharesAt),
  sweptRows(
    'as usual, each row by itself, said at every row',
    straight.map(({ single }) => single),
  ),
  sweptRows('moving z-score, said at every row', moving),
  sweptRow('moving z-score, said once', deviations, movingAt),
  fixedRow(
    'clock: once a day',
    all.map((series) => clock(series, 24)),
  ),
  fixedRow(
    'clock: once a week',
    all.map((series) => clock(series, 168)),
  ),
  fixedRow(
    'always on: at every row',
    all.map(({ rows: count }) => Array.from({ length: count }, (_, row) => row)),
  ),
  fixedRow(
    'never',
    all.map(() => []),
  ),
];
/** Series drawn anew, with the limits as they are. */
function ofSeries({ alarms }: Row): [number, number] {
  const tallies = talliesOf(alarms, standard).map((tally, i) => ({ tally, count: all[i]!.windows.length }));
  return byPerson(
    tallies,
    (drawn) =>
      normalised(
        together(drawn.map(({ tally }) => tally)).score,
        drawn.reduce((sum, { count }) => sum + count, 0),
        standard,
      ),
    11,
    isSmall ? 200 : 1000,
  );
}
const z = rows.find(({ name }) => name.startsWith('moving z-score, said at'))!;
const swept = rows[2]!;
const seen = together(talliesOf(shipped.alarms, standard));

const page = openReport('nab', 'The change engine on machines: the Numenta Anomaly Benchmark');
page.say(
  `**Result.** As shipped the personal baseline has ${fixed(shipped.scores[0]!, 1)} of 100 (standard profile; ${interval(ofSeries(shipped), 1)} when series are drawn anew) on ${all.length} series of servers, roads and tweets: a moving z-score has`,
  `${fixed(z.scores[0]!, 1)}, a detector made for such data (HTM) 70.5. With its limit chosen on the same series, as the benchmark lets everybody do, ${fixed(swept.scores[0]!, 1)}. It was made for people${shipped.scores[0]! < z.scores[0]! ? ', and **is no good detector of anomalies in machines**' : ''}:`,
  `it finds ${seen.hit} of ${windows} windows with ${seen.falseAlarms} false alarms, ${fixed((seen.falseAlarms / days) * 30, 1)} in 30 days of a series, where it was built for some ${fixed(30 * 10 ** -suddenRule.said, 1)} in 30 days of a person. The page is there so that`,
  'a change of the engine which spoils it is seen on data that nobody here made.',
  '',
  'Series and windows: Lavin and Ahmad, Evaluating Real-time Anomaly Detection Algorithms, ICMLA 2015; scored as there. An early alarm in a window is worth up to 1, a missed window costs 1 (2), a false alarm up to 0.11 (0.22); nothing counts in the first',
  '15 %; 0 is silence and 100 every window at its first row. *Limit*: what is said from how rare on (-log10 of times a day), or standard deviations, one for each profile.',
  '',
  'What is run: `src/usual` learns (cells of four hours, visits, forgetting, illness) and judges (`judgeSudden` with the rule of temperature: 2 standard deviations apart, 30 min above, 90 min below), unchanged. New is only a prior: the spread of each',
  "series' first 15 %, shared equally among hours, days, stretches and minutes, with no shape of the day. Nothing was fitted; two scales were tried and both are shown.",
  '',
  '## Scores',
  '',
);
page.table(
  [
    'detector',
    ...profiles.map(({ name }) => name),
    '95 %, standard',
    'windows hit',
    'false alarms',
    'in 30 days of a series',
  ],
  rows.map((row) => {
    const { hit, falseAlarms } = together(talliesOf(row.alarms, standard));
    return [
      row.name,
      ...row.scores.map((score) => fixed(score, 1)),
      interval(ofSeries(row), 1),
      `${hit}/${windows}`,
      falseAlarms,
      fixed((falseAlarms / days) * 30, 1),
    ];
  }),
);
page.say(
  `Published, standard profile, limits chosen on all series: ARTime 74.9, HTM 70.5, CAD OSE 69.9, Skyline 58.2, KNN-CAD 58.0, random cut forest 51.7. The moving z-score is the benchmark's "windowed Gaussian", published there with 39.6 / 20.9 / 47.4:`,
  'that it comes out nearly the same says that the scoring here is the same (its limit was searched for there, here all are tried).',
  '',
  '## By kind of series',
  '',
  'Standard profile. A kind with no window has no score.',
  '',
);
const kinds = [...new Set(all.map(({ category }) => category))].sort();
page.table(
  ['kind', 'series', 'as shipped', 'windows hit', 'false alarms', 'moving z-score'],
  kinds.map((kind) => {
    const of = (tallies: Tally[]) => together(tallies.filter((_, i) => all[i]!.category === kind));
    const count = all.reduce((sum, series) => sum + (series.category === kind ? series.windows.length : 0), 0);
    const tally = of(talliesOf(shipped.alarms, standard));
    const score = ({ score: one }: Tally) => (count > 0 ? fixed(normalised(one, count, standard), 1) : '-');
    return [
      kind,
      all.filter(({ category }) => category === kind).length,
      score(tally),
      `${tally.hit}/${count}`,
      tally.falseAlarms,
      score(of(talliesOf(z.alarms, standard))),
    ];
  }),
);
function curve(name: string, limits: readonly number[], alarmsAt: (limit: number) => Alarms): Curve {
  const points = limits.map((limit) => {
    const { hit, falseAlarms } = together(talliesOf(alarmsAt(limit), standard));
    return [(falseAlarms / days) * 30, hit / windows] as const;
  });
  return { name, points: points.filter(([x]) => x <= 20), line: true };
}
page.plot(
  'nab-windows',
  plotOf(
    [
      curve('as usual', rarities, straightAt),
      curve('as usual, as shares', rarities, sharesAt),
      curve('moving z-score, said once', deviations, movingAt),
    ],
    {
      title: 'Windows hit, by false alarms',
      x: 'false alarms in 30 days of a series',
      y: 'share of windows hit',
      xRange: [0, 20],
      yRange: [0, 1],
    },
  ),
  'Share of windows hit against false alarms in 30 days of a series, for each limit',
);
page.say(
  '## What this does not prove',
  '',
  '- Anything about people: no series is of a body, two are of temperature in a machine and a room.',
  '- That its rarity is right there: heavy tails, bursts and steps of machines are what a prior about people does not expect, and the false alarms show it. What a finding is worth among people stands in [usual.md](usual.md).',
  '- Anything held out: the benchmark chooses its limits on what it scores. Of the rows above only those as shipped, the clocks, always and never have no limit chosen here.',
  '- Its windows together are a tenth of each series whatever the anomaly, and some labels are disputed [Wu and Keogh 2021]: a few points more or less mean nothing.',
);
if (all.length === wholeCorpus.series && windows === wholeCorpus.windows) {
  const isKept = shipped.scores[0]! >= floor;
  page.say(
    '',
    `Regression: as shipped at least ${floor} on the whole corpus, else this evaluation fails: ${isKept ? 'kept' : '**not kept**'}.`,
  );
  if (!isKept) process.exitCode = 1;
}
page.close();
