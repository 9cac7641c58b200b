import { type Channel, siteTimeZone, siteZoneOffsetMinutes } from '@munan/flow';
import type { LanguageCode, Words } from '@munan/language';

const secondMs = 1000;
const minuteMs = 60 * secondMs;
const hourMs = 60 * minuteMs;
const dayMs = 24 * hourMs;

/** How one language writes times, spans and numbers. Times are Unix ms and are written in the zone of the city. */
export interface Formats {
  /** 14:05 */
  clock(t: number): string;
  /** 14:05:09 */
  clockSeconds(t: number): string;
  /** 11월 22일 (일) */
  day(t: number): string;
  /** Today: the clock; else day and clock. */
  moment(t: number, now: number): string;
  /** 2026. 11. 22. 14:05, for what must not be mistaken. */
  full(t: number): string;
  /** 3분, 1시간 5분, 2일 3시간: the two largest parts. */
  span(ms: number): string;
  /** 3분 전; "just now" under ten seconds. */
  ago(t: number | undefined, now: number): string;
  /** mm:ss to a deadline, h:mm:ss from an hour on; a minus sign once it has passed. */
  countdown(ms: number): string;
  number(value: number, digits?: number): string;
  /** The value of a channel with its unit: 97 %, 36.6 °C. */
  measured(channel: Channel, value: number): string;
}

/** Digits after the point that mean something, by channel. */
export const channelDigits: Record<Channel, number> = {
  spo2: 0,
  pulse: 0,
  temperature: 1,
  activity: 0,
  steps: 0,
  acceleration: 0,
};

const spanParts = {
  ko: { day: '일', hour: '시간', minute: '분', second: '초', join: '' },
  en: { day: 'd', hour: 'h', minute: 'min', second: 's', join: ' ' },
} as const;

/** A span as its two largest parts; below a minute, whole seconds. Negative spans are written as their size. */
export function spanText(ms: number, language: LanguageCode): string {
  const parts = spanParts[language];
  const size = Math.abs(ms);
  const say = (count: number, part: string) => `${count}${parts.join}${part}`;
  if (size < minuteMs) return say(Math.floor(size / secondMs), parts.second);
  const pairs: [number, string, number, string][] = [
    [dayMs, parts.day, hourMs, parts.hour],
    [hourMs, parts.hour, minuteMs, parts.minute],
  ];
  for (const [large, largeName, small, smallName] of pairs) {
    if (size < large) continue;
    const whole = Math.floor(size / large);
    const rest = Math.floor((size % large) / small);
    return rest > 0 ? `${say(whole, largeName)} ${say(rest, smallName)}` : say(whole, largeName);
  }
  return say(Math.floor(size / minuteMs), parts.minute);
}

/** `ms` left until a deadline. Rounded up, so that 00:00 is never shown while time is left. */
export function countdownText(ms: number): string {
  const seconds = Math.abs(Math.ceil(ms / secondMs));
  const two = (n: number) => String(n).padStart(2, '0');
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor((seconds % 3600) / 60);
  const text = hours > 0 ? `${hours}:${two(minutes)}:${two(seconds % 60)}` : `${two(minutes)}:${two(seconds % 60)}`;
  return ms <= -secondMs ? `−${text}` : text;
}

function makeFormats(language: LanguageCode, { shell }: Words): Formats {
  const locale = language === 'ko' ? 'ko-KR' : 'en-GB';
  const clock = new Intl.DateTimeFormat(locale, {
    timeZone: siteTimeZone,
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const clockSeconds = new Intl.DateTimeFormat(locale, {
    timeZone: siteTimeZone,
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
  });
  const day = new Intl.DateTimeFormat(locale, {
    timeZone: siteTimeZone,
    month: 'short',
    day: 'numeric',
    weekday: 'short',
  });
  const full = new Intl.DateTimeFormat(locale, {
    timeZone: siteTimeZone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  });
  const numbers = [0, 1, 2].map(
    (digits) => new Intl.NumberFormat(locale, { minimumFractionDigits: digits, maximumFractionDigits: digits }),
  );
  const number = (value: number, digits = 0) => (numbers[digits] ?? numbers[2]!).format(value);
  const dayNumber = (t: number) => Math.floor((t + siteZoneOffsetMinutes * minuteMs) / dayMs);
  const sameDay = (a: number, b: number) => dayNumber(a) === dayNumber(b);
  return {
    clock: (t) => clock.format(t),
    clockSeconds: (t) => clockSeconds.format(t),
    day: (t) => day.format(t),
    moment: (t, now) => (sameDay(t, now) ? clock.format(t) : `${day.format(t)} ${clock.format(t)}`),
    full: (t) => full.format(t),
    span: (ms) => spanText(ms, language),
    ago: (t, now) => {
      if (t === undefined) return shell.never;
      const age = now - t;
      if (Math.abs(age) < 10 * secondMs) return shell.justNow;
      return age > 0 ? shell.ago(spanText(age, language)) : shell.inFuture(spanText(age, language));
    },
    countdown: countdownText,
    number,
    measured: (channel, value) => `${number(value, channelDigits[channel])} ${shell.units[channel]}`,
  };
}

const made = new Map<LanguageCode, Formats>();

/** Made once a language: Intl formatters are slow to make. */
export function formatsOf(language: LanguageCode, words: Words): Formats {
  let formats = made.get(language);
  if (!formats) {
    formats = makeFormats(language, words);
    made.set(language, formats);
  }
  return formats;
}
