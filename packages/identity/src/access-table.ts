import type { Role } from '@munan/flow';
import type { TypeClass } from './access-types.ts';
import type { ScopeVerb } from './scopes.ts';

/** Everything that a screen may be let do, or not. */
export const screenActions = [
  'person.read',
  'series.read',
  'alerts.read',
  'alerts.command',
  'visits.read',
  'visits.write',
  'visits.ask',
  'visits.answer',
  'facts.write',
  'family.read',
  'people.manage',
  'devices.manage',
  'users.manage',
  'access-log.read',
  'break-glass.ask',
  'break-glass.review',
  'rules.read',
  'budget.write',
  'rules.write',
  'plans.read',
  'plans.write',
  'shifts.read',
  'shifts.write',
  'desk.read',
  'desk.work',
  'channels.read',
  'outcomes.read',
  'drill.read',
  'drill.run',
  'wishes.write',
  'own.read',
  'own.write',
  'push.write',
] as const;
export type ScreenAction = (typeof screenActions)[number];

/**
 * Everything that the FHIR door may be asked for, and the rights of SMART that it takes [SMART App Launch 2.0.0: r is
 * read, vread and the history of one, s is search and the history of many]. A patch is answered with the whole resource,
 * so that it takes reading too. `notify` is what a subscription tells.
 */
export const fhirVerbs = {
  capabilities: [],
  batch: [],
  transaction: [],
  read: ['r'],
  vread: ['r'],
  'history-instance': ['r'],
  'search-type': ['s'],
  'history-type': ['s'],
  'history-system': ['s'],
  create: ['c'],
  update: ['u'],
  patch: ['r', 'u'],
  delete: ['d'],
  $validate: [],
  $everything: ['r', 's'],
  $lastn: ['s'],
  $series: ['s'],
  $export: ['r', 's'],
  notify: ['r'],
} as const satisfies Record<string, readonly ScopeVerb[]>;
export type FhirAction = keyof typeof fhirVerbs;
export const fhirActions = Object.keys(fhirVerbs) as FhirAction[];

export type AccessAction = ScreenAction | FhirAction;
export const actions: readonly AccessAction[] = [...screenActions, ...fhirActions];

export function isFhirAction(action: string): action is FhirAction {
  return Object.hasOwn(fhirVerbs, action);
}

/** `all` people, only one's `own` (nurse: assigned or in the care team, family: linked), or `no`body. */
export type Reach = 'all' | 'own' | 'no';

/**
 * Who may do what on the screens. A family member sees how her mother is, never raw data; a manager runs the programme
 * and does not touch alarms; an operator does not write the record; a program has no screen.
 */
export const screenReach: Record<Role, Partial<Record<ScreenAction, Reach>>> = {
  operator: {
    'person.read': 'all',
    'series.read': 'all',
    'alerts.read': 'all',
    'alerts.command': 'all',
    'visits.read': 'all',
    'visits.ask': 'all',
    'break-glass.ask': 'all',
    'rules.read': 'all',
    'budget.write': 'all',
    'plans.read': 'all',
    'shifts.read': 'all',
    'desk.read': 'all',
    'desk.work': 'all',
    'channels.read': 'all',
    'outcomes.read': 'all',
    'drill.read': 'all',
    'wishes.write': 'all',
    'push.write': 'all',
  },
  nurse: {
    'person.read': 'own',
    'series.read': 'own',
    'alerts.read': 'own',
    'visits.read': 'own',
    'visits.write': 'own',
    'facts.write': 'own',
    'break-glass.ask': 'all',
    'shifts.read': 'all',
    'wishes.write': 'own',
    'push.write': 'all',
  },
  doctor: {
    'person.read': 'all',
    'series.read': 'all',
    'alerts.read': 'all',
    'visits.read': 'all',
    'visits.ask': 'all',
    'visits.answer': 'all',
    'facts.write': 'all',
    'break-glass.ask': 'all',
    'rules.read': 'all',
    'plans.read': 'all',
    'shifts.read': 'all',
    'outcomes.read': 'all',
    'push.write': 'all',
  },
  manager: {
    'person.read': 'all',
    'series.read': 'all',
    'alerts.read': 'all',
    'visits.read': 'all',
    'facts.write': 'all',
    'people.manage': 'all',
    'devices.manage': 'all',
    'users.manage': 'all',
    'access-log.read': 'all',
    'break-glass.review': 'all',
    'rules.read': 'all',
    'budget.write': 'all',
    'rules.write': 'all',
    'plans.read': 'all',
    'plans.write': 'all',
    'shifts.read': 'all',
    'shifts.write': 'all',
    'desk.read': 'all',
    'channels.read': 'all',
    'outcomes.read': 'all',
    'drill.read': 'all',
    'drill.run': 'all',
    'wishes.write': 'all',
    'push.write': 'all',
  },
  family: { 'family.read': 'own', 'push.write': 'all' },
  // She herself: her own page, her own wishes, nothing of the record.
  person: { 'own.read': 'own', 'own.write': 'own', 'push.write': 'all' },
  service: {},
};

/** What break-glass opens of what a role does with its own people: looking, helping in an alarm, and writing a visit. */
export const openedByBreakGlass: ReadonlySet<AccessAction> = new Set<AccessAction>([
  'person.read',
  'series.read',
  'alerts.read',
  'alerts.command',
  'visits.read',
  'visits.write',
  'facts.write',
]);

/** What a person's refusal of a named user does not touch: running the programme, and asking in an emergency. */
export const besideConsent: ReadonlySet<AccessAction> = new Set<AccessAction>([
  'people.manage',
  'devices.manage',
  'users.manage',
  'access-log.read',
  'break-glass.ask',
  'break-glass.review',
  'rules.read',
  'budget.write',
  'rules.write',
  'plans.read',
  'plans.write',
  'shifts.read',
  'shifts.write',
  'desk.read',
  'desk.work',
  'channels.read',
  'drill.read',
  'drill.run',
  'push.write',
]);

/** As `Reach`; `open`: what is about nobody, and of the rest one's own. */
export type TypeReach = Reach | 'open';

const nothing = ['no', 'no'] as const;
const allRead = ['all', 'no'] as const;
const allWrite = ['all', 'all'] as const;

/** Of each class of FHIR types: whose may be read, and whose written. */
export const typeReach: Record<Role, Record<TypeClass, readonly [read: TypeReach, write: TypeReach]>> = {
  operator: {
    clinical: allRead,
    access: allRead,
    administrative: allRead,
    definition: allRead,
    subscription: nothing,
    audit: nothing,
  },
  nurse: {
    clinical: ['own', 'own'],
    access: ['own', 'no'],
    administrative: ['open', 'no'],
    definition: ['open', 'no'],
    subscription: nothing,
    audit: nothing,
  },
  doctor: {
    clinical: allWrite,
    access: allRead,
    administrative: allRead,
    definition: allRead,
    subscription: nothing,
    audit: nothing,
  },
  manager: {
    clinical: allWrite,
    access: allWrite,
    administrative: allWrite,
    definition: allWrite,
    subscription: allWrite,
    audit: allRead,
  },
  family: {
    clinical: nothing,
    access: nothing,
    administrative: nothing,
    definition: nothing,
    subscription: nothing,
    audit: nothing,
  },
  person: {
    clinical: nothing,
    access: nothing,
    administrative: nothing,
    definition: nothing,
    subscription: nothing,
    audit: nothing,
  },
  // Everything here is also cut by the scopes of the program; without scopes it sees nothing.
  service: {
    clinical: allWrite,
    access: allRead,
    administrative: allRead,
    definition: allRead,
    subscription: allWrite,
    audit: nothing,
  },
};

/** Roles that may take whole populations out of the house. */
export const exporters: ReadonlySet<Role> = new Set<Role>(['manager', 'service']);

/**
 * meta.security codes that a role does not see [v3-Confidentiality: R restricted, V very restricted]. Very restricted is
 * between a person and her doctor; restricted is for those who care for her and those who answer for the programme.
 */
export const hiddenLabels: Record<Role, readonly string[]> = {
  operator: ['R', 'V'],
  nurse: ['V'],
  doctor: [],
  manager: ['V'],
  family: ['R', 'V'],
  person: ['R', 'V'],
  service: ['R', 'V'],
};
export const confidentiality = 'http://terminology.hl7.org/CodeSystem/v3-Confidentiality';
