import type { Segment } from './segment.ts';

/** Samples of one device in time order, none missing, no two for one moment. */
export interface Samples {
  t: number[];
  dt: number[];
  /** One number a sample, three for acceleration. */
  values: number[];
}

/**
 * Where segments of one device overlap, the highest seq counts: a sample is left out when one of a higher seq (or a
 * later one of the same packet) covers its moment. A missing sample covers nothing.
 * @param segments of one hour, in the order of `mergeSegments`
 */
export function resolveOverlaps(segments: readonly Segment[], width: number): Samples {
  const samples: Samples = { t: [], dt: [], values: [] };
  const take = ({ t, dt, values }: Segment, at: number) => {
    samples.t.push(t + at * dt);
    samples.dt.push(dt);
    for (let axis = 0; axis < width; axis += 1) samples.values.push(values[at * width + axis]!);
  };
  if (!anyOverlap(segments, width)) {
    for (const segment of segments) {
      for (let at = 0; at * width < segment.values.length; at += 1) {
        if (isPresent(segment, at, width)) take(segment, at);
      }
    }
    return samples;
  }
  const kept: { segment: Segment; at: number; t: number }[] = [];
  for (const [index, segment] of segments.entries()) {
    const stronger = segments.filter(
      (other, place) => other.seq > segment.seq || (other.seq === segment.seq && place > index),
    );
    for (let at = 0; at * width < segment.values.length; at += 1) {
      const t = segment.t + at * segment.dt;
      if (isPresent(segment, at, width) && !stronger.some((other) => covers(other, t, width)))
        kept.push({ segment, at, t });
    }
  }
  kept.sort((a, b) => a.t - b.t || a.segment.seq - b.segment.seq);
  for (const { segment, at } of kept) take(segment, at);
  return samples;
}

function anyOverlap(segments: readonly Segment[], width: number): boolean {
  let end = Number.NEGATIVE_INFINITY;
  for (const { t, dt, values } of segments) {
    if (t < end) return true;
    end = t + (values.length / width) * dt;
  }
  return false;
}

function isPresent({ values }: Segment, at: number, width: number): boolean {
  for (let axis = 0; axis < width; axis += 1) if (Number.isNaN(values[at * width + axis]!)) return false;
  return true;
}

function covers(segment: Segment, t: number, width: number): boolean {
  const at = Math.floor((t - segment.t) / segment.dt);
  return at >= 0 && at * width < segment.values.length && isPresent(segment, at, width);
}
