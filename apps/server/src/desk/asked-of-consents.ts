import type { openAccessOf } from '../access-subject.ts';

type AccessOf = ReturnType<typeof openAccessOf>;

/** She agreed that this family account learns what alarms there are. */
export function letsFamilyKnow(accessOf: AccessOf, subject: string, family: string): boolean {
  return accessOf({ id: family, role: 'family' }).consents?.get(subject)?.has('alerts') ?? false;
}

/** She wants this nurse to know nothing of her. */
export function refuses(accessOf: AccessOf, subject: string, nurse: string): boolean {
  return accessOf({ id: nurse, role: 'nurse' }).refusedBy?.has(subject) ?? false;
}
