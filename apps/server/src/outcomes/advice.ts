import type { OutcomeAdvice, OutcomeRow } from '@munan/flow';
import { wilson } from './wilson.ts';

/** Below so many calls with a verdict nothing is said: of three false ones of three the interval begins at 0.44. */
const enough = { rule: 8, person: 5, device: 8, firmware: 8 };
/** More false than not, and that is no chance. */
const mostly = 0.5;
const unknown = 'unknown';

export interface Rates {
  byRule: readonly OutcomeRow[];
  byPerson: readonly OutcomeRow[];
  byModel: readonly OutcomeRow[];
  byFirmware: readonly OutcomeRow[];
}

/** What the figures speak for, the clearest first. Nothing is changed by it: a person tries it on the past, and decides. */
export function adviceOf({ byRule, byPerson, byModel, byFirmware }: Rates): OutcomeAdvice[] {
  const advice: [number, OutcomeAdvice][] = [];
  const mostlyFalse = (code: OutcomeAdvice['code'], rows: readonly OutcomeRow[], atLeast: number) => {
    for (const row of rows) {
      const { falseRate } = row;
      if (row.key === unknown || !falseRate || judged(row) < atLeast || falseRate.low <= mostly) continue;
      advice.push([falseRate.low, said(code, row)]);
    }
  };
  mostlyFalse('rule-mostly-false', byRule, enough.rule);
  mostlyFalse('person-mostly-false', byPerson, enough.person);
  mostlyFalse('device-mostly-false', byModel, enough.device);
  for (const row of byFirmware) {
    if (row.key.endsWith(` ${unknown}`) || !row.falseRate || judged(row) < enough.firmware) continue;
    const others = othersOf(row, byFirmware);
    if (others && row.falseRate.low > others.high)
      advice.push([
        row.falseRate.low,
        said('firmware-worse', row, { othersPercent: percent(others.value), othersHighPercent: percent(others.high) }),
      ]);
  }
  return advice.sort(([a], [b]) => b - a).map(([, one]) => one);
}

/** False ones of all other firmware of the same model; undefined where none of it was judged. */
function othersOf(row: OutcomeRow, rows: readonly OutcomeRow[]) {
  const model = row.key.slice(0, row.key.lastIndexOf(' ') + 1);
  const others = rows.filter(({ key }) => key !== row.key && key.startsWith(model));
  const sum = (what: 'true' | 'false') => others.reduce((total, one) => total + one[what], 0);
  return wilson(sum('false'), sum('true') + sum('false'));
}

function judged(row: OutcomeRow): number {
  return row.true + row.false;
}

function said(code: OutcomeAdvice['code'], row: OutcomeRow, more: OutcomeAdvice['params'] = {}): OutcomeAdvice {
  const { key, name, falseRate } = row;
  const params = {
    judged: judged(row),
    false: row.false,
    lowPercent: percent(falseRate?.low ?? 0),
    highPercent: percent(falseRate?.high ?? 0),
    ...more,
  };
  return { code, key, ...(name === undefined ? {} : { name }), params };
}

function percent(share: number): number {
  return Math.round(share * 100);
}
