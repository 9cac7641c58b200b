import type { Role } from '@munan/flow';

/** Everything that somebody may be let do, or not. */
export const actions = [
  'person.read',
  'series.read',
  'alerts.read',
  'alerts.command',
  'visits.read',
  'visits.write',
  'family.read',
  'record.read',
  'record.write',
  'people.manage',
  'devices.manage',
  'users.manage',
  'access-log.read',
] as const;
export type AccessAction = (typeof actions)[number];

/** `all` people, only one's `own` (nurse: assigned, family: linked), or `no`body. */
export type Reach = 'all' | 'own' | 'no';

const nothing = Object.fromEntries(actions.map((action) => [action, 'no'])) as Record<AccessAction, Reach>;

/**
 * The one place that says who may do what. A family member sees how her mother is, never raw data; a manager runs the
 * programme and does not touch alarms; an operator does not write the record.
 */
export const reaches: Record<Role, Record<AccessAction, Reach>> = {
  operator: {
    ...nothing,
    'person.read': 'all',
    'series.read': 'all',
    'alerts.read': 'all',
    'alerts.command': 'all',
    'visits.read': 'all',
    'record.read': 'all',
  },
  nurse: {
    ...nothing,
    'person.read': 'own',
    'series.read': 'own',
    'alerts.read': 'own',
    'visits.read': 'own',
    'visits.write': 'own',
    'record.read': 'own',
    'record.write': 'own',
  },
  doctor: {
    ...nothing,
    'person.read': 'all',
    'series.read': 'all',
    'alerts.read': 'all',
    'visits.read': 'all',
    'record.read': 'all',
    'record.write': 'all',
  },
  manager: {
    ...nothing,
    'person.read': 'all',
    'series.read': 'all',
    'alerts.read': 'all',
    'visits.read': 'all',
    'record.read': 'all',
    'record.write': 'all',
    'people.manage': 'all',
    'devices.manage': 'all',
    'users.manage': 'all',
    'access-log.read': 'all',
  },
  family: { ...nothing, 'family.read': 'own' },
  service: nothing,
};

export interface AccessSubject {
  role: Role;
  /** Whom a nurse is assigned to, or a family member linked to. */
  people: ReadonlySet<string>;
}

export type Decision = { allowed: true } | { allowed: false; reason: 'role' | 'not-own' };

/**
 * May this subject do this, to this person's data? Without `person` the question is whether she may do it to anybody.
 * Pure: no lookup, no clock.
 */
export function decide(subject: AccessSubject, action: AccessAction, person?: string): Decision {
  const reach = reaches[subject.role][action];
  if (reach === 'no') return { allowed: false, reason: 'role' };
  if (reach === 'own' && person !== undefined && !subject.people.has(person))
    return { allowed: false, reason: 'not-own' };
  return { allowed: true };
}

/** The people whose data may be shown: undefined stands for all. */
export function visiblePeople(subject: AccessSubject, action: AccessAction): ReadonlySet<string> | undefined {
  const reach = reaches[subject.role][action];
  if (reach === 'all') return undefined;
  return reach === 'own' ? subject.people : new Set();
}
