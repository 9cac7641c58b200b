/**
 * How well suspected falls are judged: `npm run evaluate -- --data DIR falls`; writes docs/evaluation/falls.md. Each trial runs as a
 * stream: the device's trigger suspects, its 20 s are judged, and one fall said anywhere in a trial counts.
 */
import { packedNet } from '../src/fall/generated/net.ts';
import { trees as shippedTrees } from '../src/fall/generated/trees.ts';
import { fallThreshold, judgedLogit, treesLogit } from '../src/fall/judge.ts';
import { netOf } from '../src/fall/net.ts';
import { boost } from './boost.ts';
import { dataFolder, leaveOut } from './data-folder.ts';
import { esenseSegments } from './esense.ts';
import { alterations } from './fall-altered.ts';
import { type Impact, impactsOf, type TrialImpacts } from './fall-events.ts';
import { acrossSets, type FallJudge, type Half, heldOut, judgedBy, judgesOfFolds, scoredAs } from './fall-judges.ts';
import { otherFallSets } from './fall-other-sets.ts';
import { sayHours, sayLimits } from './fall-page-alerts.ts';
import { sayBeyond, sayConclusions } from './fall-page-words.ts';
import {
  areaOf,
  count,
  isDaily,
  isFall,
  isOld,
  limitAt,
  logit,
  personInterval,
  type Scored,
  type Share,
  saidAbove,
  scoredBy,
  scoreOf,
  share,
} from './fall-scores.ts';
import { fallSetsIn, readTrials } from './fall-sets.ts';
import { fitFalls } from './fit-falls.ts';
import { plotOf } from './plot.ts';
import { fixed, interval, isSmall, openReport } from './report.ts';

const folder = dataFolder();
const specificity = 0.97;
const shippedLimit = logit(fallThreshold);
const wristSets = ['weda', 'smartfallmm watch'];
/** The short form has the wrist alone. */
const sets = fallSetsIn(folder).filter((set) => !isSmall || wristSets.includes(set));
const loaded = new Map<string, TrialImpacts[]>(
  sets.map((set) => [set, [...readTrials(folder, set)].map((trial) => impactsOf(trial))]),
);
for (const [set, trials] of loaded) if (trials.length === 0) loaded.delete(set);
const all = [...loaded.values()].flat();
const wrist = wristSets.filter((set) => loaded.has(set));
if (wrist.length === 0) leaveOut(wristSets);
const report = openReport('falls', 'Falls on recordings');
const { say, table } = report;

/** Knows only when in the trial the impact came and how much followed: what the length of trials gives away. */
function clock(training: TrialImpacts[], tested: TrialImpacts[]): Scored[] {
  const clockFigures = ({ atSeconds, secondsAfter }: Impact) => [atSeconds, secondsAfter];
  const examples = training.flatMap((trial) =>
    trial.impacts.map((impact) => ({
      figures: clockFigures(impact),
      isFall: trial.isFall,
      weight: 1 / trial.impacts.length,
    })),
  );
  const trees = boost(examples, [0, 0]);
  return scoredBy(tested, (impact) => treesLogit(clockFigures(impact), trees));
}
function matched(name: string, scored: Scored[]): string[] {
  const limit = limitAt(scored, specificity);
  return [
    name,
    fixed(areaOf(scored), 3),
    share(saidAbove(scored, limit, isFall)),
    interval(personInterval(scored, limit)),
    count(saidAbove(scored, limit, isOld)),
  ];
}
const halves: [Half, string][] = [
  ['trees', 'trees alone'],
  ['net', 'net alone'],
  ['both', '**both, as shipped**'],
];

const judges = judgesOfFolds(all);
const pooled = heldOut(all, judges);
const scoredHeldOut = (half: Half, set?: string) =>
  scoredAs(
    pooled.filter(({ trial }) => set === undefined || trial.set === set),
    half,
  );
const across = acrossSets
  .filter(({ training, tested }) => [tested, ...training].every((set) => loaded.has(set)))
  .map(({ training, tested, net }) => ({
    training,
    tested,
    judged: judgedBy(loaded.get(tested)!, {
      trees: fitFalls(training.flatMap((set) => loaded.get(set)!)),
      net: netOf(net),
    }),
  }));
const shipped: FallJudge = { trees: shippedTrees, net: netOf(packedNet) };

sayConclusions(report, {
  heldOut: (set) => scoredHeldOut('both', set),
  trees: (set) => scoredHeldOut('trees', set),
  across: across.map(({ training, tested, judged }) => ({ training, tested, scored: scoredAs(judged, 'both') })),
  limit: shippedLimit,
});

say('## People held out', '', 'Five folds by person, trained on all the sets.', '');
for (const [set, trials] of loaded) {
  say(`### ${set}`, '');
  table(
    [
      'detector',
      'AUC',
      'falls found at 0.97 specificity, limit set on this set',
      '95 % by person',
      'false, elderly, there',
    ],
    [
      matched('clock (has seen these people)', clock(trials, trials)),
      matched(
        'peak acceleration',
        scoredBy(trials, ({ peakG }) => peakG),
      ),
      ...halves.map(([half, name]) => matched(name, scoredHeldOut(half, set))),
    ],
  );
  const scored = scoredHeldOut('both', set);
  const always = (keep: (trial: TrialImpacts) => boolean) => count(saidAbove(scored, Number.NEGATIVE_INFINITY, keep));
  const at = (keep: (trial: TrialImpacts) => boolean) => saidAbove(scored, shippedLimit, keep);
  say(
    `Always on (every suspicion that can be judged): ${always(isFall)} falls, ${always(isDaily)} false, ${always(isOld)} elderly. At the shipped limit ${fallThreshold}: ${share(at(isFall))} found, ${count(at(isDaily))} false, ${count(at(isOld))} elderly.`,
    '',
  );
}

say(
  '## A set never seen',
  '',
  'One data set left out whole, tested at the wrist. *At 0.97 there* sets the limit in hindsight on the tested set, to compare; *at the shipped limit* is what a device would do.',
  '',
);
table(
  [
    'trained on',
    'tested on',
    'detector',
    'AUC',
    'found at 0.97 there',
    '95 % by person',
    `found at ${fallThreshold}`,
    'specificity',
    'false, elderly',
  ],
  across.flatMap(({ training, tested, judged }) =>
    halves.map(([half, name]) => {
      const scored = scoredAs(judged, half);
      const there = limitAt(scored, specificity);
      const clear = saidAbove(scored, shippedLimit, isDaily);
      return [
        training.join(', '),
        tested,
        name,
        fixed(areaOf(scored), 3),
        share(saidAbove(scored, there, isFall)),
        interval(personInterval(scored, there)),
        share(saidAbove(scored, shippedLimit, isFall)),
        fixed(1 - clear.said / clear.of, 3),
        count(saidAbove(scored, shippedLimit, isOld)),
      ];
    }),
  ),
);
for (const { training, tested, judged } of across.filter(({ tested }) => tested === 'smartfallmm watch')) {
  const scored = scoredAs(judged, 'both');
  const there = limitAt(scored, specificity);
  const whole = scored.filter(
    ({ trial }) => trial.isFall && Math.max(0, ...trial.impacts.map((i) => i.secondsAfter)) >= 3,
  );
  say(
    `Of the falls on the ${tested} with 3 s of record after an impact, trained on ${training.join(', ')}: ${share(saidAbove(whole, there, isFall))} at 0.97 there.`,
    '',
  );
}
if (wrist.length === 2)
  say(
    `A clock trained on one wrist set has on the other an AUC of ${wrist.map((tested) => `${fixed(areaOf(clock(loaded.get(wrist.find((set) => set !== tested)!)!, loaded.get(tested)!)), 3)} (${tested})`).join(' and ')}.`,
    '',
  );

const atWrist = pooled.filter(({ trial }) => wrist.includes(trial.set));
sayLimits(report, scoredAs(atWrist, 'both'));
const curve = (half: Half, set: string): [number, number][] => {
  const scored = scoredHeldOut(half, set);
  return Array.from({ length: 41 }, (_, i) => i / 400).map((part) => {
    const found = saidAbove(scored, limitAt(scored, 1 - part), isFall);
    return [part, found.said / found.of];
  });
};
report.plot(
  'falls-found',
  plotOf(
    wrist.flatMap((set) =>
      (['trees', 'both'] as const).map((half) => ({ name: `${set}, ${half}`, line: true, points: curve(half, set) })),
    ),
    {
      title: 'Falls found at the wrist, people held out',
      x: 'share of daily-life trials that are false',
      y: 'share of falls found',
      yRange: [0, 1],
    },
  ),
  'Share of falls found against the share of daily-life trials that are false, people held out, WEDA and the SmartFallMM watch, trees alone and both',
);

const esense = judgedBy(
  esenseSegments(folder).map((trial) => impactsOf(trial, false)),
  shipped,
);
/** Judged alike from `fromSeconds` of each piece on. */
const esenseFrom = (fromSeconds: number) =>
  esense.map(({ trial, trees, net }) => ({
    trial,
    score: scoreOf(trial, ({ atSeconds }, i) =>
      atSeconds < fromSeconds ? Number.NEGATIVE_INFINITY : judgedLogit(trees[i]!, () => net[i]!),
    ),
  }));
sayHours(report, { heldOut: scoredHeldOut('both'), esense: esenseFrom, limit: shippedLimit });

say(
  '## Another device',
  '',
  `The wrist recordings, changed as another device would have read them (made, not measured); people held out, limit ${fallThreshold}.`,
  '',
);
table(
  ['as if', 'WEDA found', 'false', 'watch found', 'false', 'false, elderly'],
  Object.entries(alterations).map(([name, altered]) => {
    const cells: string[] = [name];
    const old: Share = { said: 0, of: 0 };
    for (const set of wrist) {
      const trials = [...readTrials(folder, set)].map((trial) => impactsOf(altered(trial), false));
      const scored = scoredAs(heldOut(trials, judges), 'both');
      cells.push(share(saidAbove(scored, shippedLimit, isFall)), count(saidAbove(scored, shippedLimit, isDaily)));
      const more = saidAbove(scored, shippedLimit, isOld);
      old.said += more.said;
      old.of += more.of;
    }
    return [...cells, count(old)];
  }),
);

say(
  '## As shipped',
  '',
  'The shipped judge on everybody in the folder. The people it was trained on are among them: this says something only of people, and of sets in the same form, that were not.',
  '',
);
const others = Object.entries(otherFallSets(folder)).map(
  ([set, form]) => [set, [...readTrials(folder, set, form)].map((trial) => impactsOf(trial, false))] as const,
);
table(
  ['set', 'AUC', 'found at 0.97 there', `found at ${fallThreshold}`, 'false', 'false, elderly'],
  [...loaded, ...others].map(([set, trials]) => {
    const scored = scoredAs(judgedBy(trials, shipped), 'both');
    return [
      set,
      fixed(areaOf(scored), 3),
      share(saidAbove(scored, limitAt(scored, specificity), isFall)),
      share(saidAbove(scored, shippedLimit, isFall)),
      count(saidAbove(scored, shippedLimit, isDaily)),
      count(saidAbove(scored, shippedLimit, isOld)),
    ];
  }),
);

say('## Missed at the shipped limit, people held out, by kind of fall', '');
const missed = new Map<string, Share>();
for (const { trial, score } of scoredAs(atWrist, 'both')) {
  if (!trial.isFall) continue;
  const kind = `${trial.set}: ${trial.activity}`;
  const lost = missed.get(kind) ?? { said: 0, of: 0 };
  missed.set(kind, { said: lost.said + (score > shippedLimit ? 0 : 1), of: lost.of + 1 });
}
table(
  ['kind', 'missed'],
  [...missed].map(([kind, lost]) => [kind, `${lost.said} of ${lost.of}`]),
);
sayBeyond(report);
report.close();
