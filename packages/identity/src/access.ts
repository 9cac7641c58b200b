import type { Role } from '@munan/flow';
import {
  type AccessAction,
  besideConsent,
  exporters,
  type FhirAction,
  fhirVerbs,
  hiddenLabels,
  isFhirAction,
  openedByBreakGlass,
  type Reach,
  type ScreenAction,
  screenReach,
  type TypeReach,
  typeReach,
} from './access-table.ts';
import { typeClassOf } from './access-types.ts';
import type { ConsentPart } from './consent.ts';
import type { ResourceScope, ScopeVerb } from './scopes.ts';

/** Who asks, with all that the decision needs to know of her. */
export interface AccessSubject {
  role: Role;
  /** Whom a nurse is assigned to or whose care team she is in, or a family member is linked to. */
  people: ReadonlySet<string>;
  /** Whose data break-glass opens to her now, and the reason that she gave. */
  grants?: ReadonlyMap<string, string>;
  /** What each person agreed that this family member may see. */
  consents?: ReadonlyMap<string, ReadonlySet<ConsentPart>>;
  /** People who refuse this very user. */
  refusedBy?: ReadonlySet<string>;
  /** Absent: the whole of the role. */
  scopes?: readonly ResourceScope[];
  /** The one person of a SMART launch: what `patient/…` scopes are about. */
  patient?: string;
}

/** What it is about. Everything absent: whether she may do it at all, to somebody. */
export interface AccessResource {
  /** FHIR type; absent on the screens. */
  type?: string;
  /** Ids of the people it is about. Empty: about nobody. */
  patients?: readonly string[];
  /** Confidentiality codes of its meta.security. */
  labels?: readonly string[];
  /** Of the family's page. */
  part?: ConsentPart;
  /** Whether it meets the condition of a scope, `category=…`. Absent: it does not. */
  meets?: (query: string) => boolean;
}

/** Stable codes: they stand in answers and in the log. */
export type Refusal = 'role' | 'not-own' | 'consent' | 'scope' | 'sensitivity' | 'break-glass-needed';
export type Decision = { allowed: true; by?: 'break-glass' } | { allowed: false; reason: Refusal };

/** What of one type a subject may reach: the decision over many resources at once, as a search needs it. */
export interface Limit {
  /** Absent: of everybody. */
  patients?: readonly string[];
  /** But not of these, who refused. */
  except: readonly string[];
  /** Whether what is about nobody is reached too. */
  withoutPatient: boolean;
  /** Confidentiality codes that are not reached. */
  withoutLabels: readonly string[];
  /** At least one must hold: about this patient (or about nobody), and meeting this condition. */
  anyOf?: readonly { patient?: string; query?: string }[];
}

const refused = (reason: Refusal): { allowed: false; reason: Refusal } => ({ allowed: false, reason });

/**
 * The one place that says who may do what to whose data: REST, search, export, subscriptions, screens, event streams and
 * files ask here. Pure: no lookup, no clock. What it does not know is refused.
 */
export function decide(subject: AccessSubject, action: AccessAction, resource: AccessResource = {}): Decision {
  return isFhirAction(action) ? decideFhir(subject, action, resource) : decideScreen(subject, action, resource);
}

function decideScreen(subject: AccessSubject, action: ScreenAction, resource: AccessResource): Decision {
  const reach: Reach = screenReach[subject.role]?.[action] ?? 'no';
  if (reach === 'no') return refused('role');
  // A client that was granted scopes was granted FHIR, not the screens.
  if (subject.scopes) return refused('scope');
  if (action === 'family.read') return decideFamily(subject, resource);
  let byGrant = false;
  for (const person of resource.patients ?? []) {
    const opened = openedByBreakGlass.has(action) && (subject.grants?.has(person) ?? false);
    const isOwn = reach === 'all' || subject.people.has(person);
    const isRefused = (subject.refusedBy?.has(person) ?? false) && !besideConsent.has(action);
    if (isOwn && !isRefused) continue;
    if (opened) byGrant = true;
    else if (isRefused) return refused('consent');
    else return refused(openedByBreakGlass.has(action) ? 'break-glass-needed' : 'not-own');
  }
  return byGrant ? { allowed: true, by: 'break-glass' } : { allowed: true };
}

function decideFamily({ people, consents }: AccessSubject, { patients = [], part }: AccessResource): Decision {
  for (const person of patients) {
    if (!people.has(person)) return refused('not-own');
    const agreed = consents?.get(person);
    if (!agreed || agreed.size === 0 || (part !== undefined && !agreed.has(part))) return refused('consent');
  }
  return { allowed: true };
}

function decideFhir(subject: AccessSubject, action: FhirAction, resource: AccessResource): Decision {
  const limit = limitOf(subject, action, resource.type);
  if ('allowed' in limit) return limit;
  const { patients, labels = [] } = resource;
  if (patients) {
    if (patients.some((id) => limit.except.includes(id))) return refused('consent');
    if (patients.length === 0 ? !limit.withoutPatient : limit.patients && !isWithin(patients, limit.patients))
      return refused('not-own');
  }
  if (labels.some((label) => limit.withoutLabels.includes(label))) return refused('sensitivity');
  // Without whose or what it is about, the question is whether she may at all.
  if (!patients || !limit.anyOf) return { allowed: true };
  const isGranted = limit.anyOf.some(
    ({ patient, query }) =>
      (patient === undefined || patients.every((id) => id === patient)) &&
      (query === undefined || (resource.meets?.(query) ?? false)),
  );
  return isGranted ? { allowed: true } : refused('scope');
}

function isWithin(some: readonly string[], all: readonly string[]): boolean {
  return some.every((each) => all.includes(each));
}

/** What of one type (or of none in particular) is reached by an action, or why nothing is. */
export function limitOf(
  subject: AccessSubject,
  action: FhirAction,
  type: string | undefined,
): Limit | { allowed: false; reason: Refusal } {
  const { role, people, refusedBy } = subject;
  const classes = typeReach[role];
  if (!classes || role === 'family' || role === 'person') return refused('role');
  if (action === '$export' && !exporters.has(role)) return refused('role');
  const verbs: readonly ScopeVerb[] = fhirVerbs[action];
  let reach: TypeReach = 'all';
  if (type !== undefined) {
    const of = typeClassOf(type);
    reach = of === undefined ? 'no' : classes[of][verbs.some((verb) => 'cud'.includes(verb)) ? 1 : 0];
    if (reach === 'no') return refused('role');
  }
  const granted = grantedBy(subject, type, verbs);
  // Without a type no condition of one is known; what is reached is asked type by type.
  const anyOf = type === undefined ? undefined : granted;
  if (granted?.length === 0 || (role === 'service' && !subject.scopes)) return refused('scope');
  return {
    ...(reach !== 'all' && { patients: [...people] }),
    except: [...(refusedBy ?? [])],
    withoutPatient: reach !== 'own' && !(anyOf?.every(({ patient }) => patient !== undefined) && isAboutPeople(type)),
    withoutLabels: hiddenLabels[role],
    ...(anyOf && { anyOf }),
  };
}

/** Of a launch for one person, what is about nobody is shown only where its type is never about somebody. */
function isAboutPeople(type: string | undefined): boolean {
  const of = type === undefined ? undefined : typeClassOf(type);
  return of !== 'administrative' && of !== 'definition';
}

/**
 * The grants that reach a type with all these rights; undefined without scopes, which is the whole of the role. Each
 * right may come from another scope: then both conditions are asked for.
 */
function grantedBy(
  { role, scopes, patient }: AccessSubject,
  type: string | undefined,
  verbs: readonly ScopeVerb[],
): Limit['anyOf'] {
  if (!scopes) return undefined;
  const grants = verbs.map((verb) =>
    scopes.flatMap(({ context, type: of, verbs: given, query }) => {
      if ((context === 'system') !== (role === 'service')) return [];
      if ((of !== '*' && type !== undefined && of !== type) || !given.has(verb)) return [];
      if (context === 'patient' && patient === undefined) return [];
      return [
        { ...(context === 'patient' && patient !== undefined && { patient }), ...(query !== undefined && { query }) },
      ];
    }),
  );
  const [first = [{}], ...others] = grants;
  return others.reduce<{ patient?: string; query?: string }[]>(
    (found, more) => found.flatMap((a) => more.map((b) => both(a, b))),
    first,
  );
}

function both(a: { patient?: string; query?: string }, b: { patient?: string; query?: string }) {
  const patient = a.patient ?? b.patient;
  const query = a.query === b.query ? a.query : [a.query, b.query].filter((part) => part !== undefined).join('&');
  return { ...(patient !== undefined && { patient }), ...(query && { query }) };
}

/** Whose data may be shown on a screen: of `only` these, or of everybody; and not of those in `except`. */
export interface VisiblePeople {
  only?: ReadonlySet<string>;
  except: ReadonlySet<string>;
}

const nobody: ReadonlySet<string> = new Set();

export function visiblePeople(subject: AccessSubject, action: ScreenAction): VisiblePeople {
  const reach: Reach = screenReach[subject.role]?.[action] ?? 'no';
  const { people, grants, refusedBy = nobody, consents } = subject;
  if (reach === 'no' || subject.scopes) return { only: nobody, except: nobody };
  if (action === 'family.read')
    return { only: new Set([...people].filter((id) => (consents?.get(id)?.size ?? 0) > 0)), except: nobody };
  const opened = openedByBreakGlass.has(action) ? new Set(grants?.keys()) : nobody;
  const except = besideConsent.has(action) ? nobody : refusedBy.difference(opened);
  return reach === 'all' ? { except } : { only: people.union(opened), except };
}
