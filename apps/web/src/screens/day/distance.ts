import type { Words } from '@munan/language';
import type { Formats } from '@munan/ui';

/** 340 m, 0.8 km, 12 km: as far as it is known, not further. */
export function distanceText(words: Words, formats: Pick<Formats, 'number'>, m: number): string {
  if (m < 950) return words.day.metres(formats.number(Math.max(10, Math.round(m / 10) * 10)));
  return words.day.kilometres(formats.number(m / 1000, m < 9950 && m % 1000 !== 0 ? 1 : 0));
}
