/**
 * What the detectors of movement say on weeks of recorded movement, and of stillness, mornings and weeks that were injected or put
 * together from them: `npm run evaluate -- --data DIR rhythm`. Writes docs/evaluation/rhythm.md.
 */
import type { Finding } from '@munan/flow';
import { findMedian } from '../src/half-minutes.ts';
import { movementPerMin } from '../src/movement.ts';
import { expectedPerDay, quarterOf } from '../src/no-movement/still-tail.ts';
import { dataFolder } from './data-folder.ts';
import { wilson } from './intervals.ts';
import {
  judgeAll,
  judgeAsPackets,
  type MovementPerson,
  minuteOfDay,
  readMovement,
  startRun,
  stepRun,
} from './movement-sets.ts';
import { plotOf } from './plot.ts';
import { fixed, interval, isSmall, openReport } from './report.ts';
import { reportGroups } from './rhythm-groups.ts';
import { type Injection, injectMornings, injectStillness, lengthMinutes, simpleAlarms } from './rhythm-injected.ts';
import { reportNights } from './rhythm-nights.ts';
import { rate, reportWeeks } from './rhythm-weeks.ts';

const people = readMovement(dataFolder('rhythm/depresjon/depresjon_subjects.csv.gz'));
const well = people.filter(({ isWell }) => isWell);
const daysOfPerson = ({ counts }: MovementPerson) => counts.length / 1440;
const personDays = (list: readonly MovementPerson[]) => list.reduce((sum, person) => sum + daysOfPerson(person), 0);
const page = openReport('rhythm', 'Movement over days: what was said, and what was found of what was injected');

page.say(
  `Recordings: Depresjon [Garcia-Ceja 2018], wrist counts a minute of ${people.length} people aged 20 to 69, ${well.length} of them healthy and`,
  `${people.length - well.length} depressed; only the days that the study states, ${fixed(personDays(people), 0)} person-days. Nobody was old or ill at home, nobody fell, and`,
  'the recordings do not say when the device was worn. Detectors as shipped, each person from an empty state. 95 % intervals: Byar for counts,',
  'Wilson for shares, by drawing people anew where it says so.',
  '',
  '**The limits were chosen with these people in view, over several tries:** those of `not-up-yet`, `still-longer`, `night-up`, `up-at-night`, decline and',
  'change of rhythm, and the three hours after which a repeated value is taken for a table. What is said of the 38 people of the developers is in sample: expect worse on',
  'others. Only the comparison of groups holds people out.',
  '',
);

// --- false findings
const judged = people.map((person) => ({ person, ...judgeAll(person.counts, person.from) }));
type Judged = (typeof judged)[number];
const rows: { name: string; keeps: (finding: Finding) => boolean; clock?: number }[] = [
  { name: '`no-movement` 8 h', keeps: ({ reason, phase }) => reason.code === 'no-movement' && phase === 'began' },
  { name: '`still-longer-than-usual`', keeps: began('still-longer-than-usual') },
  {
    name: '`still-longer-than-usual`, medium',
    keeps: ({ reason, priority, phase }) =>
      reason.code === 'still-longer-than-usual' && priority === 'medium' && phase !== 'ended',
  },
  { name: '`not-up-yet`', keeps: began('not-up-yet') },
  {
    name: '`not-up-yet`, medium',
    keeps: ({ reason, priority, phase }) => reason.code === 'not-up-yet' && priority === 'medium' && phase !== 'ended',
  },
  { name: '`night-up`', keeps: began('night-up') },
  { name: '`up-at-night`', keeps: began('up-at-night') },
  { name: '`activity-decline`', keeps: began('activity-decline') },
  { name: '`rhythm-changed`', keeps: began('rhythm-changed') },
];
function began(code: string) {
  return ({ reason, phase }: Finding) => reason.code === code && phase === 'began';
}
const countOf = (list: readonly Judged[], keeps: (finding: Finding) => boolean, fromDay = 0) =>
  list.reduce(
    (sum, { findings, person }) =>
      sum + findings.filter((f) => keeps(f) && f.at - person.from >= fromDay * 86_400_000).length,
    0,
  );
page.say(
  '## What was said of days on which nothing is known to have happened',
  '',
  'Episodes: number, and per person-day.',
  '',
);
const wellJudged = judged.filter(({ person }) => person.isWell);
const sickJudged = judged.filter(({ person }) => !person.isWell);
const daysFrom = (list: readonly Judged[], from: number) =>
  list.reduce((sum, { person }) => sum + Math.max(0, daysOfPerson(person) - from), 0);
page.table(
  ['said', 'healthy', 'depressed', 'all, from the third day on'],
  [
    ...rows.map(({ name, keeps }) => [
      name,
      rate(countOf(wellJudged, keeps), daysFrom(wellJudged, 0)),
      rate(countOf(sickJudged, keeps), daysFrom(sickJudged, 0)),
      rate(countOf(judged, keeps, 2), daysFrom(judged, 2)),
    ]),
    ...['still 3 h by day', 'still 5 h'].map((name) => [
      `simple rule: ${name}`,
      ...[wellJudged, sickJudged].map((list) =>
        rate(
          list.reduce((sum, { person }) => sum + simpleAlarms(person)[name]!, 0),
          daysFrom(list, 0),
        ),
      ),
      '',
    ]),
    ['clock: asks at 10:00 and 18:00', '2', '2', '2'],
    ['always on', 'all the time', 'all the time', 'all the time'],
  ],
);
const stillCodes = ['still-longer-than-usual', 'no-movement'];
const stillSaid = judged.flatMap(({ person, findings }) =>
  findings
    .filter(({ reason, phase }) => stillCodes.includes(reason.code) && phase === 'began')
    .map(({ at }) => at - person.from < 2 * 86_400_000),
);
page.say(
  `Of the ${stillSaid.length} \`still-longer-than-usual\` and \`no-movement\` ${stillSaid.filter(Boolean).length} began in the first two days, before anything is learned and while the watches were handed out; a watch`,
  'on a table looks like that. The recordings are hardly longer than the two weeks that `activity-decline` and `rhythm-changed` need at least: their rates are estimated below.',
  '',
);

{
  // A watch judges a minute three minutes after it, so the last ones of a recording are still open there.
  const some = judged.filter((_, i) => i % (isSmall ? 13 : 5) === 0);
  const same = some.filter(({ person, findings }) => {
    const end = person.from + (person.counts.length - 10) * 60_000;
    const ids = (list: readonly Finding[]) =>
      list
        .filter(({ at }) => at < end)
        .map(({ id }) => id)
        .sort()
        .join();
    return ids(judgeAsPackets(person.counts, person.from)) === ids(findings);
  }).length;
  page.say(
    `Sent as packets of a minute through the whole watch, ${same} of ${some.length} people give exactly the same findings.`,
    '',
  );
  const longest = people.map(({ counts }) => {
    let run = 0;
    return counts.reduce((most, value) => {
      run = value < movementPerMin.anyCounts ? run + 1 : 0;
      return Math.max(most, run / 60);
    }, 0);
  });
  longest.sort((a, b) => a - b);
  const at = (share: number) => fixed(longest[Math.round(share * (longest.length - 1))]!, 1);
  page.say(
    `Longest quiet stretch of each person, night and all: ${at(0.5)} h in the median, ${at(0.9)} h in nine of ten, ${at(1)} h at most.`,
    '',
  );
}

// --- injected stillness
const each = isSmall ? 3 : 12;
page.say(
  '## Injected stillness',
  '',
  `**Injected, declared**: at ${each} moments by day (8:00 to 20:00) and ${each} at night (0:00 to 5:00) of each person, from the fourth day on, every minute becomes 0 counts, for`,
  `${lengthMinutes / 60} h. Delay from that moment, which may lie in a stillness that had begun before. First as recorded (a device that tells nothing of a body), then with a pulse measured`,
  'throughout, as from the wrist device.',
  '',
);
function recallRow(name: string, key: string, list: readonly Injection[]) {
  const delays = list.map(({ delays: all }) => all[key]);
  const found = delays.filter((delay) => delay !== undefined);
  const sorted = [...found].sort((a, b) => a - b);
  const at = (share: number) =>
    sorted.length > 0 ? fixed(sorted[Math.round(share * (sorted.length - 1))]! / 60, 1) : '-';
  return [name, `${found.length}/${list.length} (${interval(wilson(found.length, list.length))})`, at(0.5), at(0.9)];
}
const injected = new Map([false, true].map((pulse) => [pulse, injectStillness(people, each, pulse)] as const));
for (const pulse of [false, true]) {
  for (const byDay of [true, false]) {
    const list = injected.get(pulse)!.filter((one) => one.byDay === byDay);
    page.say(`### ${byDay ? 'By day' : 'At night'}, ${pulse ? 'with a pulse' : 'movement alone'}`, '');
    page.table(
      ['who', `found within ${lengthMinutes / 60} h`, 'median delay, h', '90th, h'],
      [
        recallRow('`still-longer-than-usual`', 'still-longer-than-usual', list),
        recallRow('the same, medium', 'still-longer-than-usual medium', list),
        recallRow('`not-up-yet`', 'not-up-yet', list),
        recallRow('either of these', 'personal', list),
        recallRow('`no-movement`, 8 h', 'no-movement', list),
        recallRow('simple rule: still 3 h by day', 'still 3 h by day', list),
        recallRow('simple rule: still 5 h', 'still 5 h', list),
        recallRow('clock: asks at 10:00 and 18:00', 'clock', list),
        recallRow('always on', 'always-on', list),
      ],
    );
  }
}
{
  const list = injected.get(true)!.filter(({ byDay }) => byDay);
  const curve = (key: string) =>
    Array.from({ length: 57 }, (_, i) => {
      const minutes = i * 15;
      const said = list.filter(({ delays }) => (delays[key] ?? Number.POSITIVE_INFINITY) <= minutes).length;
      return [minutes / 60, said / list.length] as const;
    });
  page.plot(
    'rhythm-stillness',
    plotOf(
      [
        { name: 'still longer than usual', points: curve('still-longer-than-usual'), line: true },
        { name: 'no movement, 8 h', points: curve('no-movement'), line: true },
        { name: 'still 3 h by day', points: curve('still 3 h by day'), line: true },
        { name: 'clock', points: curve('clock'), line: true },
      ],
      { title: 'Injected stillness by day', x: 'hours since it began', y: 'share found', yRange: [0, 1] },
    ),
    'Share of injected stillness by day that was found by hours since it began, for the personal rule, the fixed ladder, three hours by day and a clock',
  );
}

// --- calibration of the tail
page.say(
  '## Is the expected number right?',
  '',
  "For each stretch of stillness of half an hour or more, from the third day on: how many a day so long the person's own state expected at that time of day before it. Where the expectation",
  'is honest, stretches expected less than once in N days come once in N days, of each quarter of the day.',
  '',
);
const limits = [1, 1 / 3, 1 / 10, 1 / 30, 1 / 100];
const seen = limits.map(() => [0, 0, 0, 0]);
let tailDays = 0;
for (const { counts, from } of people) {
  const run = startRun();
  let still = 0;
  let quarter = 0;
  for (let i = 0; i < counts.length; i++) {
    const at = from + i * 60_000;
    const value = counts[i]!;
    const { tail } = run.stillLonger;
    if (value >= 20 && still >= 30 && i > 2 * 1440) {
      const expected = expectedPerDay(tail, quarter, still);
      limits.forEach((limit, k) => {
        if (expected <= limit) seen[k]![quarter]!++;
      });
    }
    if (value >= 20) still = 0;
    else if (still++ === 0) quarter = quarterOf(minuteOfDay(at));
    stepRun(run, at, value, []);
  }
  tailDays += Math.max(0, counts.length / 1440 - 2);
}
page.table(
  ['expected at most, a day', '0 to 6 h', '6 to 12 h', '12 to 18 h', '18 to 24 h'],
  limits.map((limit, k) => [fixed(limit, 2), ...seen[k]!.map((count) => `${fixed(count / tailDays, 3)} (${count})`)]),
);
page.say(
  'Where the number is below the expectation the rule speaks later than it might; above it, it would cry wolf.',
  '',
);

// --- mornings
const judgedMornings = injectMornings(people);
const mornings = judgedMornings.filter(({ isInjected }) => isInjected);
page.say(
  '## Injected mornings in bed',
  '',
  '**Injected, declared**: on each morning on which seven getting-up times were known and she was seen getting up after 5:00, her own minutes of 2:00 to 5:00 of that night are repeated',
  'until 14:00, turning over and all. Delay after the middle of her own times.',
  '',
);
{
  const row = (name: string, list: readonly (number | undefined)[]) => {
    const found = list.filter((delay) => delay !== undefined).sort((a, b) => a - b);
    const at = (share: number) =>
      found.length > 0 ? fixed(found[Math.round(share * (found.length - 1))]! / 60, 1) : '-';
    return [name, `${found.length}/${list.length} (${interval(wilson(found.length, list.length))})`, at(0.5), at(0.9)];
  };
  page.table(
    ['who', 'said before 14:00', 'median delay, h', '90th, h'],
    [
      row(
        '`not-up-yet`, healthy',
        mornings.filter(({ isWell }) => isWell).map(({ delay }) => delay),
      ),
      row(
        '`not-up-yet`, depressed',
        mornings.filter(({ isWell }) => !isWell).map(({ delay }) => delay),
      ),
      row(
        'simple rule: two hours after the mean of her days',
        mornings.map(({ simple }) => simple),
      ),
    ],
  );
}
{
  const said = countOf(judged, began('not-up-yet'));
  page.say(
    `Seven times were known on ${judgedMornings.length} real mornings; on ${said} of them \`not-up-yet\` was said (${interval(wilson(said, judgedMornings.length), 3)} of the mornings), which is what its`,
    `rarity is taken from. The simple rule would have said it on ${judgedMornings.filter(({ isSimpleFalse }) => isSimpleFalse).length} of them. Whoever has no regular mornings is told nothing: it must be later than all of her last 14.`,
    '',
  );
}
{
  // Would weekends apart predict her getting up better?
  const errors = { together: [] as number[], apart: [] as number[] };
  for (const { run } of judged) {
    const nights = run.routine.nights;
    nights.ups.forEach((up, i) => {
      const before = nights.ups.slice(0, i).map((value, k) => ({ value, day: nights.day - nights.ups.length + k }));
      const isWeekend = (day: number) => (day + 4) % 7 === 6 || (day + 4) % 7 === 0;
      const today = nights.day - nights.ups.length + i;
      const known = before.filter(({ value }) => value >= 0);
      const same = known.filter(({ day }) => isWeekend(day) === isWeekend(today));
      if (up < 0 || known.length < 7 || same.length < 1) return;
      errors.together.push(Math.abs(up - findMedian(known.map(({ value }) => value))!));
      errors.apart.push(Math.abs(up - findMedian(same.map(({ value }) => value))!));
    });
  }
  const mean = (list: number[]) => list.reduce((sum, value) => sum + value, 0) / list.length;
  page.say(
    `Weekends apart: the mean error of the middle of her days as a forecast is ${fixed(mean(errors.together), 0)} min over all days, ${fixed(mean(errors.apart), 0)} min with weekends learned apart (${errors.together.length} mornings).`,
    'These people work; a weekend of two weeks is four days, so the shipped detector keeps all days together and asks to be later than all of them.',
    '',
  );
}

reportNights(page, people);
reportWeeks(page, people, isSmall ? 3 : 15);
reportGroups(page, people);
page.say(
  '## What this does not prove',
  '',
  '- Anything about old people at home: these are people of 20 to 69 who mostly work. Old people nap, sit longer and are up at night more often; the personal rules learn that, the first week does not.',
  '- That a helpless person is found: the injected stillness is zeros. Somebody on the floor who moves an arm is not still.',
  '- That depression is recognised. It is not the purpose, nothing of it is shipped, and the interval of the area is wide. Published figures judge single days, so that days of one person lie on both sides.',
  '- A rate of false decline from real months: days in random order have no seasons, no holidays and no illness.',
  '- Off-wrist cannot be told from stillness by movement alone; these recordings do not say which is which.',
);
page.close();
