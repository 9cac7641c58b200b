import { type Language, siteTimeZone, siteZoneOffsetMinutes } from '@munan/flow';

/** How times are written on paper, in the zone of the city: nothing may depend on who printed it where. */
export interface PaperDates {
  /** 2026. 11. 28. (토) */
  day(t: number): string;
  /** 11월 28일 (토): within a document that names the year. */
  shortDay(t: number): string;
  /** 14:05 */
  clock(t: number): string;
  /** Day and clock. */
  moment(t: number): string;
  /** Of a day written yyyy-mm-dd; what is no day is written as it is. */
  dayText(text: string): string;
}

const made = new Map<Language, PaperDates>();

export function paperDates(language: Language): PaperDates {
  let dates = made.get(language);
  if (!dates) {
    dates = make(language);
    made.set(language, dates);
  }
  return dates;
}

function make(language: Language): PaperDates {
  const locale = language === 'ko' ? 'ko-KR' : 'en-GB';
  const timeZone = siteTimeZone;
  const days = new Intl.DateTimeFormat(locale, {
    timeZone,
    year: 'numeric',
    month: language === 'ko' ? '2-digit' : 'short',
    day: '2-digit',
    weekday: 'short',
  });
  const shortDays = new Intl.DateTimeFormat(locale, { timeZone, month: 'long', day: 'numeric', weekday: 'short' });
  const clocks = new Intl.DateTimeFormat(locale, { timeZone, hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
  return {
    day: (t) => days.format(t),
    shortDay: (t) => shortDays.format(t),
    clock: (t) => clocks.format(t),
    moment: (t) => `${days.format(t)} ${clocks.format(t)}`,
    dayText(text) {
      const midnight = Date.parse(`${text}T00:00:00Z`);
      return Number.isNaN(midnight) ? text : days.format(midnight - siteZoneOffsetMinutes * 60_000);
    },
  };
}
