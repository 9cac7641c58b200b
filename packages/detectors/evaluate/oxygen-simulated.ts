/** Made-up nights with a known number of pauses: what the screen's interval does where the truth is known. Nothing in them was measured. */
import type { NightFigures } from '@munan/flow';
import { drawsFrom, wilson } from './intervals.ts';
import { naiveDesaturations } from './oxygen-match.ts';
import { watched } from './oxygen-watch.ts';
import { fixed, interval, isSmall, type Report } from './report.ts';

const hours = 8;
const seconds = hours * 3600;
/** 22:00. */
const start = Date.UTC(2026, 0, 1, 22);
const classes = [
  { name: 'below 5', least: 0, most: 5 },
  { name: '5 to 15', least: 5, most: 15 },
  { name: '15 to 30', least: 15, most: 30 },
  { name: '30 to 60', least: 30, most: 60 },
] as const;

interface MadeNight {
  /** Pauses an hour of sleep. */
  rate: number;
  spo2: Float64Array;
  /** Counts a minute. */
  activity: Float64Array;
}
/**
 * Sleep in bouts of half an hour to an hour and a half, 45 to 95 % of the night. A pause lasts 10 to 40 s; saturation follows 15 s later, by a
 * depth whose median is this person's own, 2 to 6 %, and which a third of the pauses halve (an arousal came first). Awake,
 * two dips an hour that are none. The sensor slips twice an hour; whole per cent, noise of one sample in six.
 */
function madeNight(draw: () => number, rate: number): MadeNight {
  const between = (low: number, high: number) => low + (high - low) * draw();
  const asleep = new Uint8Array(seconds);
  const share = between(0.45, 0.95);
  for (let at = 0, sleeps = false; at < seconds; sleeps = !sleeps) {
    const lasts = Math.round(between(1800, 5400) * (sleeps ? 1 : (1 - share) / share));
    if (sleeps) asleep.fill(1, at, at + lasts);
    at += lasts;
  }
  const level = between(93, 97);
  const depth = between(2, 6);
  const fall = new Float64Array(seconds + 200);
  const activity = new Float64Array(seconds / 60);
  for (let minute = 0; minute < activity.length; minute++)
    activity[minute] = asleep[minute * 60] ? (draw() < 0.08 ? 40 : 0) : draw() < 0.3 ? 250 : 90;
  const dip = (at: number, deep: number, lasts: number) => {
    for (let s = 0; s < lasts; s++) {
      const x = s / lasts;
      const shape = x < 0.6 ? x / 0.6 : (1 - x) / 0.4;
      fall[at + s] = Math.max(fall[at + s]!, deep * shape);
    }
  };
  let pauses = 0;
  for (let at = 0; at < seconds - 120; ) {
    if (asleep[at]) {
      // So many seconds from one to the next on average, 25 at least.
      const mean = 3600 / Math.max(rate, 0.01);
      at += Math.round(25 + Math.max(0, mean - 25) * -Math.log(1 - draw()));
      if (at >= seconds - 120 || !asleep[at]) continue;
      pauses++;
      const deep = depth * Math.exp(0.35 * (draw() + draw() + draw() - 1.5) * 2) * (draw() < 0.33 ? 0.5 : 1);
      dip(at + 15, deep, Math.round(between(20, 50)));
      if (draw() < 0.3) activity[Math.floor(at / 60)]! += 40;
    } else {
      if (draw() < 2 / 3600) dip(at, between(2, 5), Math.round(between(15, 40)));
      at++;
    }
  }
  const spo2 = new Float64Array(seconds);
  let drift = 0;
  let off = 0;
  for (let s = 0; s < seconds; s++) {
    drift += -drift / 900 + 0.02 * (draw() - 0.5);
    if (off === 0 && draw() < 2 / 3600) off = Math.round(between(3, 90));
    if (off > 0) off--;
    const noise = draw() < 1 / 6 ? draw() - 0.5 : 0;
    spo2[s] = off > 0 ? 0 : Math.min(100, Math.round(level + drift - fall[s]! + noise));
  }
  const sleepHours = asleep.reduce((sum, one) => sum + one, 0) / 3600;
  return { rate: pauses / sleepHours, spo2, activity };
}

interface Screened {
  rate: number;
  apnoea: NightFigures['apnoea'];
}
export function describeSimulated(report: Report): void {
  const draw = drawsFrom(17);
  const nights = isSmall ? 8 : 60;
  const rows: (string | number)[][] = [];
  for (const { name, least, most } of classes) {
    const known: Screened[] = [];
    const unknown: Screened[] = [];
    let naive = 0;
    for (let i = 0; i < nights; i++) {
      const night = madeNight(draw, least + (most - least) * draw());
      const track = { channel: 'spo2', dtMs: 1000, values: night.spo2 } as const;
      const moved = { channel: 'activity', dtMs: 60_000, values: night.activity } as const;
      const first = (figures: NightFigures[], into: Screened[]) => {
        if (figures[0]) into.push({ rate: night.rate, apnoea: figures[0].apnoea });
      };
      if (naiveDesaturations(night.spo2, 1000, 3).length >= 15 * hours) naive++;
      first(watched([track], start, { morning: true }).nights, unknown);
      first(watched([track, moved], start, { morning: true }).nights, known);
    }
    for (const [sleep, list] of [
      ['unknown', unknown],
      ['known', known],
    ] as const) {
      const inside = list.filter(
        ({ rate, apnoea: { low, high } }) => low !== null && high !== null && rate >= low && rate <= high,
      ).length;
      const says = (what: string) => list.filter(({ apnoea }) => apnoea.says === what).length;
      rows.push([
        name,
        sleep,
        list.length,
        `${fixed(inside / list.length)} (${interval(wilson(inside, list.length))})`,
        says('unlikely'),
        says('possible'),
        says('likely'),
        says('cannot-say'),
        naive,
      ]);
    }
  }
  report.say(
    '## Made-up nights',
    '',
    '**Simulated**: pauses at a known rate, with depths from 2 to 6 % that differ from person to person, sleep from 45 to 95 % of eight hours, dips while awake, a sensor that slips. It shows what the',
    'interval does if people were like this; they are not only like this. Nothing was fitted to it. Real movement tells sleep less well than the made one. Beside it the naive rule: 15 falls of 3 % an hour of recording.',
    '',
  );
  report.table(
    [
      'pauses an hour',
      'sleep',
      'nights',
      'inside the interval',
      'unlikely',
      'possible',
      'likely',
      'cannot say',
      'naive: 15 and more',
    ],
    rows,
  );
}
