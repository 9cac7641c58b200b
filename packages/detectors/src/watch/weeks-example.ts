import type { Packet, Reading } from '@munan/flow';
import { minuteMs, secondMs, type WatchSettings } from '../detector.ts';
import { momentOf } from '../local-time.ts';
import {
  chanceAt,
  countsOf,
  type DayPlan,
  settings as daySettings,
  firstDay,
  usualDay,
} from '../rhythm/days-example.ts';

/** Weeks of a made-up person with an ear and a wrist device, for tests of what is learned over days. */
export const weekSettings: WatchSettings = daySettings;

/** What is different on a day; the rest is as usual. */
export interface DayTurn extends Partial<DayPlan> {
  /** Added to the resting pulse and the temperature: ill. */
  pulse?: number;
  celsius?: number;
  /** Pauses of breathing in the night before, each a dip of 7 %. */
  dips?: boolean;
  /** Local minutes at which the wrist sends nothing that can be used. */
  noise?: readonly (readonly [from: number, minutes: number])[];
}
export interface WeeksPlan {
  days: number;
  turns: Record<number, DayTurn>;
  /** Seconds of each packet. */
  packetSeconds?: number;
}

const within = (spans: DayTurn['noise'], minute: number) =>
  (spans ?? []).some(([from, length]) => minute >= from && minute < from + length);

function valuesOf(count: number, at: (i: number) => number, spoilt: boolean): Float64Array {
  return Float64Array.from({ length: count }, (_, i) =>
    spoilt ? [Number.NaN, 0, 255, -1, 1e9, Number.POSITIVE_INFINITY][i % 6]! : Math.round(at(i)),
  );
}

/** In order of sending; each device counts its own packets. Samples every 5 s, movement and temperature once a minute. */
export function packetsOfWeeks({ days, turns }: WeeksPlan): Packet[] {
  const packets: Packet[] = [];
  const seq = { ear: 0, wrist: 0 };
  const planOf = (day: number): DayTurn & DayPlan => ({ ...usualDay, ...turns[day] });
  for (let day = 0; day < days; day++) {
    const plan = planOf(day);
    const before = planOf(day - 1);
    for (let minute = 0; minute < 1440; minute++) {
      const inNight = minute < plan.up && minute + 1440 >= before.bed;
      const counts = inNight
        ? countsOf({ ...before, up: plan.up + 1440, bed: before.bed }, day - 1, minute + 1440)
        : countsOf(plan, day, minute);
      const t = momentOf({ day: firstDay + day, minuteOfDay: minute }, weekSettings);
      const number = day * 1440 + minute;
      const worn = counts !== undefined;
      const effort = worn ? Math.min(30, counts / 40) : 0;
      const spoilt = within(plan.noise, minute);
      const pulse = (inNight ? 58 : 68) + (plan.pulse ?? 0) + effort;
      const dip = (i: number) => (inNight && plan.dips && (minute * 12 + i) % 14 < 5 ? 7 : 0);
      const base = { subject: 'p1', sent: t + minuteMs, clockOffset: 0, events: [], worn };
      const moved: Reading = { channel: 'activity', t, dt: minuteMs, values: Float64Array.of(counts ?? 0) };
      packets.push({
        ...base,
        device: 'wrist',
        seq: seq.wrist++,
        received: t + minuteMs + 2 * secondMs,
        readings: [
          {
            channel: 'spo2',
            t,
            dt: 5000,
            values: valuesOf(12, (i) => 96.5 - dip(i) + 1.2 * chanceAt(number * 12 + i, 5), spoilt),
          },
          {
            channel: 'pulse',
            t,
            dt: 5000,
            values: valuesOf(12, (i) => pulse + 5 * chanceAt(number * 12 + i, 6), spoilt),
          },
          moved,
        ],
      });
      const warm = 36.4 + 0.3 * Math.sin((2 * Math.PI * (minute - 600)) / 1440) + 0.2 * chanceAt(number, 7);
      packets.push({
        ...base,
        device: 'ear',
        seq: seq.ear++,
        received: t + minuteMs + 3 * secondMs,
        readings: [
          {
            channel: 'temperature',
            t,
            dt: minuteMs,
            values: Float64Array.of(worn ? Number((warm + (plan.celsius ?? 0)).toFixed(1)) : 24),
          },
          { ...moved, values: Float64Array.of(Math.round((counts ?? 0) * 0.8)) },
        ],
      });
    }
  }
  return packets;
}
