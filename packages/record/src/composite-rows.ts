import type { Canonical, PartValue } from '@munan/fhir';
import { type SideOf, startLength } from './tables.ts';

/** Columns of one side of a composite value. */
export function sideOf<S extends 'a' | 'b'>(side: S, { canonical, ...part }: PartValue): SideOf<S> {
  const columns = { ...part, text: part.text.slice(0, startLength), ...canonicalColumns(canonical) };
  return Object.fromEntries(Object.entries(columns).map(([name, value]) => [`${side}_${name}`, value])) as SideOf<S>;
}

export function canonicalColumns<C extends Canonical | null>(canonical: C) {
  return {
    canonical_unit: canonical?.unit ?? '',
    canonical_low: (canonical?.low ?? null) as C extends null ? null : number,
    canonical_high: (canonical?.high ?? null) as C extends null ? null : number,
  };
}
