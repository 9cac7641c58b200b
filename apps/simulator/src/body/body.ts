import type { BodyTraits } from '../town/resident.ts';
import { type Course, courseAt, courseStretches } from './course.ts';
import { type DayPlan, type Doing, doingAt, planDay } from './day.ts';
import { type Episode, effectAt } from './episode.ts';
import { bell, between, chance, mix, wander } from './random.ts';

const secondMs = 1000;
const minuteMs = 60_000;
const dayMs = 86_400_000;
/** Korea has no summer time. */
const koreaOffsetMs = 9 * 3_600_000;
const roomCel = 23.5;
const forgetAfterMs = 3_600_000;

export type DeviceKind = 'ear' | 'wrist';

/** Effort 0..1; counts a minute on the wrist, lowest and highest; steps a minute. */
const doings: Record<Doing, { effort: number; counts: [number, number]; steps: [number, number] }> = {
  asleep: { effort: 0, counts: [0, 6], steps: [0, 0] },
  resting: { effort: 0.05, counts: [8, 110], steps: [0, 0] },
  toilet: { effort: 0.35, counts: [250, 800], steps: [4, 24] },
  pottering: { effort: 0.45, counts: [300, 1100], steps: [3, 35] },
  cooking: { effort: 0.4, counts: [300, 950], steps: [2, 22] },
  walking: { effort: 0.85, counts: [1400, 2200], steps: [55, 92] },
  out: { effort: 0.55, counts: [400, 1700], steps: [0, 70] },
};

/**
 * The body of one simulated person. Every value is a function of the traits and of the time asked for, plus the
 * episodes added so far: the same seed gives the same week, whichever minute is asked for first. Times are Unix ms.
 */
export class Body {
  readonly traits: BodyTraits;
  readonly #course: Course | undefined;
  #episodes: Episode[] = [];
  #plans = new Map<number, DayPlan>();

  /** `course`: what changes over days; nothing when left out. */
  constructor(traits: BodyTraits, course?: Course) {
    this.traits = traits;
    this.#course = course;
  }

  /** What happens to this person, in the order in which it was added. */
  get episodes(): readonly Episode[] {
    return this.#episodes;
  }

  /** Lets something happen; what is over for more than an hour at `now` is forgotten. */
  add(episode: Episode, now: number): void {
    this.#episodes = this.#episodes.filter(({ until }) => until > now - forgetAfterMs);
    this.#episodes.push(episode);
  }

  #at(t: number): { plan: DayPlan; minuteOfDay: number } {
    const local = t + koreaOffsetMs;
    const day = Math.floor(local / dayMs);
    let plan = this.#plans.get(day);
    if (!plan) {
      plan = planDay(this.traits, day);
      plan.stretches.push(...courseStretches(this.#course, day, this.traits.seed));
      this.#plans.set(day, plan);
    }
    return { plan, minuteOfDay: Math.floor((local - day * dayMs) / minuteMs) };
  }

  doing(t: number): Doing {
    for (const { kind, from, until } of this.#episodes) {
      if (kind !== 'fall') continue;
      // Nobody falls out of a chair here: up before the fall, and led about for a while after it.
      if (t >= from - 2 * minuteMs && t < from) return 'pottering';
      if (t >= until && t < until + 4 * minuteMs) return 'walking';
    }
    const { plan, minuteOfDay } = this.#at(t);
    return doingAt(plan, minuteOfDay);
  }

  /** The episode of this person that is under way, the latest begun first. */
  findEpisode(t: number, device?: DeviceKind): Episode | undefined {
    return this.#episodes.findLast(
      (one) => t >= one.from && t < one.until && (device === undefined || one.device === device),
    );
  }

  #sum(t: number, of: 'spo2Percent' | 'pulsePerMin' | 'temperatureCel'): number {
    return this.#episodes.reduce((sum, one) => sum + effectAt(one, t)[of], 0);
  }

  #changed(t: number, asleep = false) {
    return courseAt(this.#course, t, asleep, this.traits.seed);
  }

  #still(t: number): boolean {
    return this.#episodes.some((one) => effectAt(one, t).still);
  }

  worn(device: DeviceKind, t: number): boolean {
    if (this.findEpisode(t, device)?.kind === 'left-on-table') return false;
    const { plan, minuteOfDay } = this.#at(t);
    const { from, to } = plan.charging[device];
    return minuteOfDay < from || minuteOfDay >= to;
  }

  /** Percent; `undefined` when the device has stopped for want of it. */
  findBattery(device: DeviceKind, t: number): number | undefined {
    const under = this.findEpisode(t, device);
    if (under?.kind === 'battery') {
      const left = 9 - ((t - under.from) / minuteMs) * 2;
      return left > 0 ? Math.ceil(left) : undefined;
    }
    const { plan, minuteOfDay } = this.#at(t);
    const { from, to } = plan.charging[device];
    const drainPerHour = device === 'ear' ? 1.9 : 1.5;
    const drained = (hours: number) => Math.max(20, 98 - hours * drainPerHour);
    if (minuteOfDay >= to) return Math.round(drained((minuteOfDay - to) / 60));
    const sinceYesterday = drained((minuteOfDay - to) / 60 + 24);
    if (minuteOfDay < from) return Math.round(sinceYesterday);
    return Math.round(sinceYesterday + ((98 - sinceYesterday) * (minuteOfDay - from)) / (to - from));
  }

  /** Counts in the minute that contains `t`. A device on the table counts nothing. */
  activity(device: DeviceKind, t: number): number {
    const { seed } = this.traits;
    const minute = Math.floor(t / minuteMs);
    const start = minute * minuteMs;
    const fell = this.#episodes.some((one) => one.kind === 'fall' && one.from >= start && one.from < start + minuteMs);
    if (fell) return Math.round(between(900, 1400, seed, minute, 3));
    if (!this.worn(device, start)) return 0;
    if (this.#still(start) && this.#still(start + minuteMs - 1)) return Math.round(between(0, 2, seed, minute, 4));
    const doing = this.doing(start);
    const place = device === 'wrist' ? 1 : 0.7;
    // Turning over: without it a good sleeper would look like nobody.
    if (doing === 'asleep' && chance(seed, minute, 5) < 0.11)
      return Math.round(place * between(25, 140, seed, minute, 6));
    const [low, high] = doings[doing].counts;
    return Math.round(
      this.#changed(start).vigour * place * between(low, high, seed, minute, device === 'wrist' ? 7 : 8),
    );
  }

  /** Steps in the minute that contains `t`. */
  steps(t: number): number {
    const minute = Math.floor(t / minuteMs);
    const start = minute * minuteMs;
    if (this.#still(start) || this.#still(start + minuteMs - 1)) return 0;
    const [low, high] = doings[this.doing(start)].steps;
    return Math.round(this.#changed(start).vigour * between(low, high, this.traits.seed, minute, 9));
  }

  /** Effort of the last minutes, the nearest weighing most: the heart follows with a delay. */
  #effort(t: number): number {
    const weights = [0.4, 0.3, 0.2, 0.1];
    return weights.reduce((sum, weight, back) => {
      const then = t - back * minuteMs;
      return sum + weight * (this.#still(then) ? 0 : doings[this.doing(then)].effort);
    }, 0);
  }

  /** Pulse in the second that contains `t`, /min. */
  pulse(t: number): number {
    const { seed, pulsePerMin } = this.traits;
    const second = Math.floor(t / secondMs);
    const asleep = this.doing(t) === 'asleep';
    return Math.round(
      pulsePerMin +
        (asleep ? -5 : 2) +
        21 * this.#effort(t) +
        2.2 * wander(second / 170, seed, 11) +
        0.9 * wander(second / 11, seed, 12) +
        this.#sum(t, 'pulsePerMin') +
        this.#changed(t, asleep).pulsePerMin,
    );
  }

  /** Oxygen saturation in the second that contains `t`, %; NaN where the hand moved too much to tell. */
  spo2(t: number): number {
    const { seed, spo2Percent } = this.traits;
    const second = Math.floor(t / secondMs);
    const effort = this.#effort(t);
    if (chance(seed, second, 13) < (effort > 0.6 ? 0.04 : 0.003)) return Number.NaN;
    const asleep = this.doing(t) === 'asleep';
    const value =
      spo2Percent -
      (asleep ? 0.7 : 0) -
      0.8 * effort +
      0.45 * wander(second / 480, seed, 14) +
      0.35 * wander(second / 25, seed, 15) +
      0.15 * bell(seed, second, 16) +
      // Who lives on 88-92 % has less far to fall.
      this.#sum(t, 'spo2Percent') * (spo2Percent < 93 ? 0.65 : 1) +
      this.#changed(t, asleep).spo2Percent;
    return Math.min(100, Math.max(60, Math.round(value)));
  }

  /** What the thermometer of the ear device reads, Cel: the ear, or the room after it was laid down. */
  temperature(t: number): number {
    const { seed, temperatureCel } = this.traits;
    const hour = ((t + koreaOffsetMs) % dayMs) / 3_600_000;
    const minute = t / minuteMs;
    const ear =
      temperatureCel +
      // Highest about 17 h, lowest about 5 h.
      0.3 * Math.cos(((hour - 17) / 12) * Math.PI) +
      0.07 * wander(minute / 25, seed, 17) +
      0.03 * bell(seed, Math.floor(minute * 6), 18) +
      this.#sum(t, 'temperatureCel') +
      this.#changed(t).temperatureCel;
    const table = this.findEpisode(t, 'ear');
    if (table?.kind !== 'left-on-table') return Math.round(ear * 10) / 10;
    const cooled = Math.exp(-(t - table.from) / (5 * minuteMs));
    return Math.round((roomCel + (ear - roomCel) * cooled) * 10) / 10;
  }

  /** How the person answers when asked through the ear at `t`, and how long that takes. */
  answer(t: number): { answer: Episode['answer']; afterMs: number } {
    const second = Math.floor(t / secondMs);
    const afterMs = Math.round(between(5_000, 14_000, this.traits.seed, second, 19));
    if (!this.worn('ear', t) || this.findBattery('ear', t) === undefined) return { answer: 'none', afterMs };
    const under = this.#episodes.findLast((one) => t >= one.from && t < one.until && one.device === undefined);
    return { answer: under?.answer ?? 'ok', afterMs: this.doing(t) === 'asleep' ? afterMs + 18_000 : afterMs };
  }

  /** A seed for what this body does once, at `t`. */
  seedAt(t: number): number {
    return mix(this.traits.seed, Math.floor(t));
  }
}
