import { isHeldType, OutcomeError, readCriterion } from '@munan/fhir';

/** create, read, update, delete, search: the letters of SMART v2, in their order. */
export type ScopeVerb = 'c' | 'r' | 'u' | 'd' | 's';

/** A SMART App Launch scope over resources [SMART App Launch 2.0.0, Scopes and Launch Context]. */
export interface ResourceScope {
  context: 'patient' | 'user' | 'system';
  /** A resource type, or `*` for every one. */
  type: string;
  verbs: ReadonlySet<ScopeVerb>;
  /** A condition as a search has it, `category=http://…|vital-signs`; all parts must hold. */
  query?: string;
}

export class ScopeError extends Error {}

/** Scopes that say something of the login, not of resources. */
const loginScopes = new Set([
  'openid',
  'profile',
  'fhirUser',
  'launch',
  'launch/patient',
  'launch/encounter',
  'online_access',
  'offline_access',
]);

export const isLoginScope = (text: string): boolean => loginScopes.has(text);

const letters = 'cruds';
const oldWords: Record<string, string> = { read: 'rs', write: 'cud', '*': letters };
const form = /^(patient|user|system)\/(\*|[A-Z][A-Za-z]{1,40})\.([a-z]{1,6}|\*)(?:\?(.*))?$/s;
const longestScope = 1000;
const mostConditions = 5;
/** Dates are not among what a scope may ask for, so that neither zone nor clock matters. */
const grammar = { zoneOffsetMinutes: 0, now: 0 };

/**
 * Reads one scope over resources, `patient/Observation.rs?category=…` or the older `user/*.read`.
 * @throws ScopeError saying what is wrong with it and what is allowed
 */
export function parseScope(text: string): ResourceScope {
  const wrong = (why: string) => new ScopeError(`the scope "${text.slice(0, 120)}" ${why}`);
  if (text.length > longestScope) throw wrong(`is longer than ${longestScope} characters`);
  // RFC 6749, 3.3: printable ASCII without space, quote and backslash.
  if (!/^[\x21\x23-\x5b\x5d-\x7e]+$/.test(text)) throw wrong('holds a character that no scope has');
  const [, context, type = '', rights = '', query] = form.exec(text) ?? [];
  if (!context) throw wrong('is not like patient/Observation.rs, user/*.cruds or system/Patient.read');
  if (type !== '*' && !isHeldType(type)) throw wrong(`names "${type}", which is no resource type held here`);
  const old = Object.hasOwn(oldWords, rights) ? oldWords[rights] : undefined;
  const wanted = old ?? rights;
  // [SMART 2.0.0] the letters stand in this order, each at most once.
  if (!/^c?r?u?d?s?$/.test(wanted)) throw wrong(`asks for "${rights}"; allowed are letters of "cruds" in this order`);
  if (query !== undefined) {
    if (old) throw wrong('has a condition, which only the newer form (cruds) may have');
    checkCondition(type, query, wrong);
  }
  return {
    context: context as ResourceScope['context'],
    type,
    verbs: new Set([...wanted] as ScopeVerb[]),
    ...(query !== undefined && { query }),
  };
}

/** Only what a resource says of itself by a code: then a version can be judged by itself, without the index. */
function checkCondition(type: string, query: string, wrong: (why: string) => ScopeError): void {
  if (!isHeldType(type)) throw wrong('has a condition, and a condition needs one type');
  const parts = [...new URLSearchParams(query)];
  if (parts.length === 0 || parts.length > mostConditions) throw wrong(`has ${parts.length} conditions, not 1 to 5`);
  for (const [key, value] of parts) {
    let kind: string;
    try {
      const filter = readCriterion(type, key, value, grammar);
      kind = filter.type === 'token' && !filter.not ? 'token' : `${filter.type} ${key}`;
    } catch (error) {
      if (error instanceof OutcomeError) throw wrong(`has a condition that is none: ${error.message}`);
      throw error;
    }
    if (kind !== 'token' || key.includes(':'))
      throw wrong(
        `has a condition of another kind (${kind}); allowed are codes, such as category=…, without a modifier`,
      );
  }
}

/**
 * The scopes over resources among those granted. What is not understood grants nothing: a grant is checked with
 * `parseScope` when it is asked for, and read here again each time it is used.
 */
export function resourceScopes(granted: readonly string[]): ResourceScope[] {
  return granted.flatMap((text) => {
    if (isLoginScope(text)) return [];
    try {
      return [parseScope(text)];
    } catch (error) {
      if (error instanceof ScopeError) return [];
      throw error;
    }
  });
}
