import type { OxygenMinute } from './oxygen-minute.ts';

/**
 * Running sums of a stretch of the night, as a flat list: three of them are kept of each person. `from` and `to` are numbers of
 * minutes (Unix), the last one past the end.
 */
export type NightSums = number[];
export const at = {
  from: 0,
  to: 1,
  recordedS: 2,
  usableS: 3,
  judgedS: 4,
  sum: 5,
  below90S: 6,
  below88S: 7,
  lowest: 8,
  events3: 9,
  events4: 10,
  areaPercentS: 11,
  deltaSum: 12,
  deltas: 13,
  /** Minutes of which movement was known, those taken for sleep, and of the latter what could be judged. */
  covered: 14,
  asleep: 15,
  asleepJudgedS: 16,
  events3Asleep: 17,
  events4Asleep: 18,
} as const;
const fields = Object.keys(at).length;

export function startSums(minute: number): NightSums {
  const sums = new Array<number>(fields).fill(0);
  sums[at.from] = minute;
  sums[at.to] = minute;
  return sums;
}
/** Decimals beyond these come of adding only, and would fill the stored state. */
const tidy = (value: number) => Math.round(value * 1000) / 1000;

/** What one minute adds. Saturation of a minute of movement is recorded and not used: what moves the hand moves the sensor. */
export function addMinute(
  sums: NightSums,
  minute: number,
  told: { oxygen: OxygenMinute | undefined; covered: boolean; asleep: boolean; moving: boolean },
): void {
  const { oxygen, covered, asleep, moving } = told;
  const add = (index: number, value: number) => {
    if (value !== 0) sums[index] = tidy(sums[index]! + value);
  };
  sums[at.to] = minute + 1;
  if (covered) sums[at.covered]!++;
  if (asleep) sums[at.asleep]!++;
  if (!oxygen) return;
  add(at.recordedS, oxygen.recordedS);
  if (moving) return;
  add(at.usableS, oxygen.usableS);
  add(at.judgedS, oxygen.judgedS);
  add(at.sum, oxygen.sum);
  add(at.below90S, oxygen.below90S);
  add(at.below88S, oxygen.below88S);
  if (oxygen.lowest > 0 && (sums[at.lowest] === 0 || oxygen.lowest < sums[at.lowest]!))
    sums[at.lowest] = tidy(oxygen.lowest);
  add(at.events3, oxygen.events3);
  add(at.events4, oxygen.events4);
  add(at.areaPercentS, oxygen.areaPercentS);
  add(at.deltaSum, oxygen.deltaSum);
  add(at.deltas, oxygen.deltas);
  if (!asleep) return;
  add(at.asleepJudgedS, oxygen.judgedS);
  add(at.events3Asleep, oxygen.events3);
  add(at.events4Asleep, oxygen.events4);
}

/** The later stretch joins the earlier one. */
export function joinSums(sums: NightSums, later: NightSums): void {
  sums[at.to] = later[at.to]!;
  for (let i: number = at.recordedS; i < fields; i++) {
    if (i === at.lowest) {
      const lowest = later[i]!;
      if (lowest > 0 && (sums[i] === 0 || lowest < sums[i]!)) sums[i] = lowest;
    } else sums[i] = tidy(sums[i]! + later[i]!);
  }
}
