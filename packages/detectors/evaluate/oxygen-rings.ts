/** Nights of a ring, some beside a watch, that nobody scored: how the two differ, and what is said of such a night. */
import type { RingNight } from './oxygen-sets.ts';
import { saidOf, watched } from './oxygen-watch.ts';
import { fixed, type Report } from './report.ts';

const percent = (share: number) => `${fixed(100 * share, 1)} %`;
const nullable = (value: number | null) => (value === null ? '-' : fixed(value, 1));

/** Each value of the watch with the median of the ring in that minute. */
function pairsOf({ ring, watch, start, dtMs }: RingNight): (readonly [watch: number, ring: number])[] {
  const inAMinute = Math.round(60_000 / dtMs);
  return watch.flatMap(({ t, percent: said }) => {
    const from = Math.max(0, Math.round((t - start) / dtMs));
    const values = [...ring.slice(from, from + inAMinute)].filter((value) => value >= 50 && value <= 100);
    return 2 * values.length > inAMinute ? [[said, values.sort((a, b) => a - b)[values.length >> 1]!] as const] : [];
  });
}

export function describeRings(report: Report, nights: readonly RingNight[]): void {
  if (nights.length === 0) return;
  report.say('## A ring beside a watch', '');
  for (const night of nights) {
    const { findings, nights: told } = watched(
      [{ channel: 'spo2', dtMs: night.dtMs, values: night.ring }],
      night.start,
      {
        morning: true,
      },
    );
    const pairs = pairsOf(night);
    if (pairs.length > 1) {
      const bias = pairs.reduce((sum, [watch, ring]) => sum + watch - ring, 0) / pairs.length;
      const squares = pairs.reduce((sum, [watch, ring]) => sum + (watch - ring - bias) ** 2, 0);
      const below = (of: 0 | 1) => pairs.filter((pair) => pair[of] < 90).length / pairs.length;
      report.say(
        `- ${night.name}: in ${pairs.length} minutes of both the watch says ${fixed(bias, 1)} % more than the ring (standard deviation ${fixed(Math.sqrt(squares / (pairs.length - 1)), 1)} %). Below 90 % in ${percent(below(1))} of them by the ring, ${percent(below(0))} by the watch. Which is right is not known.`,
      );
    }
    const said = saidOf(findings).map(({ reason, priority }) => `${reason.code} ${priority}`);
    report.say(`- ${night.name}, the ring through the watch: ${said.join('; ') || 'nothing said'}.`);
    const figures = told[0];
    report.say(
      figures
        ? `- ${night.name}, its figures: ODI3 ${nullable(figures.odi3)}, ODI4 ${nullable(figures.odi4)} an hour of recording, T90 ${percent(figures.below90)}, ${figures.apnoea.says} (${nullable(figures.apnoea.low)} to ${nullable(figures.apnoea.high)} an hour). Nobody scored it: neither right nor wrong can be said.`
        : `- ${night.name}: too short for figures.`,
    );
  }
  report.say('');
}
