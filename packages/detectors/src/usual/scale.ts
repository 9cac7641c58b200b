import type { UsualChannel } from '@munan/flow';

/**
 * The scale on which a channel is about normal: pulse and counts vary by shares of themselves, saturation leans on its ceiling.
 */
interface Scale {
  to(value: number): number;
  back(y: number): number;
  /** Of values shown, and the highest there can be. */
  decimals: number;
  most: number;
}
/** Saturation is judged by its distance from here, %: 2 % above what an oximeter can say, with its error. */
const ceilingPercent = 104;
/** Counts a minute that tell stillness from turning over: below it the scale is straight, above it is that of shares. */
const softCounts = 50;

export const scales: Record<UsualChannel, Scale> = {
  // The sign keeps up up: a lower saturation is lower here, too.
  spo2: {
    to: (value) => -Math.log(ceilingPercent - value),
    back: (y) => ceilingPercent - Math.exp(-y),
    decimals: 1,
    most: 100,
  },
  pulse: { to: Math.log, back: Math.exp, decimals: 0, most: 300 },
  temperature: { to: (value) => value, back: (y) => y, decimals: 1, most: 45 },
  activity: {
    to: (value) => Math.log(1 + value / softCounts),
    back: (y) => Math.max(0, softCounts * (Math.exp(y) - 1)),
    decimals: 0,
    most: 1e6,
  },
};
/** A value of the channel, in its unit, as it is shown. */
export function shownOf(channel: UsualChannel, y: number): number {
  const { back, decimals, most } = scales[channel];
  return Number(Math.min(most, back(y)).toFixed(decimals));
}
