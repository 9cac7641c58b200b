import { createHash } from 'node:crypto';
import { type Conflict, clinicalFacts, type FactField, type Role, type Side } from '@munan/flow';
import type { StoredConflict } from '@munan/record';
import { type Clash, same } from '@munan/visit';
import type { House } from '../house.ts';
import type { Writer } from './facts.ts';

type Query = Parameters<House['care']['findConflicts']>[1];

/** Where somebody of this role sits when she changes something. */
export function whereOf(role: Role | undefined): Side['where'] {
  if (role === 'nurse') return 'home';
  if (role === 'doctor') return 'hospital';
  return role === 'manager' || role === 'operator' ? 'office' : 'fhir';
}

/** With the names, which the record does not keep. */
export function namedConflict(house: Pick<House, 'people' | 'userName'>, stored: StoredConflict): Conflict {
  const person = house.people.find(stored.patient);
  const named = <T extends { by: string }>(side: T) => ({ ...side, byName: house.userName(side.by) ?? side.by });
  const { kept, other, decided, ...rest } = stored;
  return {
    ...rest,
    patientName: person?.name ?? '',
    simulated: person?.simulated ?? false,
    kept: named(kept),
    other: named(other),
    ...(decided && { decided: named(decided) }),
  };
}

export interface Clashing {
  patient: string;
  /** `facts` or `visit/<id>`. */
  document: string;
  clashes: readonly Clash[];
  /** Who wrote what stands. */
  kept(field: string): Promise<Omit<Side, 'value' | 'byName'>>;
  /** Who wrote what came later. */
  other: Writer;
  /** Of the change, so that the same change makes the same conflicts. */
  seed: string;
}

/** Keeps both values of each field; what waits for a decision already does not wait twice. @returns all that it now is about */
export async function keepConflicts(
  house: Pick<House, 'care'>,
  query: Query,
  { patient, document, clashes, kept, other, seed }: Clashing,
): Promise<StoredConflict[]> {
  if (clashes.length === 0) return [];
  const open = await house.care.findConflicts({ patients: [patient], status: 'open', document }, query);
  const found: StoredConflict[] = [];
  for (const clash of clashes) {
    const known = open.find(({ field, other: waiting }) => field === clash.field && same(waiting.value, clash.other));
    if (known) {
      found.push(known);
      continue;
    }
    const conflict: StoredConflict = {
      id: createHash('sha256').update(`${seed} ${document} ${clash.field}`).digest('hex').slice(0, 32),
      patient,
      document,
      field: clash.field,
      base: clash.base ?? null,
      kept: { ...(await kept(clash.field)), value: clash.kept ?? null },
      other: { by: other.id, at: other.at, where: other.where, value: clash.other ?? null },
      clinical: document === 'facts' && clinicalFacts.includes(clash.field as FactField),
      status: 'open',
      unread: [],
    };
    await house.care.storeConflict(conflict, query);
    found.push(conflict);
  }
  return found;
}
