import type { FactField, Side } from '@munan/flow';
import type { OpenQuery } from '@munan/record';
import type { House } from '../house.ts';
import { whereOf } from './conflicts.ts';
import { factsByOf } from './facts.ts';

/** Who wrote what stands, when and where. */
export type Standing = Omit<Side, 'value' | 'byName'>;

export async function factWriter(house: House, query: OpenQuery, patient: string, field: FactField): Promise<Standing> {
  const known = (await factsByOf(query, [patient])).get(patient)?.[field];
  // What was never changed is as she was enrolled: at the office, by whoever it was.
  return known
    ? { by: known.by, at: known.at, where: known.where }
    : { by: '', at: house.people.updatedAt(patient), where: 'office' };
}

/** @param of `nurse`: whose visit it is, who wrote what nobody has changed since */
export async function visitFieldWriter(
  house: House,
  query: OpenQuery,
  of: { visit: string; nurse: string; field: string },
): Promise<Standing> {
  const { by, at, byDoor } = await house.care.fieldWriter(of, query);
  return { by, at, where: byDoor ? 'fhir' : whereOf(house.identity.findAuthor(by)?.role) };
}
