/** The part of the page of falls about false alerts: what was counted, and what that may mean for a month at home. */
import { count, falseIn30Days, isDaily, isFall, isOld, logit, type Scored, saidAbove, share } from './fall-scores.ts';
import { poisson } from './intervals.ts';
import { fixed, interval, type Report } from './report.ts';

/** A day at home is taken to hold as many hours that are as full of movement as the trials are. An assumption. */
export const activeHours = 2;

export function sayLimits({ say, table }: Report, atWrist: Scored[]): void {
  const { hours, trials } = falseIn30Days(atWrist, 0, activeHours);
  const suspected = atWrist.filter(({ trial }) => isOld(trial)).reduce((sum, { trial }) => sum + trial.suspicions, 0);
  say(
    '## Limits, people held out',
    '',
    `Elderly daily life at the wrist: ${trials} trials, ${fixed(hours)} h, ${fixed(suspected / hours, 0)} suspicions an hour. *In 30 person-days* takes a day as ${activeHours} hours as full of movement as these, so that every false trial counted stands for ${fixed((30 * activeHours) / hours, 0)} alerts; *from the tail* fits an exponential to the highest tenth of the trials' scores.`,
    '',
  );
  const of = (set: string, limit: number) =>
    share(saidAbove(atWrist, limit, (trial) => isFall(trial) && trial.set === set));
  table(
    [
      'limit',
      'WEDA found',
      'watch found',
      'false, all daily life',
      'false, elderly',
      'false in 30 person-days: counted',
      '95 % of the count',
      'from the tail',
    ],
    [0.3, 0.5, 0.6, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 0.97, 0.99].map((score) => {
      const limit = logit(score);
      const days = falseIn30Days(atWrist, limit, activeHours);
      const scale = (30 * activeHours) / hours;
      const range = poisson(days.counted);
      return [
        score,
        of('weda', limit),
        of('smartfallmm watch', limit),
        count(saidAbove(atWrist, limit, isDaily)),
        count(saidAbove(atWrist, limit, isOld)),
        fixed(days.direct, 0),
        interval([range[0] * scale, range[1] * scale], 0),
        fixed(days.tail, 1),
      ];
    }),
  );
}

/** Every recording of eSense opens with a clap of the hands. */
const openingSeconds = 20;

export function sayHours(
  { say, table }: Report,
  { heldOut, esense, limit }: { heldOut: Scored[]; esense: (fromSeconds: number) => Scored[]; limit: number },
): void {
  const row = (name: string, scored: readonly Scored[]) => {
    const sum = (of: (one: Scored) => number) => scored.reduce((total, one) => total + of(one), 0);
    const hours = sum(({ trial }) => trial.seconds) / 3600;
    const said = scored.filter(({ score }) => score > limit).length;
    const [low, high] = poisson(said);
    return [
      name,
      scored.length,
      fixed(hours),
      sum(({ trial }) => trial.suspicions),
      said,
      interval([low / hours, high / hours], 2),
    ];
  };
  const daily = heldOut.filter(({ trial }) => isDaily(trial));
  const kinds = new Map<string, Scored[]>();
  for (const one of daily) {
    const name = `${one.trial.set}, ${one.trial.elderly ? 'elderly' : 'young'}`;
    kinds.set(name, [...(kinds.get(name) ?? []), one]);
  }
  say(
    '## Daily life by the hour',
    '',
    'Trials or pieces of recording in which a fall was said at the shipped limit; people held out, and eSense, which was never trained on, by the shipped judge. Trials are minutes of exercise, not a day: an hour of them is no hour at home.',
    '',
  );
  table(
    ['what', 'trials', 'hours', 'suspicions', 'with a false fall', 'an hour, 95 %'],
    [
      ...[...kinds].map(([name, scored]) => row(name, scored)),
      ...['ear', 'wrist'].flatMap((device) =>
        [0, openingSeconds].map((from) =>
          row(
            `eSense ${device}${from ? ` after its first ${from} s` : ''}`,
            esense(from).filter(({ trial }) => trial.set === `esense ${device}`),
          ),
        ),
      ),
    ],
  );
  say(
    'Every eSense recording opens with one hard clap of the hands and then rest, by which its clocks were matched: that is what the first seconds show.',
    '',
  );
}
