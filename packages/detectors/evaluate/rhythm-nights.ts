import type { Finding } from '@munan/flow';
import { nightRule } from '../src/routine/night.ts';
import { wilson } from './intervals.ts';
import { copyOf, type MovementPerson, minuteOfDay, type Run, startRun, stepRun } from './movement-sets.ts';
import { fixed, interval, type Report } from './report.ts';

const minuteMs = 60_000;
const hour = 60;

/**
 * Declared, injected: her own minutes of 10:00 of the day before, put into a night. At 2:00 for 105 min (up for long), or six
 * times for eight minutes between 1:00 and 5:00 (up often). Nights of which five before are known and in which she is settled at 1:00.
 */
interface NightTrial {
  isWell: boolean;
  /** Minutes after 2:00 at which `up-at-night` was said. */
  upAfter: number | undefined;
  isOftenSaid: boolean;
}
const longFrom = 2 * hour;
const longMinutes = 105;
const oftenFrom = [0, 1, 2, 3, 4, 5].map((i) => hour + 40 * i);
const oftenMinutes = 8;

function play(run: Run, { counts, from }: MovementPerson, i: number, isUp: (clock: number) => boolean): Finding[] {
  const other = copyOf(run);
  const said: Finding[] = [];
  // From 1:00 on, until noon: night-up is said an hour and a half after she is up.
  for (let k = 0; k < 11 * hour && i + k < counts.length; k++) {
    const clock = hour + k;
    const daytime = counts[i + k - (clock - hour) - 15 * hour + ((clock - hour) % (3 * hour))]!;
    stepRun(other, from + (i + k) * minuteMs, isUp(clock) ? daytime : counts[i + k]!, said);
  }
  return said;
}
function tryNights(people: readonly MovementPerson[]): NightTrial[] {
  const trials: NightTrial[] = [];
  for (const person of people) {
    const { counts, from, isWell } = person;
    const run = startRun();
    for (let i = 0; i < counts.length; i++) {
      const at = from + i * minuteMs;
      const { abed, nights } = run.routine;
      if (minuteOfDay(at) === hour && i > 1440 && i + 11 * hour < counts.length && abed.mode === 'abed') {
        const isKnown = nights.times.filter((times) => times >= 0).length >= nightRule.leastNights;
        if (isKnown && nights.now.bed >= 0) {
          const long = play(run, person, i, (clock) => clock >= longFrom && clock < longFrom + longMinutes);
          const often = play(run, person, i, (clock) =>
            oftenFrom.some((start) => clock >= start && clock < start + oftenMinutes),
          );
          const up = long.find(({ reason, phase }) => reason.code === 'up-at-night' && phase === 'began');
          trials.push({
            isWell,
            upAfter: up && (up.at - at) / minuteMs - hour,
            isOftenSaid: often.some(({ reason }) => reason.code === 'night-up'),
          });
        }
      }
      stepRun(run, at, counts[i]!, []);
    }
  }
  return trials;
}

export function reportNights(page: Report, people: readonly MovementPerson[]): void {
  const trials = tryNights(people);
  page.say(
    '## Injected nights',
    '',
    '**Injected, declared**: minutes of the morning before, from about 10:00, put into a night: at 2:00 for 105 min, or six times for 8 min between 1:00 and 4:30. Nights of which five before were known and in which she was settled at 1:00.',
    '',
  );
  const rows = [true, false].flatMap((isWell) => {
    const list = trials.filter((trial) => trial.isWell === isWell);
    const who = isWell ? 'healthy' : 'depressed';
    const after = list.flatMap(({ upAfter }) => upAfter ?? []).sort((a, b) => a - b);
    const often = list.filter(({ isOftenSaid }) => isOftenSaid).length;
    const share = (said: number) => `${said}/${list.length} (${interval(wilson(said, list.length))})`;
    return [
      [
        `up for long: \`up-at-night\`, ${who}`,
        share(after.length),
        after.length ? fixed(after[after.length >> 1]!, 0) : '-',
      ],
      [`up six times: \`night-up\`, ${who}`, share(often), 'in the morning'],
    ];
  });
  page.table(['what was injected', 'said', 'median, min after 2:00'], rows);
}
