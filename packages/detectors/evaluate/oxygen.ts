/**
 * Saturation on recordings: desaturations against hand-scored nights, the nights' figures and the interval of the screen, and how
 * soon sustained low oxygen is said. `npm run evaluate -- --data DIR oxygen`.
 */
import { dataFolder, leaveOut } from './data-folder.ts';
import { poisson, wilson } from './intervals.ts';
import { describeHypoxaemia, judgeHypoxaemia } from './oxygen-hypoxaemia.ts';
import {
  clock,
  depthOf,
  desaturationsOf,
  f1,
  type Matched,
  match,
  naiveDesaturations,
  shifted,
  spanOf,
} from './oxygen-match.ts';
import { describeRings } from './oxygen-rings.ts';
import { type LaboratoryNight, readHypoxaemia, readNights, readRingNights, type Span, thinned } from './oxygen-sets.ts';
import { describeSimulated } from './oxygen-simulated.ts';
import { saidOf, watched } from './oxygen-watch.ts';
import { plotOf } from './plot.ts';
import { fixed, interval, openReport } from './report.ts';

const folder = dataFolder();
const nights = readNights(folder);
const runs = readHypoxaemia(folder);
const rings = readRingNights(folder);
if (nights.length + runs.length + rings.length === 0) leaveOut(['spo2/psg', 'spo2/hypoxemia', 'spo2/ring']);
const report = openReport('oxygen', 'Oxygen on recordings');

const hoursOf = ({ spo2 }: LaboratoryNight) => spo2.length / 4 / 3600;
const asleepHours = ({ epochs }: LaboratoryNight) => epochs.filter(({ asleep }) => asleep).length / 120;
const scoredRate = (night: LaboratoryNight) => night.events.length / asleepHours(night);
const percent = (share: number) => `${fixed(100 * share, 1)} %`;

/** Made: movement as it would be if she moved whenever she was scored awake, and never asleep. */
function simulatedMovement({ epochs, spo2 }: LaboratoryNight): Float64Array {
  return Float64Array.from({ length: Math.ceil(spo2.length / 240) }, (_, minute) => {
    const within = epochs.filter(({ fromS }) => fromS >= minute * 60 - 15 && fromS < minute * 60 + 45);
    return within.some(({ asleep }) => asleep) ? 0 : 100;
  });
}
const told = nights.map((night) => {
  const track = { channel: 'spo2', dtMs: 250, values: night.spo2 } as const;
  const blind = watched([track], night.start, { morning: true });
  const moved = { channel: 'activity', dtMs: 60_000, values: simulatedMovement(night) } as const;
  const withSleep = watched([track, moved], night.start, { morning: true });
  return { night, findings: blind.findings, blind: blind.nights[0], withSleep: withSleep.nights[0] };
});

const inside = told.flatMap(({ night, blind, withSleep }) =>
  [blind, withSleep].map((one) => {
    const { low, high } = one?.apnoea ?? {};
    const rate = scoredRate(night);
    return low !== undefined && low !== null && high !== undefined && high !== null && rate >= low && rate <= high;
  }),
);
const lowOnNights = told.reduce(
  (sum, { findings }) => sum + saidOf(findings).filter(({ detector }) => detector === 'low-oxygen').length,
  0,
);
const oximeters = judgeHypoxaemia(runs);
const due = oximeters.flatMap(({ told: levels }) => levels.filter(({ dueS }) => dueS !== undefined));
const saidDue = due.filter(({ atS }) => atS !== undefined).length;
report.say(
  '## What came of it',
  '',
  `- **The screen's interval** holds the hand-scored index in ${inside.filter(Boolean).length} of ${inside.length} cases (${nights.length} nights, with and without knowledge of sleep).`,
  "  It was made wide enough with the developers' nights AP01 and AP02 in view: on them this is no test.",
  '- **Desaturations** find part of the scored events only, and cannot find more: many scored events end in an arousal before saturation falls by 3 %. See the table.',
  `- **Low oxygen** (sustained) spoke ${lowOnNights === 1 ? 'once' : `${lowOnNights} times`} in ${nights.length} laboratory nights of people with apnoea; in ${runs.length} runs of induced hypoxaemia it was said ${saidDue} of the ${due.length} times that it was due at an oximeter or their median.`,
  '- Nothing here says how often any of it speaks without need at home: no such recording is there.',
  '',
);

report.say(
  '## Desaturations and scored events',
  '',
  'A scored apnoea or hypopnoea is found when a desaturation is under way between 5 s after its beginning and 45 s after its end; one to one. By chance: the same',
  'desaturations moved along the night (mean of 24 shifts). The clock has as many events as were scored; always-on one each 30 s. Naive: each time that saturation comes to 3 % below',
  'the highest of the last two minutes. In brackets 95 % of Wilson.',
  '',
);
const cell = (hits: number, of: number) => `${fixed(hits / of)} (${interval(wilson(hits, of))})`;
const row = (night: string, rule: string, matched: Matched) => [
  night,
  rule,
  matched.said,
  cell(matched.hits, matched.scored),
  cell(matched.hits, matched.said),
  fixed(f1(matched)),
];
report.table(
  ['night', 'rule', 'said', 'sensitivity', 'precision', 'F1'],
  nights.flatMap((night) => {
    const seconds = night.spo2.length / 4;
    const found = desaturationsOf(night.spo2, 250);
    const spans = found.map(spanOf);
    const deep = found.filter((one) => depthOf(one) >= 4 - 1e-6).map(spanOf);
    const chance = Array.from({ length: 24 }, (_, i) =>
      match(night.events, shifted(spans, ((i + 1) * seconds) / 25, seconds)),
    );
    const mean = chance.reduce((sum, { hits }) => sum + hits, 0) / chance.length;
    return [
      row(night.name, '3 %, 10-120 s (ours)', match(night.events, spans)),
      row(night.name, '4 %, 10-120 s (ours)', match(night.events, deep)),
      row(night.name, 'naive 3 %', match(night.events, naiveDesaturations(night.spo2, 250, 3))),
      row(night.name, 'ours, moved: by chance', { hits: mean, scored: night.events.length, said: spans.length }),
      row(night.name, 'clock', match(night.events, clock(night.events.length, seconds))),
      row(night.name, 'always-on', match(night.events, clock(Math.floor(seconds / 30), seconds))),
    ];
  }),
);
/** Fall of the raw track around a scored event, %: highest of the 30 s before and during it less the lowest until 45 s after it. */
function fallOf({ spo2 }: LaboratoryNight, { fromS, toS }: Span): number {
  const of = (from: number, to: number) =>
    spo2.slice(Math.max(0, Math.round(4 * from)), Math.round(4 * to)).filter((value) => value >= 50 && value <= 100);
  return Math.max(...of(fromS - 30, toS)) - Math.min(...of(fromS, toS + 45));
}
report.say(
  ...nights.map((night) => {
    const seen = night.events.filter((event) => fallOf(night, event) >= 3).length;
    return `- ${night.name}: ${seen} of ${night.events.length} scored events have a fall of 3 % anywhere near them in the raw track.`;
  }),
  '',
);

report.say(
  '## Nights',
  '',
  'Through the whole watch. Scored: apnoeas and hypopnoeas an hour of scored sleep. "Sleep unknown": saturation alone, as recorded. "Sleep known": movement was **simulated** from the scored stages',
  '(100 counts a minute awake, none asleep), since none was recorded; real movement tells sleep less well.',
  '',
);
const nullable = (value: number | null | undefined) => (value === null || value === undefined ? '-' : fixed(value, 1));
report.table(
  [
    'night',
    'sleep',
    'scored',
    'interval',
    'says',
    'ODI3',
    'ODI4',
    'naive ODI3',
    'T90',
    'T88',
    'burden, % min/h',
    'delta index',
    'mean',
    'lowest',
    'usable',
    'asleep h (scored)',
  ],
  told.flatMap(({ night, blind, withSleep }) =>
    (
      [
        ['unknown', blind],
        ['known', withSleep],
      ] as const
    ).map(([sleep, one]) => {
      if (!one) return [night.name, sleep, fixed(scoredRate(night), 1), ...new Array<string>(13).fill('-')];
      const { apnoea } = one;
      const known = sleep === 'known';
      return [
        night.name,
        sleep,
        fixed(scoredRate(night), 1),
        `${nullable(apnoea.low)} to ${nullable(apnoea.high)}, middle ${nullable(apnoea.middle)}`,
        apnoea.says,
        nullable(known ? one.odi3Asleep : one.odi3),
        nullable(known ? one.odi4Asleep : one.odi4),
        fixed(naiveDesaturations(night.spo2, 250, 3).length / hoursOf(night), 1),
        percent(one.below90),
        percent(one.below88),
        nullable(one.hypoxicBurden),
        one.deltaIndex === null ? '-' : fixed(one.deltaIndex),
        one.meanPercent,
        one.lowestPercent,
        percent(one.usable),
        `${nullable(one.asleepHours)} (${fixed(asleepHours(night), 1)})`,
      ];
    }),
  ),
);
report.plot(
  'oxygen-screen',
  plotOf(
    (['blind', 'withSleep'] as const).map((which) => ({
      name: which === 'blind' ? 'sleep unknown' : 'sleep known (simulated)',
      points: told.flatMap((one) =>
        one[which]?.apnoea.middle ? [[scoredRate(one.night), one[which].apnoea.middle] as const] : [],
      ),
      band: told
        .flatMap((one) => {
          const { low, high } = one[which]?.apnoea ?? {};
          return low !== undefined && low !== null && high ? [[scoredRate(one.night), low, high] as const] : [];
        })
        .sort((a, b) => a[0] - b[0]),
    })),
    {
      title: 'The interval of the screen',
      x: 'scored events an hour of sleep',
      y: 'said an hour',
      xRange: [0, 80],
      yRange: [0, 120],
    },
  ),
  'For each night, the interval and middle of the screen over the scored index',
);

report.say(
  '## Does any of it order nights?',
  '',
  'Of every two nights, whether the figure is higher in the one that was scored higher. The interval claims an order only where two of them do not overlap.',
  '',
);
interface Ranked {
  rate: number;
  low: number;
  high: number;
}
const pairsOf = <One>(list: readonly One[]) =>
  list.flatMap((one, i) => list.slice(i + 1).map((other) => [one, other] as const));
function ordered(figure: (one: (typeof told)[number]) => number | null | undefined): string {
  const known = told.flatMap((one) => {
    const value = figure(one);
    return value === null || value === undefined ? [] : [{ rate: scoredRate(one.night), value }];
  });
  const pairs = pairsOf(known);
  const right = pairs.filter(([a, b]) => (a.rate - b.rate) * (a.value - b.value) > 0);
  return `${right.length} of ${pairs.length}`;
}
function claimed(which: 'blind' | 'withSleep'): string {
  const known = told.flatMap((one): Ranked[] => {
    const { low, high } = one[which]?.apnoea ?? {};
    return low === undefined || low === null || high === undefined || high === null
      ? []
      : [{ rate: scoredRate(one.night), low, high }];
  });
  const claims = pairsOf(known).filter(([a, b]) => a.high < b.low || b.high < a.low);
  const right = claims.filter(([a, b]) => a.rate < b.rate === a.high < b.low);
  return `${right.length} of ${claims.length} claimed`;
}
report.table(
  ['figure', 'pairs in the right order'],
  [
    [
      'naive ODI3 an hour of recording',
      ordered(({ night }) => naiveDesaturations(night.spo2, 250, 3).length / hoursOf(night)),
    ],
    ['ODI3 an hour of recording', ordered(({ blind }) => blind?.odi3)],
    ['ODI4 an hour of recording', ordered(({ blind }) => blind?.odi4)],
    ['T90', ordered(({ blind }) => blind?.below90)],
    ['hypoxic burden', ordered(({ blind }) => blind?.hypoxicBurden)],
    ['delta index', ordered(({ blind }) => blind?.deltaIndex)],
    ['ODI3 an hour of sleep (simulated movement)', ordered(({ withSleep }) => withSleep?.odi3Asleep)],
    ['middle of the interval, sleep unknown', ordered(({ blind }) => blind?.apnoea.middle)],
    ['middle of the interval, sleep known (simulated)', ordered(({ withSleep }) => withSleep?.apnoea.middle)],
    ['interval, sleep unknown', claimed('blind')],
    ['interval, sleep known (simulated)', claimed('withSleep')],
  ],
);

report.say('## The same night from slower devices', '');
report.table(
  ['night', '4 Hz', '1 Hz', 'one in 4 s', 'one in 5 s', 'one in 60 s'],
  nights.map((night) => [
    `${night.name}: ODI3 / ODI4 an hour`,
    ...[1, 4, 16, 20].map((step) => {
      const found = desaturationsOf(thinned(night.spo2, step), 250 * step);
      const deep = found.filter((one) => depthOf(one) >= 4 - 1e-6);
      return `${fixed(found.length / hoursOf(night), 1)} / ${fixed(deep.length / hoursOf(night), 1)}`;
    }),
    'cannot say',
  ]),
);

describeSimulated(report);
describeHypoxaemia(report, oximeters);

report.say(
  '## What the nights said',
  '',
  'At one sample a minute too, which is what many watches send. Naive: an alarm at each dip below 90 %, 1 Hz.',
  '',
);
const minuteOf = (at: number, start: number) => fixed((at - start) / 60_000, 1);
const dips = (spo2: Float64Array) =>
  thinned(spo2, 4)
    .filter((value) => value >= 50)
    .filter((value, i, all) => value < 90 && !((all[i - 1] ?? 100) < 90)).length;
report.table(
  ['recording', 'hours', 'naive alarms', 'said'],
  told.flatMap(({ night, findings }) => {
    const slow = { channel: 'spo2', dtMs: 60_000, values: thinned(night.spo2, 240) } as const;
    const list = (all: typeof findings) =>
      saidOf(all)
        .map(({ reason, priority, at }) => `${reason.code} ${priority} at ${minuteOf(at, night.start)} min`)
        .join('; ') || 'nothing';
    const hours = fixed(hoursOf(night), 1);
    return [
      [`${night.name}, 4 Hz`, hours, dips(night.spo2), list(findings)],
      [`${night.name}, 1/min`, hours, '', list(watched([slow], night.start, { morning: true }).findings)],
    ];
  }),
);

describeRings(report, rings);

const personNights = nights.length + rings.length;
report.say(
  '## What this does not prove',
  '',
  `- ${personNights} nights are conformance material. A rate of false alarms needs hundreds of nights of well people: from ${personNights} nights with no finding one could only say fewer than ${fixed(poisson(0)[1] / Math.max(1, personNights), 1)} a night.`,
  '- Nothing of home, of the wrist in motion, of cold hands, of dark skin, of the very old, of central apnoea or of oxygen therapy.',
  '- The screen is no test for sleep apnoea: [../clinical/sleep-apnoea.md](../clinical/sleep-apnoea.md).',
  '',
);
report.close();
