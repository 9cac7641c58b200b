import type { Circumstances, DayTime, PreviewRequest } from '@munan/flow';

const minuteMs = 60_000;
const dayMinutes = 1440;

/**
 * What is taken to be so at each moment of a preview: of somebody, or (without `known`) of a person without wishes for whom
 * everybody is there. That nobody is at the desk next Tuesday at 03:10 is not known today: the desk is taken to be awake
 * where nothing else is supposed.
 */
export function supposedAround(
  { desk = 'awake', nurse, quiet }: NonNullable<PreviewRequest['suppose']>,
  zoneOffsetMinutes: number,
  known?: (at: number) => Circumstances,
): (at: number) => Circumstances {
  return (at) => {
    const minuteOfDay = mod(Math.floor(at / minuteMs) + zoneOffsetMinutes, dayMinutes);
    const base: Circumstances = known?.(at) ?? { minuteOfDay, operators: 2, nurse: 'on-duty', cannot: {} };
    const { nurse: nurseKnown, quietUntil: quietKnown, ...rest } = base;
    const nurseNow = nurse === undefined ? nurseKnown : nurse === 'none' ? undefined : nurse;
    const quietUntil = quiet ? endOf(quiet, minuteOfDay, at) : quietKnown;
    return {
      ...rest,
      minuteOfDay,
      operators: desk === 'asleep' ? 0 : Math.max(1, base.operators),
      ...(nurseNow === undefined ? {} : { nurse: nurseNow }),
      ...(quietUntil === undefined ? {} : { quietUntil }),
    };
  };
}

/** When the quiet hours end in which `at` is; undefined outside of them. */
function endOf({ from, to }: DayTime, minuteOfDay: number, at: number): number | undefined {
  const length = mod(to - from, dayMinutes) || dayMinutes;
  const past = mod(minuteOfDay - from, dayMinutes);
  if (past >= length) return undefined;
  return Math.floor(at / minuteMs) * minuteMs + (length - past) * minuteMs;
}

function mod(a: number, b: number): number {
  return ((a % b) + b) % b;
}
