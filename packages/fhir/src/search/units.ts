import { createRequire } from 'node:module';

/** A quantity in the base units of UCUM, so that 98.6 [degF] and 37 Cel are the same. */
export interface Canonical {
  /** Base units with their powers, such as `g.m-3`; `1` where there is none. */
  unit: string;
  low: number;
  high: number;
}

export const ucumSystem = 'http://unitsofmeasure.org';

/** Open ends of canonical ranges: conversion may carry a number far beyond what dates need. */
export const lowestCanonical = -1e300;
export const highestCanonical = 1e300;

/** What is used of @lhncbc/ucum-lhc, which brings no types. */
interface Ucum {
  convertToBaseUnits(
    unit: string,
    value: number,
  ): { status: string; magnitude?: number; unitToExp?: Record<string, number>; fromUnitIsSpecial?: boolean };
}

let ucum: Ucum | undefined;

/** Read at first use: it takes a tenth of a second and 18 MB, and a server that never meets a unit needs none of it. */
function openUcum(): Ucum {
  if (!ucum) {
    const { UcumLhcUtils } = createRequire(import.meta.url)('@lhncbc/ucum-lhc') as {
      UcumLhcUtils: { getInstance(): Ucum };
    };
    ucum = UcumLhcUtils.getInstance();
  }
  return ucum;
}

interface Unit {
  /** Base units with their powers. */
  base: string;
  /** Undefined: the conversion is no multiplication (temperatures, logarithms) and is made for each value. */
  factor?: number;
}

/** Longer ones are no units that people use, and cost the parser time. */
const longestUnit = 100;
const unitsKept = 2000;
/** code -> what it is; false: UCUM does not know it or cannot convert it (arbitrary units such as [iU]). */
const units = new Map<string, Unit | false>();

function findUnit(code: string): Unit | false {
  const known = units.get(code);
  if (known !== undefined) return known;
  let unit: Unit | false = false;
  if (code.length <= longestUnit && /^[\x21-\x7e]+$/.test(code)) {
    const { status, magnitude, unitToExp, fromUnitIsSpecial } = openUcum().convertToBaseUnits(code, 1);
    if (status === 'succeeded' && magnitude !== undefined && Number.isFinite(magnitude) && unitToExp) {
      const base = Object.entries(unitToExp)
        .map(([name, power]) => (power === 1 ? name : `${name}${power}`))
        .sort()
        .join('.');
      // On some scales more is less (a higher [pH] is fewer ions): what is greater would turn round.
      const grows = (openUcum().convertToBaseUnits(code, 2).magnitude ?? 0) > magnitude;
      if (grows) unit = { base: base || '1', ...(!fromUnitIsSpecial && { factor: magnitude }) };
    }
  }
  if (units.size >= unitsKept) units.clear();
  units.set(code, unit);
  return unit;
}

/** Two ways to the same number may differ in the last digits of a double. */
function rounded(value: number): number {
  return Number(value.toPrecision(12));
}

/**
 * The range in base units; ends beyond `open` (either sign) stay open.
 * @returns undefined when UCUM does not know the unit or cannot convert it: then it compares as text only
 */
export function findCanonical(code: string, range: { low: number; high: number }, open: number): Canonical | undefined {
  const unit = findUnit(code);
  if (!unit) return undefined;
  const convert = (value: number): number | undefined => {
    if (value <= -open) return lowestCanonical;
    if (value >= open) return highestCanonical;
    const found =
      unit.factor === undefined ? openUcum().convertToBaseUnits(code, value).magnitude : value * unit.factor;
    return found !== undefined && Number.isFinite(found) && Math.abs(found) < highestCanonical
      ? rounded(found)
      : undefined;
  };
  const ends = [convert(range.low), convert(range.high)];
  if (ends.some((end) => end === undefined)) return undefined;
  const [low = 0, high = 0] = ends;
  return { unit: unit.base, low, high };
}
