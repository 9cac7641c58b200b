import type { Shift } from '@munan/flow';
import type { Formats } from '@munan/ui';

type Span = Pick<Shift, 'from' | 'to'>;

/** 23:00~07:00, as it stands in a day. */
export function hoursText({ clock }: Formats, { from, to }: Span): string {
  return `${clock(from)}~${clock(to)}`;
}
/** With its day: 11월 28일 (토) 23:00~07:00. */
export function shiftText(formats: Formats, shift: Span): string {
  return `${formats.day(shift.from)} ${hoursText(formats, shift)}`;
}
