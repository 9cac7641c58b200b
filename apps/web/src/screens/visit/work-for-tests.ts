import type { VisitEntry } from '@munan/flow';
import type { Place, Work } from './work.ts';

/** A visit just begun. */
export function workOf(place: Partial<Place> = {}, entry: Partial<VisitEntry> = {}): Work {
  return {
    entry: { id: 'v1', patient: 'p1', state: 'open', arrived: 1000, finished: 1000, vitals: {}, ...entry },
    place: { step: 'systolicMmHg', ...place },
  };
}
