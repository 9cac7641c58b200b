import type { DayTime, PlanPreviewLine, PlanStep, StepCondition } from '@munan/flow';
import type { CentreWords, Words } from '@munan/language';

type PlanWords = CentreWords['plans'];

/** 03:10, of minutes since midnight. */
export function clockOf(minuteOfDay: number): string {
  const two = (n: number) => String(n).padStart(2, '0');
  return `${two(Math.floor(minuteOfDay / 60))}:${two(minuteOfDay % 60)}`;
}

/** Undefined where it is no time of a day. */
export function minuteOf(clock: string): number | undefined {
  const match = /^(\d\d):(\d\d)$/.exec(clock);
  if (!match) return undefined;
  const minute = Number(match[1]) * 60 + Number(match[2]);
  return Number(match[1]) < 24 && Number(match[2]) < 60 ? minute : undefined;
}

export const nightHours: DayTime = { from: 22 * 60, to: 7 * 60 };

/** When a step is done, in one sentence; undefined: always. */
export function whenSentence({ plans: t }: Pick<CentreWords, 'plans'>, { shell }: Words, when: StepCondition) {
  const { hours, priorities, desk, nurse, quiet } = when;
  const parts = [
    hours && t.when.hours(clockOf(hours.from), clockOf(hours.to)),
    priorities && t.when.priorities(priorities.map((one) => shell.priorities[one]).join(' · ')),
    desk && t.when.desk[desk],
    nurse && t.when.nurse[nurse],
    quiet === undefined ? undefined : t.when.quiet[quiet ? 'true' : 'false'],
  ].filter((part) => part !== undefined);
  return parts.length === 0 ? undefined : t.when.only(parts.join(t.when.and));
}

/** Why a step was passed by; its own condition says which side of it did not hold. */
export function whySentence(t: PlanWords, why: NonNullable<PlanPreviewLine['why']>, step: PlanStep | undefined) {
  const words = t.preview.why;
  if (why === 'desk') return words.desk[step?.when?.desk ?? 'awake'];
  if (why === 'nurse') return words.nurse[step?.when?.nurse ?? 'on-duty'];
  if (why === 'quiet') return step?.when?.quiet === true ? words.quietOnly : words.quiet;
  return words[why];
}

/** The next moment at which the city's clock shows this minute, Unix ms. */
export function nextAt(minuteOfDay: number, now: number, zoneOffsetMinutes: number): number {
  const offsetMs = zoneOffsetMinutes * 60_000;
  const midnight = Math.floor((now + offsetMs) / 86_400_000) * 86_400_000 - offsetMs;
  const today = midnight + minuteOfDay * 60_000;
  return today > now ? today : today + 86_400_000;
}
