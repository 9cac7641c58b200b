import type { RhythmFigures } from '@munan/flow';

type Size = 'low' | 'middle' | 'high';
const sizeOf = (value: number, low: number, high: number): Size =>
  value < low ? 'low' : value < high ? 'middle' : 'high';

/**
 * Which sentence goes with a figure of rhythm. No limits of illness: groups of people over 60 lie around IS 0.5 to 0.8, IV 0.4
 * to 1.0 and RA 0.8 to 0.95 by their device, so that these are the words' places and nothing more.
 */
export const rhythmSays = {
  stability: (value: number) => sizeOf(value, 0.4, 0.6),
  variability: (value: number) => sizeOf(value, 0.7, 1.1),
  amplitude: (value: number) => sizeOf(value, 0.6, 0.8),
};

/** The one figure that is said when there is room for one: the least ordinary. */
export function tellingFigure(rhythm: RhythmFigures): keyof typeof rhythmSays | undefined {
  const { interdailyStability: is, intradailyVariability: iv, relativeAmplitude: ra } = rhythm;
  if (iv !== null && rhythmSays.variability(iv) === 'high') return 'variability';
  if (ra !== null && rhythmSays.amplitude(ra) === 'low') return 'amplitude';
  if (is !== null && rhythmSays.stability(is) === 'low') return 'stability';
  if (ra !== null) return 'amplitude';
  return is !== null ? 'stability' : iv !== null ? 'variability' : undefined;
}

/** How much of a range is her own, as three words. */
export function ownSize(owns: number[]): Size | undefined {
  if (owns.length === 0) return undefined;
  return sizeOf(owns.reduce((sum, own) => sum + own, 0) / owns.length, 1 / 3, 2 / 3);
}

/** Days between two such findings of a well person: 10^rarity, to one digit or two. Undefined: more than one a day. */
export function findDaysBetween(rarity: number): number | undefined {
  const days = 10 ** rarity;
  if (!(days >= 1)) return undefined;
  const power = 10 ** Math.max(0, Math.floor(Math.log10(days)) - (days >= 100 ? 0 : 1));
  return Math.round(days / power) * power;
}
