import type { VisitEntry } from '@munan/flow';
import type { Words } from '@munan/language';
import type { Formats } from '@munan/ui';
import { meanPressure } from '@munan/vitals';

/** What was measured at a visit as name and value with unit; what was not measured is left out. */
export function visitFigures(
  vitals: VisitEntry['vitals'],
  names: Words['person']['vitals'],
  formats: Formats,
): [string, string][] {
  const figures: [string, string][] = [];
  const { systolicMmHg, diastolicMmHg } = meanPressure(vitals);
  if (systolicMmHg !== undefined || diastolicMmHg !== undefined)
    figures.push([names.bloodPressure, `${systolicMmHg ?? '–'}/${diastolicMmHg ?? '–'} mmHg`]);
  const rest = [
    ['pulsePerMin', 0, '/min'],
    ['temperatureCel', 1, '°C'],
    ['spo2Percent', 0, '%'],
    ['respirationPerMin', 0, '/min'],
    ['glucoseMgPerDl', 0, 'mg/dL'],
    ['weightKg', 1, 'kg'],
  ] as const;
  for (const [name, digits, unit] of rest) {
    const value = vitals[name];
    if (value !== undefined) figures.push([names[name], `${formats.number(value, digits)} ${unit}`]);
  }
  return figures;
}
