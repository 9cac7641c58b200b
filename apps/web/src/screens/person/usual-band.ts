import { type Channel, siteZoneOffsetMinutes, type UsualRange, type UsualStep } from '@munan/flow';
import type { Span } from './ranges.ts';

const minuteMs = 60_000;
const minutesADay = 1440;
/** Beyond it a band of today's range says nothing about the time it is drawn over. */
export const longestBandMs = 8 * 24 * 60 * minuteMs;

/** Of the night are the hours between going to bed and getting up; these where her own are not known. */
const usualNight = { bedMinute: 22 * 60, upMinute: 7 * 60 };

export interface Night {
  bedMinute: number;
  upMinute: number;
}
export function nightOf(bedAt: number | undefined, upAt: number | undefined): Night {
  const within = (minute: number) => ((Math.round(minute) % minutesADay) + minutesADay) % minutesADay;
  return {
    bedMinute: within(bedAt ?? usualNight.bedMinute),
    upMinute: within(upAt ?? usualNight.upMinute),
  };
}
const isNight = ({ bedMinute, upMinute }: Night, minute: number) =>
  bedMinute > upMinute ? minute >= bedMinute || minute < upMinute : minute >= bedMinute && minute < upMinute;

/** What she does at that time of day: what is known of a past minute is its hour, not whether she slept. */
function rangesAt(ranges: UsualRange[], minute: number, night: boolean): UsualRange[] {
  const here = ranges.filter(({ fromMinute, toMinute }) => fromMinute <= minute && minute < toMinute);
  const of = (...doings: string[]) => here.filter(({ doing }) => doings.includes(doing));
  const asked = night ? of('asleep') : of('resting', 'moving');
  if (asked.length > 0) return asked;
  // Activity has one range for all states; and somebody may never have been seen asleep.
  const any = of('unknown');
  return any.length > 0 ? any : here;
}

/**
 * Today's usual range of a channel laid over a span by local time: asleep by night, from rest to movement by day. Empty where
 * nothing is known, or where the span is so long that it would be drawn over times it does not speak of.
 */
export function usualBand(usual: UsualRange[], channel: Channel, span: Span, night: Night): UsualStep[] {
  const ranges = usual.filter((range) => range.channel === channel);
  if (ranges.length === 0 || span.to - span.from > longestBandMs) return [];
  const offsetMs = siteZoneOffsetMinutes * minuteMs;
  const dayMs = minutesADay * minuteMs;
  const edges = [
    ...new Set([
      ...ranges.flatMap(({ fromMinute, toMinute }) => [fromMinute, toMinute]),
      night.bedMinute,
      night.upMinute,
    ]),
  ]
    .filter((minute) => minute < minutesADay)
    .sort((a, b) => a - b);
  const steps: UsualStep[] = [];
  for (let day = Math.floor((span.from + offsetMs) / dayMs); day * dayMs - offsetMs < span.to; day++) {
    for (const minute of edges) {
      const found = rangesAt(ranges, minute, isNight(night, minute));
      const t = day * dayMs - offsetMs + minute * minuteMs;
      // A hole in what is known is a hole in the band.
      const [low, high] =
        found.length > 0
          ? [Math.min(...found.map((one) => one.low)), Math.max(...found.map((one) => one.high))]
          : [Number.NaN, Number.NaN];
      const last = steps.at(-1);
      if (!last || !(last.low === low && last.high === high)) steps.push({ t, low, high });
    }
  }
  return steps;
}

/** The range of what she does now; undefined where it is not known. */
export function findPresentRange(
  usual: UsualRange[],
  channel: Channel,
  doing: UsualRange['doing'],
  now: number,
): UsualRange | undefined {
  const minute = Math.floor(now / minuteMs + siteZoneOffsetMinutes) % minutesADay;
  const here = usual.filter((one) => one.channel === channel && one.fromMinute <= minute && minute < one.toMinute);
  return here.find((one) => one.doing === doing) ?? here.find((one) => one.doing === 'unknown');
}
