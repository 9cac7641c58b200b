import type { VisitEntry, VisitRow } from '@munan/flow';
import type { PrintWords, Words } from '@munan/language';
import { meanPressure } from '@munan/vitals';
import type { Block } from './paper.ts';

/** Both readings and their mean, the other vital signs, orientation, NEWS2, and what was checked again and why. */
export function vitalBlocks(
  entry: Pick<VisitEntry, 'vitals' | 'confirmed' | 'confirmedWhy'>,
  row: Pick<VisitRow, 'news2'>,
  t: PrintWords,
  words: Words,
): Block[] {
  const { vitals } = entry;
  const blocks: Block[] = [{ kind: 'heading', text: t.vitals }];
  if (Object.values(vitals).every((value) => value === undefined))
    return [...blocks, { kind: 'text', text: t.nothingMeasured }];
  const pressures = pressureRows(vitals);
  if (pressures.length > 0) {
    const readings = pressures.length === 1 ? [''] : t.readings;
    blocks.push({
      kind: 'table',
      head: [words.visit.bloodPressure, `${t.systolic} (mmHg)`, `${t.diastolic} (mmHg)`],
      rows: pressures.map(([systolic, diastolic], at) => {
        const bold = at === pressures.length - 1;
        const first = pressures.length === 1 ? t.reading : (readings[at] ?? '');
        return [{ text: first }, { text: systolic, bold }, { text: diastolic, bold }];
      }),
    });
  }
  const pairs = [...measured(vitals, t, words), ...orientation(vitals, t)];
  const { news2 } = row;
  if (news2) {
    const range = words.shell.news2.range(news2.least, news2.most);
    const names = words.shell.news2Parameters as Record<string, string>;
    const missing = news2.missing.map((name) => names[name] ?? name).join(', ');
    pairs.push([t.news2, missing === '' ? range : t.news2Partial(range, missing)]);
  }
  const rows = Array.from({ length: Math.ceil(pairs.length / 2) }, (_, at) => pairs.slice(at * 2, at * 2 + 2));
  if (rows.length > 0) blocks.push({ kind: 'pairs', rows });
  const fields = words.visit.fields as Record<string, string>;
  const confirmed = (entry.confirmed ?? []).map((name) => {
    const why = entry.confirmedWhy?.[name];
    const field = fields[name] ?? name;
    return why ? t.confirmedWhy(field, why) : field;
  });
  if (confirmed.length > 0)
    blocks.push({ kind: 'text', text: `${t.confirmed}: ${confirmed.join(' / ')}`, quiet: true });
  return blocks;
}

/** First, second and mean; or the one reading there is. */
function pressureRows(vitals: VisitEntry['vitals']): [string, string][] {
  const { systolicMmHg, diastolicMmHg, secondSystolicMmHg, secondDiastolicMmHg } = vitals;
  const text = (value: number | undefined) => (value === undefined ? '–' : value.toFixed(0));
  const first: [string, string] = [text(systolicMmHg), text(diastolicMmHg)];
  const second: [string, string] = [text(secondSystolicMmHg), text(secondDiastolicMmHg)];
  const mean = meanPressure(vitals);
  const isFirst = systolicMmHg !== undefined || diastolicMmHg !== undefined;
  const isSecond = secondSystolicMmHg !== undefined || secondDiastolicMmHg !== undefined;
  if (!isSecond) return isFirst ? [first] : [];
  return [first, second, [text(mean.systolicMmHg), text(mean.diastolicMmHg)]];
}

function measured(vitals: VisitEntry['vitals'], t: PrintWords, words: Words): [string, string][] {
  const { fields, units, levels } = words.visit;
  const pairs: [string, string][] = [];
  const put = (name: string, value: number | undefined, digits: number, unit: string, more = '') => {
    if (value !== undefined)
      pairs.push([name, [`${value.toFixed(digits)} ${unit}`.trim(), more].filter(Boolean).join(', ')]);
  };
  const { onOxygen, fasting } = vitals;
  put(fields.pulsePerMin, vitals.pulsePerMin, 0, units.pulsePerMin);
  put(fields.temperatureCel, vitals.temperatureCel, 1, units.temperatureCel);
  put(fields.respirationPerMin, vitals.respirationPerMin, 0, units.respirationPerMin);
  const glucose = fasting === undefined ? '' : fasting ? t.fasting : t.fed;
  put(fields.glucoseMgPerDl, vitals.glucoseMgPerDl, 0, units.glucoseMgPerDl, glucose);
  const air = onOxygen === undefined ? '' : onOxygen ? t.onOxygen : t.onAir;
  put(fields.spo2Percent, vitals.spo2Percent, 0, units.spo2Percent, air);
  if (vitals.spo2Percent === undefined && air !== '') pairs.push([fields.onOxygen, air]);
  put(fields.weightKg, vitals.weightKg, 1, units.weightKg);
  put(t.pain, vitals.painScore, 0, '');
  if (vitals.consciousness) pairs.push([t.consciousness, levels[vitals.consciousness]]);
  return pairs;
}

function orientation(vitals: VisitEntry['vitals'], t: PrintWords): [string, string][] {
  const asked = [
    [t.orientedTo.time, vitals.orientedToTime],
    [t.orientedTo.place, vitals.orientedToPlace],
    [t.orientedTo.person, vitals.orientedToPerson],
  ] as const;
  const known = asked.filter(([, knows]) => knows !== undefined);
  if (known.length === 0) return [];
  return [[t.orientation, known.map(([of, knows]) => `${of} ${knows ? t.intact : t.lost}`).join(', ')]];
}
