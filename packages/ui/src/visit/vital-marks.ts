import type { VisitEntry } from '@munan/flow';
import { meanPressure, type News2Parameter, news2 } from '@munan/vitals';

export type VisitVitals = VisitEntry['vitals'];
export type VitalField = keyof VisitVitals;

/** Why one value of a visit stands out. */
export interface VitalMark {
  /** `abnormal` where there is no up and down: consciousness, oxygen given. */
  direction: 'low' | 'high' | 'abnormal';
  /** NEWS2 points of this parameter, 1..3; undefined where NEWS2 does not know the vital. */
  points?: number;
  /** Three points in one parameter, or a glucose that needs sugar now. */
  grave: boolean;
}

/** Below the middle of the range without points is low, above is high; RCP NEWS2 chart 1. */
const ordinary: Partial<Record<News2Parameter, { min: number; max: number }>> = {
  respirationPerMin: { min: 12, max: 20 },
  systolicMmHg: { min: 111, max: 219 },
  pulsePerMin: { min: 51, max: 90 },
  temperatureCel: { min: 36.1, max: 38 },
};

/**
 * The values of a visit that stand out, by field: what scores in NEWS2, and beside it what NEWS2 leaves out: pressure
 * from 140/90 mmHg (hypertension, Korean Society of Hypertension 2022), glucose under 70, and from 126 fasting or 200
 * at any time mg/dL (Korean Diabetes Association 2023); pain from 4 of 10 (moderate) and from 7 (severe); not oriented.
 */
export function vitalMarks(measured: VisitVitals, scale2 = false): Partial<Record<VitalField, VitalMark>> {
  // What counts of a pressure taken twice is the mean.
  const vitals = { ...measured, ...meanPressure(measured) };
  const marks: Partial<Record<VitalField, VitalMark>> = {};
  const { parts } = news2(measured, { scale2 });
  for (const [parameter, points] of Object.entries(parts) as [News2Parameter, number][]) {
    if (points > 0) marks[parameter] = { direction: direction(parameter, vitals, scale2), points, grave: points >= 3 };
  }
  const { systolicMmHg, diastolicMmHg, glucoseMgPerDl, fasting } = vitals;
  if (systolicMmHg !== undefined && systolicMmHg >= 140 && !marks.systolicMmHg) {
    marks.systolicMmHg = { direction: 'high', grave: false };
  }
  if (diastolicMmHg !== undefined && diastolicMmHg >= 90) marks.diastolicMmHg = { direction: 'high', grave: false };
  if (glucoseMgPerDl !== undefined) {
    if (glucoseMgPerDl < 70) marks.glucoseMgPerDl = { direction: 'low', grave: glucoseMgPerDl < 54 };
    else if (glucoseMgPerDl >= (fasting ? 126 : 200)) marks.glucoseMgPerDl = { direction: 'high', grave: false };
  }
  const { painScore } = vitals;
  if (painScore !== undefined && painScore >= 4) marks.painScore = { direction: 'high', grave: painScore >= 7 };
  for (const field of ['orientedToTime', 'orientedToPlace', 'orientedToPerson'] as const) {
    if (vitals[field] === false) marks[field] = { direction: 'abnormal', grave: false };
  }
  return marks;
}

function direction(parameter: News2Parameter, vitals: VisitVitals, scale2: boolean): VitalMark['direction'] {
  const value = vitals[parameter];
  if (typeof value !== 'number') return 'abnormal';
  // On scale 2 too much saturation under oxygen scores, too.
  if (parameter === 'spo2Percent') return scale2 && value > 92 ? 'high' : 'low';
  const range = ordinary[parameter];
  if (!range) return 'abnormal';
  return value < range.min ? 'low' : 'high';
}
