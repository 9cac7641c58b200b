/**
 * How well a person's usual range holds what comes: `npm run evaluate -- usual --data DIR`. One figure a day of real people, minutes of
 * real movement, and, where there are no recordings, simulated minutes, called so.
 */
import { settings } from '../src/watch/packets-example.ts';
import { dataFolder, leaveOut } from './data-folder.ts';
import { readDaySets } from './day-sets.ts';
import { byPerson, poisson } from './intervals.ts';
import { readMovement } from './movement-sets.ts';
import { plotOf } from './plot.ts';
import { fixed, interval, isSmall, openReport } from './report.ts';
import { average, type Followed, follow, intervalScore, isInside, type Predicted, rules } from './usual-days.ts';
import { activityOf, periods as minutePeriods, rangeOfOthers } from './usual-minutes.ts';
import { changes, simulated } from './usual-simulated.ts';

const folder = dataFolder();
const sets = readDaySets(folder);
if (sets.length === 0) leaveOut(['infection/lifesnaps_daily.csv.gz', 'infection/hr_covid_daily.csv.gz']);
const report = openReport('usual', 'As usual: the personal baseline');
const followed = new Map(sets.map((set) => [set, set.people.map((person) => follow(set, person))]));

const periods: [name: string, from: number, to: number][] = [
  ['day 1', 0, 0],
  ['days 2-3', 1, 2],
  ['days 4-7', 3, 6],
  ['days 8-28', 7, 27],
  ['from day 29', 28, Number.POSITIVE_INFINITY],
];
/** Mean over people of each person's mean: somebody with many days counts once. */
function figureOf(people: readonly Followed[], pick: (one: Followed) => Predicted[], of: (one: Predicted) => number) {
  const each = people.map(pick).filter((days) => days.length > 0);
  return each.length === 0 ? Number.NaN : average(each.map((days) => average(days.map(of))));
}
const share = (value: number) => (Number.isFinite(value) ? `${(100 * value).toFixed(1)} %` : '-');

/** Drift on days that nobody says she was ill: of those around an illness only what lies well away from it. */
const isWellDay = (one: Followed, day: number) => !one.person.isFromOnset || day < 20_000 - 21 || day > 20_000 + 35;
const allDrifts = [...followed.values()].flat();
const wellDays = allDrifts.reduce((sum, one) => sum + one.person.days.filter(([day]) => isWellDay(one, day)).length, 0);
const wellDrifts = allDrifts.flatMap((one) => one.drifts.filter(({ day }) => isWellDay(one, day)));

report.say(
  '## In short',
  '',
  ...sets.map((set) => {
    const people = followed.get(set)!;
    const of = (from: number) =>
      share(
        figureOf(
          people,
          (one) => one.of['as usual'].filter(({ known }) => known >= from),
          (one) => (isInside(one) ? 1 : 0),
        ),
      );
    return `- ${set.name}: from day 8 the 95 % range held ${of(7)} of days (${people.length} people).`;
  }),
  `- Drift was said ${wellDrifts.length} times in ${wellDays} figure-days of people not known to be ill: ${fixed((30 * wellDrifts.length) / wellDays, 2)} in 30 (95 % ${interval(poisson(wellDrifts.length).map((count) => (30 * count) / wellDays) as [number, number])}).`,
  '',
  'Everything is run as shipped: no fold is trained, and each day is predicted before it is learned. The priors come from the sources of docs/clinical/usual.md; only how far the days of one person differ in pulse (6 % asleep), and that a spread learned robustly is widened by a quarter, was set with these sets in view.',
  '',
  '## One figure a day',
  '',
  'Share of days inside the 95 % range, mean over people with 95 % interval by person; width of the range; interval score (width + 40 times what lies outside; lower is better).',
  '',
);
for (const set of sets) {
  const people = followed.get(set)!;
  report.say(
    `### ${set.name} (${people.length} people, ${people.reduce((sum, { person }) => sum + person.days.length, 0)} days)`,
    '',
  );
  report.table(
    ['', 'rule', 'inside', '95 % by person', `width, ${set.unit}`, 'interval score'],
    periods.flatMap(([period, from, to]) =>
      rules.flatMap((rule) => {
        const pick = (one: Followed) => one.of[rule].filter(({ known }) => known >= from && known <= to);
        const inside = (some: readonly Followed[]) => figureOf(some, pick, (one) => (isInside(one) ? 1 : 0));
        if (!Number.isFinite(inside(people))) return [];
        return [
          [
            period,
            rule === 'as usual' ? `**${rule}**` : rule,
            share(inside(people)),
            interval(byPerson(people, inside, 11, isSmall ? 200 : 1000).map((one) => 100 * one) as [number, number], 1),
            fixed(
              figureOf(people, pick, ({ low, high }) => high - low),
              set.decimals,
            ),
            fixed(figureOf(people, pick, intervalScore), set.decimals),
          ],
        ];
      }),
    ),
  );
}
const shownSet = sets[0]!;
const byDay = (of: (one: Predicted) => number) =>
  Array.from({ length: 40 }, (_, known): [number, number] => [
    known + 1,
    figureOf(followed.get(shownSet)!, (one) => one.of['as usual'].filter((day) => day.known === known), of),
  ]).filter(([, value]) => Number.isFinite(value));
report.plot(
  'usual-width',
  plotOf([{ name: 'width of the 95 % range', points: byDay(({ low, high }) => high - low), line: true }], {
    title: shownSet.name,
    x: 'day',
    y: `width, ${shownSet.unit}`,
  }),
  'How the width of the range falls over the first forty days',
);

report.say(
  '## Drift',
  '',
  'Three days together against the slow baseline; a finding when it begins. Rarity is -log10 of how many are expected a person-day; the second table holds it against what was seen.',
  '',
);
report.table(
  ['set', 'person-days', 'findings', 'in 30 person-days', '95 %', 'a day outside the range, in 30'],
  sets.map((set) => {
    const people = followed.get(set)!;
    const days = people.flatMap((one) =>
      one.of['as usual'].filter(({ day, known }) => known >= 7 && isWellDay(one, day)),
    );
    const count = people.reduce((sum, one) => sum + one.drifts.filter(({ day }) => isWellDay(one, day)).length, 0);
    const per = (value: number) => (30 * value) / days.length;
    return [
      set.name,
      days.length,
      count,
      fixed(per(count)),
      interval(poisson(count).map(per) as [number, number]),
      fixed(per(days.filter((day) => !isInside(day)).length)),
    ];
  }),
);
report.table(
  ['set', ...[2.2, 2.5, 3].map((rarity) => `of rarity ${rarity} and more: expected, seen`)],
  sets.map((set) => {
    const people = followed.get(set)!;
    const days = people.reduce((sum, one) => sum + one.person.days.filter(([day]) => isWellDay(one, day)).length, 0);
    const drifts = people.flatMap((one) => one.drifts.filter(({ day }) => isWellDay(one, day)));
    return [
      set.name,
      ...[2.2, 2.5, 3].map(
        (rarity) => `${fixed(days * 10 ** -rarity, 1)}, ${drifts.filter((drift) => drift.rarity >= rarity).length}`,
      ),
    ];
  }),
);
const ill = [...followed.values()]
  .flat()
  .filter(
    (one) =>
      one.person.isFromOnset &&
      one.person.days.filter(([day]) => day < 20_000 - 21).length >= 20 &&
      one.person.days.some(([day]) => day >= 20_000 - 7 && day <= 20_000 + 7),
  );
const within = (one: Followed, onset: number) => one.drifts.some(({ day }) => day >= onset - 7 && day <= onset + 7);
const found = ill.filter((one) => within(one, 20_000)).length;
const chances = ill
  .map((one) => {
    const well = one.person.days
      .map(([day]) => day)
      .filter((day) => day >= one.person.days[0]![0] + 20 && day <= 20_000 - 21);
    return well.length === 0 ? Number.NaN : average(well.map((day) => (within(one, day) ? 1 : 0)));
  })
  .filter(Number.isFinite);
report.say(
  `Around the onset of COVID-19 (days -7 to +7) drift began in ${found} of ${ill.length} people with 20 days and more before; in as long a window at any earlier moment in ${share(average(chances))} of windows. docs/evaluation/infection.md judges this in earnest.`,
  '',
  '## Minutes of movement (Depresjon)',
  '',
  'Share of minutes inside the range of their time of day. Counts of a wrist actigraph, in its own unit.',
  '',
);
const movement = readMovement(folder);
const some = isSmall ? movement.slice(0, 6) : movement;
const active = some.map((person) => activityOf(person, rangeOfOthers(some, person)));
report.table(
  [
    '',
    'as usual',
    '95 % by person',
    'width',
    'other people, 2.5 to 97.5 %',
    'width',
    'own so far, mean ± 2 SD',
    'width',
  ],
  minutePeriods.map(({ name }, index) => {
    const of = (some: readonly (typeof active)[number][], rule: number, what: 'inside' | 'width') => {
      const each = some.map((one) => one[index]![rule]!).filter(({ minutes }) => minutes > 0);
      return each.length === 0 ? Number.NaN : average(each.map((one) => one[what] / one.minutes));
    };
    return [
      name,
      share(of(active, 0, 'inside')),
      interval(
        byPerson(active, (some) => 100 * of(some, 0, 'inside'), 11, isSmall ? 200 : 1000),
        1,
      ),
      fixed(of(active, 0, 'width'), 0),
      share(of(active, 1, 'inside')),
      fixed(of(active, 1, 'width'), 0),
      share(of(active, 2, 'inside')),
      fixed(of(active, 2, 'width'), 0),
    ];
  }),
);

if (movement.length === 0) report.say('Not in the folder.', '');
report.say(
  '## Simulated minutes of pulse, saturation and temperature',
  '',
  'No public recording has weeks of minutes of these at home. These people are simulated (src/usual/person-example.ts): normal days, hours and minutes that hang together, as the model supposes. What follows shows that the arithmetic does what it should, and nothing about people.',
  '',
);
const made = simulated(isSmall ? 4 : 16, 35, settings);
report.table(['channel', 'state', 'day 1', 'days 2-7', 'days 8-35', 'width at first', 'at last'], made.coverage);
report.say(`False findings: ${made.findings} in ${made.days} simulated person-days.`, '');
report.table(
  ['change put in on day 21', 'people', 'said', 'first said after, h (median)'],
  changes(isSmall ? 4 : 16, settings),
);
report.say(
  '## What it does not prove',
  '',
  '- Nobody here is old or ill at home; LifeSnaps are adults of 20 to 50 years, the COVID set students, Depresjon 20 to 69 years.',
  '- No recording in the ear: the spread of skin temperature at the wrist is wider than any prior for the ear, and its level was moved to it.',
  "- Sudden change within minutes has no recording to be judged on; its rarity is the model's, held back by a tail heavier than normal.",
  '- The maker smooths the resting pulse of LifeSnaps over days: neighbouring days are almost the same, and any range of earlier days looks better or worse than it is.',
  '- What lies outside the range may have been illness: nobody asked.',
);
report.close();
