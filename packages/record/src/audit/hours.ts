import { sql } from '@munan/runtime';

/** A piece of SQL with its values bound. */
export type Sql<T> = ReturnType<typeof sql<T>>;
export type Condition = Sql<boolean>;

export const workBegins = 7;
export const workEnds = 21;

/**
 * Whose work has hours. The control centre watches around the clock, and a daughter may look at night how her mother
 * is; a nurse, a doctor or a manager who opens files at three has something to tell.
 */
export const rolesWithHours = ['nurse', 'doctor', 'manager'] as const;

/** Of the column `at`: outside of 07 to 21 o'clock at the site. */
export function outOfHours(zoneOffsetMinutes: number): Condition {
  const hour = `((at + ${Math.trunc(zoneOffsetMinutes * 60_000)}) / 3600000) % 24`;
  const roles = rolesWithHours.map((role) => `'${role}'`).join(', ');
  return sql<boolean>`${sql.raw(`(role in (${roles}) and (${hour} < ${workBegins} or ${hour} >= ${workEnds}))`)}`;
}
