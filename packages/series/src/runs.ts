import { ByteReader, ByteWriter } from './bytes.ts';
import type { Samples } from './resolve.ts';

/** A stretch without a gap. */
export interface Run {
  from: number;
  /** One past the last sample: its time and its period. */
  to: number;
  /** Longest period in it, ms. */
  dt: number;
}

/** A missing stretch up to twice the period is not a gap. */
export function isGap(missingMs: number, dt: number): boolean {
  return missingMs > 2 * dt;
}

export function runsOf({ t, dt }: Samples): Run[] {
  return joinRuns(t.map((from, at) => ({ from, to: from + dt[at]!, dt: dt[at]! })));
}

/** Runs in order of time, those without a gap between them as one. */
export function joinRuns(parts: readonly Run[]): Run[] {
  const runs: Run[] = [];
  for (const part of parts) {
    const last = runs.at(-1);
    if (last && !isGap(part.from - last.to, Math.max(part.dt, last.dt))) {
      last.to = Math.max(last.to, part.to);
      last.dt = Math.max(last.dt, part.dt);
    } else {
      runs.push({ ...part });
    }
  }
  return runs;
}

export function encodeRuns(runs: readonly Run[], hour: number): Uint8Array {
  const writer = new ByteWriter();
  writer.varint(runs.length);
  for (const { from, to, dt } of runs) {
    for (const value of [from - hour, to - hour, dt]) writer.number(value);
  }
  return writer.finish();
}

export function decodeRuns(bytes: Uint8Array, hour: number): Run[] {
  const reader = new ByteReader(bytes);
  return Array.from({ length: reader.varint() }, () => ({
    from: hour + reader.number(),
    to: hour + reader.number(),
    dt: reader.number(),
  }));
}
