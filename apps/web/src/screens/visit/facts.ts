import type { FactChange, FactField, Facts, FilledForm } from '@munan/flow';

/** As FactChange takes them. */
export const mostInList = 50;
export const longestInList = 200;
export const longestFact = 300;

/** How a medicine of the list is used; the linkIds of the form `medication`. */
export const medicineUses = ['taken', 'not-taken', 'absent'] as const;
export type MedicineUse = (typeof medicineUses)[number];
/** A name in an answer of a form is at most this long. */
const longestName = 100;

export function listOf(facts: Facts, field: FactField): string[] {
  const value = facts[field];
  return Array.isArray(value) ? value : typeof value === 'string' && value !== '' ? [value] : [];
}

/** With one more on a list; why not, where that cannot be. */
export function addedTo(
  list: readonly string[],
  text: string,
): { list: string[] } | { not: 'empty' | 'twice' | 'full' } {
  const one = text.trim().replace(/\s+/g, ' ').slice(0, longestInList);
  if (one === '') return { not: 'empty' };
  if (list.includes(one)) return { not: 'twice' };
  return list.length >= mostInList ? { not: 'full' } : { list: [...list, one] };
}

/** A change from what was seen, so that two people who changed it are noticed. */
export function changeOf(facts: Facts, field: FactField, mine: FactChange['mine']): FactChange {
  return { field, base: facts[field] ?? null, mine };
}

export function medicineUse(answers: FilledForm['answers'] | undefined, medicine: string): MedicineUse | undefined {
  const name = medicine.slice(0, longestName);
  return medicineUses.find((use) => {
    const named = answers?.[use];
    return Array.isArray(named) && named.includes(name);
  });
}

/** The three lists of the form with this medicine in one of them only; the same use once more takes it out. */
export function withUse(
  answers: FilledForm['answers'],
  medicine: string,
  use: MedicineUse | undefined,
): FilledForm['answers'] {
  const name = medicine.slice(0, longestName);
  const next = { ...answers };
  for (const one of medicineUses) {
    const before = answers[one];
    const others = (Array.isArray(before) ? before : []).filter((each) => each !== name);
    const named = one === use ? [...others, name] : others;
    if (named.length > 0) next[one] = named;
    else delete next[one];
  }
  return next;
}
