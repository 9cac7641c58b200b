import type { Stretch } from './day.ts';
import { between, chance } from './random.ts';

/**
 * What changes in a person over days and weeks, beside the hours of an episode: pauses of breathing in every night, less and less
 * activity, an infection that begins, nights on her feet; and somebody in whom nothing changes.
 */
export type CourseKind = 'steady' | 'pauses-of-breathing' | 'slowing-down' | 'falling-ill' | 'up-at-night';

export interface Course {
  kind: CourseKind;
  /** Unix ms: the moment that weeks and nights are counted from. */
  seededAt: number;
}

/** Added to the body's own; `vigour` is a factor of its movement. */
export interface CourseEffect {
  spo2Percent: number;
  pulsePerMin: number;
  temperatureCel: number;
  vigour: number;
}
/** Nights with pauses up to the seeding; all before it are quiet, so that her own nights are known. */
const pausesSince = 6;
const nothing: CourseEffect = { spo2Percent: 0, pulsePerMin: 0, temperatureCel: 0, vigour: 1 };

const secondMs = 1000;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const koreaOffsetMs = 9 * hourMs;

/** From nothing to all of it, and back to nothing after it has stayed for a while. */
const illness = { riseHours: 60, stayHours: 48, fallHours: 48, pulsePerMin: 12, temperatureCel: 0.75 } as const;
/** Movement falls to this over so many days up to the seeding, and stays. */
const slowing = { days: 17, to: 0.45 } as const;
/** Nights on her feet: so many up to the seeding, and every one after it. */
const restlessNights = 2;

/** What the course does at `t`, Unix ms, to a body that is asleep or not. */
export function courseAt(course: Course | undefined, t: number, asleep: boolean, seed: number): CourseEffect {
  if (!course) return nothing;
  switch (course.kind) {
    case 'pauses-of-breathing':
      return asleep && course.seededAt - t < pausesSince * dayMs ? pause(t, seed) : nothing;
    case 'slowing-down': {
      const part = Math.min(1, Math.max(0, 1 - (course.seededAt - t) / (slowing.days * dayMs)));
      return { ...nothing, vigour: 1 - (1 - slowing.to) * part };
    }
    case 'falling-ill': {
      const hours = (t - course.seededAt) / hourMs;
      const rising = 1 + hours / illness.riseHours;
      const falling = 1 - (hours - illness.stayHours) / illness.fallHours;
      const part = Math.max(0, Math.min(1, rising, falling));
      return { ...nothing, pulsePerMin: illness.pulsePerMin * part, temperatureCel: illness.temperatureCel * part };
    }
    default:
      return nothing;
  }
}

const breathSeconds = 64;
/** Most of the time a pause about every minute: saturation sinks for 20 s, the breath comes back, and it rises in 10 s. */
function pause(t: number, seed: number): CourseEffect {
  const second = Math.floor(t / secondMs);
  const breath = Math.floor(second / breathSeconds);
  if (chance(seed, breath, 401) > 0.62) return nothing;
  const at = (second % breathSeconds) - between(4, 26, seed, breath, 402);
  const depth = Math.max(0, Math.min(1, at / 20, (32 - at) / 10));
  return {
    ...nothing,
    spo2Percent: -between(5, 8, seed, breath, 403) * depth,
    pulsePerMin: at > 22 && at < 34 ? 6 : 0,
  };
}

/** What lies over the plan of this local day (whole days since 1970-01-01): nights on her feet. */
export function courseStretches(course: Course | undefined, day: number, seed: number): Stretch[] {
  if (course?.kind !== 'up-at-night') return [];
  const seededDay = Math.floor((course.seededAt + koreaOffsetMs) / dayMs);
  if (day <= seededDay - restlessNights) return [];
  const draw = (low: number, high: number, what: number) => Math.round(between(low, high, seed, day, what));
  const first = draw(60, 80, 410);
  const second = draw(165, 185, 411);
  return [
    { from: first, to: first + draw(35, 50, 412), doing: 'pottering' },
    { from: second, to: second + draw(40, 55, 413), doing: 'pottering' },
  ];
}
