import type { UsualStep } from '@munan/flow';

/** A range over time, drawn as a band behind the readings. A step holds until the next; the last until `to`. */
export interface ChartBand {
  /** What it is, beside the chart and in its summary. */
  label: string;
  steps: UsualStep[];
  to: number;
}
/** A stretch of the band: [from, to) and its range. */
export interface BandPiece {
  from: number;
  to: number;
  low: number;
  high: number;
}

/** The pieces of a band that lie within [from, to], in order. A step that is no range (NaN, upside down) is a gap. */
export function bandPieces(band: ChartBand, from: number, to: number): BandPiece[] {
  const steps = band.steps.filter(({ t }) => Number.isFinite(t)).sort((a, b) => a.t - b.t);
  const pieces: BandPiece[] = [];
  for (let i = 0; i < steps.length; i++) {
    const { t, low, high } = steps[i]!;
    const begins = Math.max(t, from);
    const ends = Math.min(steps[i + 1]?.t ?? band.to, band.to, to);
    if (ends > begins && low <= high) pieces.push({ from: begins, to: ends, low, high });
  }
  return pieces;
}

/** The range of the band at a moment; undefined where there is none. */
export function bandAt(pieces: BandPiece[], t: number): BandPiece | undefined {
  return pieces.find((piece) => piece.from <= t && t < piece.to) ?? pieces.find((piece) => piece.to === t);
}

/** Lowest and highest of all its pieces. */
export function bandExtent(pieces: BandPiece[]): { low: number; high: number } | undefined {
  if (pieces.length === 0) return undefined;
  return { low: Math.min(...pieces.map(({ low }) => low)), high: Math.max(...pieces.map(({ high }) => high)) };
}
