import type { Circumstances, PreviewRequest } from '@munan/flow';
import { minuteOfDayAt, quietUntil } from '../desk/circumstances.ts';

/**
 * What is taken to be so at each moment of a preview: of somebody, or (without `known`) of a person without wishes for whom
 * everybody is there. That nobody is at the desk next Tuesday at 03:10 is not known today: the desk is taken to be awake
 * where nothing else is supposed.
 */
export function supposedAround(
  { desk = 'awake', nurse, quiet }: NonNullable<PreviewRequest['suppose']>,
  known?: (at: number) => Circumstances,
): (at: number) => Circumstances {
  return (at) => {
    const minuteOfDay = minuteOfDayAt(at);
    const base: Circumstances = known?.(at) ?? { minuteOfDay, operators: 2, nurse: 'on-duty', cannot: {} };
    const { nurse: nurseKnown, quietUntil: quietKnown, ...rest } = base;
    const nurseNow = nurse === undefined ? nurseKnown : nurse === 'none' ? undefined : nurse;
    const quietNow = quiet ? quietUntil(quiet, at) : quietKnown;
    return {
      ...rest,
      minuteOfDay,
      operators: desk === 'asleep' ? 0 : Math.max(1, base.operators),
      ...(nurseNow === undefined ? {} : { nurse: nurseNow }),
      ...(quietNow === undefined ? {} : { quietUntil: quietNow }),
    };
  };
}
