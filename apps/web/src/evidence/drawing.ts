import { type Channel, channels, type Evidence } from '@munan/flow';

/**
 * How one evidence is drawn: its own figure, one value a day or an hour; else its channel over the window; else it cannot be
 * drawn, and its values are written. None is left out.
 */
export type Drawing = { kind: 'figure' } | { kind: 'channel'; channel: Channel } | { kind: 'values' };

export function drawingOf(evidence: Evidence): Drawing {
  if (evidence.figure?.points.some(({ value }) => Number.isFinite(value))) return { kind: 'figure' };
  const channel = channels.find((one) => one === evidence.channel);
  return channel && evidence.to >= evidence.from ? { kind: 'channel', channel } : { kind: 'values' };
}

/** A clock time is told by the end of its name. */
export const isClock = (name: string): boolean => name.endsWith('MinuteOfDay');

/** Endings of names that are units, as they are written. */
const unitEndings: [string, string][] = [
  ['PercentMinPerHour', '% min/h'],
  ['PerMin', '/min'],
  ['PerHour', '/h'],
  ['Percent', '%'],
  ['Celsius', '°C'],
  ['Cel', '°C'],
  ['Seconds', 's'],
  ['Minutes', 'min'],
  ['Hours', 'h'],
  ['Days', 'd'],
  ['Degrees', '°'],
  ['G', 'g'],
];

/** A name that no language has words for, readable at least: `meanRestPerMin` is "mean rest (/min)". */
export function readableName(name: string): string {
  const [ending, unit] = unitEndings.find(([end]) => name.endsWith(end) && name.length > end.length) ?? ['', ''];
  const words = name
    .slice(0, name.length - ending.length)
    .replaceAll(/([A-Z]+|\d+)/g, ' $1')
    .toLowerCase()
    .trim();
  return unit ? `${words} (${unit})` : words;
}

export const valueName = (names: Record<string, string>, name: string): string =>
  Object.hasOwn(names, name) ? names[name]! : readableName(name);

const minutesADay = 1440;
/** 450 -> "07:30". */
export function clockOfMinute(minute: number): string {
  const whole = ((Math.round(minute) % minutesADay) + minutesADay) % minutesADay;
  return `${String(Math.floor(whole / 60)).padStart(2, '0')}:${String(whole % 60).padStart(2, '0')}`;
}

/** As many digits as tell values apart: none of whole ones, two of small ones. */
export const digitsOf = (value: number): number => (Number.isInteger(value) ? 0 : Math.abs(value) < 1 ? 2 : 1);
