/**
 * How well suspected falls are judged: `node packages/detectors/evaluate/falls.ts --data DIR` (or MUNAN_DATA). Prints the
 * tables of docs/evaluation/first-set.md. "Held out" is eightfold by person, training and judging on different people;
 * "shipped" are the trees in the project, which have seen these people, and is printed only for comparison.
 */
import { fallThreshold, figuresOf, scoreOfFigures, type Trees } from '../src/fall/judge.ts';
import { boost } from './boost.ts';
import { dataFolder } from './data-folder.ts';
import { examplesOf, impactsOf, suspicionsOf, type TrialImpacts, trainingSets } from './fall-events.ts';
import { fallSets, readTrials } from './fall-sets.ts';

const folder = dataFolder();
const folds = 8;
const loaded = new Map<string, TrialImpacts[]>();
let suspicions = 0;
for (const set of Object.keys(fallSets)) {
  const trials: TrialImpacts[] = [];
  for (const trial of readTrials(folder, set)) {
    suspicions += suspicionsOf(trial).length;
    trials.push(impactsOf(trial));
  }
  loaded.set(set, trials);
}

type Score = (trial: TrialImpacts) => number;
const highest = (trial: TrialImpacts, score: (figures: number[], peakG: number) => number) =>
  Math.max(0, ...trial.impacts.map((i) => (i.secondsAfter < 1.5 ? 0 : score(figuresOf(i), i.peakG))));

/** One model a fold, trained on nobody of the fold; the watch and the phone of one person fall into the same fold. */
const training = trainingSets.flatMap((set) => loaded.get(set)!);
const people = [...new Set(training.map(({ set, subject }) => `${set.split(' ')[0]} ${subject}`))];
const foldOf = ({ set, subject }: TrialImpacts) => people.indexOf(`${set.split(' ')[0]} ${subject}`) % folds;
const models: Trees[] = Array.from({ length: folds }, (_, fold) =>
  boost(examplesOf(training.filter((trial) => foldOf(trial) !== fold))),
);
const heldOut: Score = (trial) => {
  const model = models[Math.max(0, foldOf(trial))]!;
  return highest(trial, (figures) => scoreOfFigures(figures, model));
};

function row(name: string, trials: TrialImpacts[], says: (trial: TrialImpacts) => boolean): string {
  const part = (keep: (trial: TrialImpacts) => boolean) => {
    const of = trials.filter(keep);
    const said = of.filter(says).length;
    return { said, of: of.length, seconds: of.reduce((sum, { seconds }) => sum + seconds, 0) };
  };
  const falls = part(({ isFall }) => isFall);
  const daily = part(({ isFall }) => !isFall);
  const old = part(({ isFall, elderly }) => !isFall && elderly);
  const sensitivity = falls.of ? `${(falls.said / falls.of).toFixed(3)} (${falls.said}/${falls.of})` : '-';
  return `| ${name} | ${sensitivity} | ${daily.said}/${daily.of} | ${old.said}/${old.of} |`;
}
for (const [set, trials] of loaded) {
  console.log(`\n### ${set}\n\n| detector | falls found | false, all daily life | false, elderly |\n|---|---|---|---|`);
  console.log(row('always on (every suspicion is a fall)', trials, ({ impacts }) => impacts.length > 0));
  const tops = trials.filter((t) => !t.isFall && t.elderly).map((t) => Math.max(0, ...t.impacts.map((i) => i.peakG)));
  const limit = tops.sort((a, b) => b - a)[Math.min(tops.length - 1, Math.floor(tops.length / 80))] ?? 3;
  console.log(
    row(`peak only, limit ${limit.toFixed(2)} g (set in hindsight for 1 in 80 elderly trials)`, trials, (trial) =>
      trial.impacts.some(({ peakG }) => peakG > limit),
    ),
  );
  console.log(row('peak only, 3 g', trials, (trial) => trial.impacts.some(({ peakG }) => peakG >= 3)));
  const seen = trainingSets.includes(set) ? 'held-out people' : 'a set never seen';
  console.log(row(`**trees, ${seen}, ${fallThreshold}**`, trials, (trial) => heldOut(trial) >= fallThreshold));
  for (const other of [0.5, 0.6, 0.8]) {
    console.log(row(`trees, ${seen}, ${other}`, trials, (trial) => heldOut(trial) >= other));
  }
  console.log(
    row(
      'trees as shipped (have seen these people)',
      trials,
      (t) => highest(t, (f) => scoreOfFigures(f)) >= fallThreshold,
    ),
  );
}

const elderly = [...loaded.values()].flat().filter((trial) => trial.elderly && !trial.isFall);
const hours = elderly.reduce((sum, { seconds }) => sum + seconds, 0) / 3600;
console.log(`\nSuspicions over all sets: ${suspicions}; elderly daily life: ${hours.toFixed(1)} h.`);
const missed = new Map<string, [number, number]>();
for (const trial of loaded.get('weda')!.filter(({ isFall }) => isFall)) {
  const count = missed.get(trial.activity) ?? [0, 0];
  missed.set(trial.activity, [count[0] + (heldOut(trial) < fallThreshold ? 1 : 0), count[1] + 1]);
}
console.log('\nMissed in WEDA, held out, by kind of fall:');
for (const [activity, [lost, all]] of missed) console.log(`- ${activity}: ${lost} of ${all}`);
