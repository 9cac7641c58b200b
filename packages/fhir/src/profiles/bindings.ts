import type { BoundCodes } from './definition.ts';
import { isObject } from './values.ts';

/** `unknown`: the system belongs to the value set, but its codes are not held here. */
export type Membership = 'in' | 'out' | 'unknown';

function ofCoding(bound: BoundCodes, system: unknown, code: unknown): Membership {
  const found = typeof system === 'string' && Object.hasOwn(bound, system) ? bound[system] : undefined;
  if (!found || typeof code !== 'string') return 'out';
  if (!found.codes) return 'unknown';
  return found.codes.includes(code) ? 'in' : 'out';
}

/** Whether a code, Coding, Quantity or CodeableConcept is of the value set; of several codings one is enough. */
export function membership(bound: BoundCodes, value: unknown): Membership {
  if (typeof value === 'string') {
    const lists = Object.values(bound);
    if (lists.some(({ codes }) => codes?.includes(value))) return 'in';
    return lists.some(({ codes }) => !codes) ? 'unknown' : 'out';
  }
  if (!isObject(value)) return 'unknown';
  if (!('coding' in value) && ('system' in value || 'code' in value)) return ofCoding(bound, value.system, value.code);
  const each = Array.isArray(value.coding)
    ? value.coding.map((coding: unknown) => (isObject(coding) ? ofCoding(bound, coding.system, coding.code) : 'out'))
    : [];
  return each.includes('in') ? 'in' : each.includes('unknown') ? 'unknown' : 'out';
}

/**
 * [FHIR R4 terminologies.html#extensible] other codes may be used where none of the value set fits; but a code that its
 * own system does not have is wrong, where the whole system belongs to the value set.
 */
export function codesNoSystemHas(bound: BoundCodes, value: unknown): string[] {
  if (!isObject(value)) return [];
  const codings: unknown[] = Array.isArray(value.coding) ? value.coding : [value];
  return codings.flatMap((coding) => {
    if (!isObject(coding) || typeof coding.system !== 'string' || typeof coding.code !== 'string') return [];
    const found = Object.hasOwn(bound, coding.system) ? bound[coding.system] : undefined;
    return found?.whole && found.codes && !found.codes.includes(coding.code) ? [`${coding.system}|${coding.code}`] : [];
  });
}
