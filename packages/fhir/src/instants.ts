/** Unix ms -> FHIR `instant` in UTC with milliseconds. @throws RangeError outside of years 1 to 9999. */
export function toInstant(ms: number): string {
  const text = new Date(ms).toISOString();
  if (text.length !== 24) throw new RangeError(`${ms} ms is outside the years that FHIR can write`);
  return text;
}

/** FHIR `instant`, or a `dateTime` with a zone -> Unix ms; finer than ms is cut. @throws RangeError when it is neither. */
export function fromInstant(instant: string): number {
  const ms = zonedPattern.test(instant) ? Date.parse(instant) : Number.NaN;
  if (Number.isNaN(ms)) throw new RangeError(`"${instant}" is not an instant`);
  return ms;
}

const zonedPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

export interface DateRange {
  /** First moment, Unix ms. */
  low: number;
  /** One past the last moment, Unix ms. */
  high: number;
}

const datePattern =
  /^(\d{4})(?:-(\d\d)(?:-(\d\d)(?:T(\d\d):(\d\d)(?::(\d\d)(?:\.(\d{1,9}))?)?(Z|[+-]\d\d:\d\d)?)?)?)?$/;
const minuteMs = 60_000;

/**
 * What a date, dateTime or instant stands for: [FHIR R4 search.html#date] the range that its precision leaves open.
 * @param zoneOffsetMinutes zone of a value without one, e.g. 540 for Korea
 * @returns undefined when it is not a date of the calendar
 */
export function findDateRange(value: string, zoneOffsetMinutes: number): DateRange | undefined {
  const match = datePattern.exec(value);
  if (!match) return undefined;
  const [, year, month, day, hour, minute, second, fraction, zone] = match;
  const offsetMs = zoneOffsetOf(zone, zoneOffsetMinutes) * minuteMs;
  // A leap second is written :60; it is the last moment of its minute here.
  const seconds = second === '60' ? 59 : Number(second ?? 0);
  const low = dateUtc(
    Number(year),
    Number(month ?? 1),
    Number(day ?? 1),
    Number(hour ?? 0),
    Number(minute ?? 0),
    seconds,
  );
  if (low === undefined) return undefined;
  let from = low;
  let length: number;
  if (fraction !== undefined) {
    from += Number(fraction.padEnd(3, '0').slice(0, 3));
    length = fraction.length === 1 ? 100 : fraction.length === 2 ? 10 : 1;
  } else if (second !== undefined) length = 1000;
  else if (minute !== undefined) length = minuteMs;
  else if (day !== undefined) length = 24 * 60 * minuteMs;
  else if (month !== undefined)
    length = Date.UTC(Number(year), Number(month), 1) - Date.UTC(Number(year), Number(month) - 1, 1);
  else length = (dateUtc(Number(year) + 1, 1, 1, 0, 0, 0) ?? low) - low;
  return { low: from - offsetMs, high: from - offsetMs + length };
}

function zoneOffsetOf(zone: string | undefined, fallback: number): number {
  if (zone === undefined) return fallback;
  if (zone === 'Z') return 0;
  const minutes = Number(zone.slice(1, 3)) * 60 + Number(zone.slice(4, 6));
  return zone.startsWith('-') ? -minutes : minutes;
}

function dateUtc(
  year: number,
  month: number,
  day: number,
  hour: number,
  minute: number,
  second: number,
): number | undefined {
  if (month < 1 || month > 12 || hour > 23 || minute > 59 || second > 59) return undefined;
  const date = new Date(0);
  // Date.UTC would read the years 0 to 99 as 1900 to 1999.
  date.setUTCFullYear(year, month - 1, day);
  if (date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined;
  return date.setUTCHours(hour, minute, second, 0);
}
