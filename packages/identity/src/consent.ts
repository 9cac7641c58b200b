import { type Consent, findDateRange } from '@munan/fhir';

type ConsentProvision = NonNullable<Consent['provision']>;

/** What a person may agree that her family sees: what the family's screen has. */
export const consentParts = ['status', 'alerts', 'visits', 'vitals'] as const;
export type ConsentPart = (typeof consentParts)[number];

/** Code system of the parts, in provision.code. */
export const consentPartSystem = 'urn:munan:consent-part';

/** One rule of a Consent, for one named actor. */
export interface ConsentRule {
  type: 'permit' | 'deny';
  /** `RelatedPerson/x`, `Practitioner/y`. */
  actor: string;
  parts: ReadonlySet<ConsentPart>;
  /** Unix ms, [from, until). */
  from: number;
  until: number;
}
export interface ConsentFact {
  person: string;
  rules: readonly ConsentRule[];
}

const everything: ReadonlySet<ConsentPart> = new Set(consentParts);

/**
 * The rules of an active Consent over privacy [FHIR R4 consent.html]; undefined for one that says nothing here. Only
 * rules about named actors are understood. A rule narrowed by what is not understood permits nothing, but denies all.
 */
export function readConsent(consent: Consent, zoneOffsetMinutes: number): ConsentFact | undefined {
  const { status, scope, patient, provision } = consent;
  const person = /^Patient\/([A-Za-z0-9.-]{1,64})(?:\/_history\/|$)/.exec(patient?.reference ?? '')?.[1];
  const isPrivacy = scope?.coding?.some(({ code }) => code === 'patient-privacy') ?? false;
  if (status !== 'active' || !isPrivacy || !person || !provision) return undefined;
  const rules = rulesOf(
    provision,
    { from: Number.NEGATIVE_INFINITY, until: Number.POSITIVE_INFINITY },
    zoneOffsetMinutes,
  );
  return rules.length > 0 ? { person, rules } : undefined;
}

interface Span {
  from: number;
  until: number;
}

function rulesOf(provision: ConsentProvision, within: Span, zone: number, depth = 0): ConsentRule[] {
  const span = spanOf(provision, within, zone);
  const own: ConsentRule[] = [];
  const { type, actor = [], provision: nested = [] } = provision;
  if (type) {
    const parts = partsOf(provision, type);
    for (const { reference } of actor)
      if (reference?.reference && parts.size > 0)
        own.push({ type, actor: reference.reference.replace(/\/_history\/.*$/, ''), parts, ...span });
  }
  return depth > 5 ? own : [...own, ...nested.flatMap((each) => rulesOf(each, span, zone, depth + 1))];
}

function spanOf({ period }: ConsentProvision, { from, until }: Span, zone: number): Span {
  const start = period?.start === undefined ? undefined : findDateRange(period.start, zone);
  const end = period?.end === undefined ? undefined : findDateRange(period.end, zone);
  return { from: Math.max(from, start?.low ?? from), until: Math.min(until, end?.high ?? until) };
}

function partsOf(provision: ConsentProvision, type: 'permit' | 'deny'): ReadonlySet<ConsentPart> {
  const { code = [], class: classes, purpose, securityLabel, data, dataPeriod, action } = provision;
  const narrowed = [classes, purpose, securityLabel, data].some((each) => each && each.length > 0) || dataPeriod;
  const known = new Set(
    code.flatMap(({ coding = [] }) =>
      coding.flatMap(({ system, code: part }) =>
        system === consentPartSystem ? consentParts.filter((each) => each === part) : [],
      ),
    ),
  );
  if (type === 'deny') return code.length > 0 && known.size > 0 && !narrowed ? known : everything;
  const isAccess = !action?.length || action.some(({ coding }) => coding?.some((each) => each.code === 'access'));
  if (narrowed || !isAccess) return new Set();
  return code.length === 0 ? everything : known;
}

/** What of one person's data an actor may see now: all that is permitted, less all that is denied. */
export function agreedParts(facts: Iterable<ConsentFact>, actor: string, now: number): Set<ConsentPart> {
  const permitted = new Set<ConsentPart>();
  const denied = new Set<ConsentPart>();
  for (const { rules } of facts)
    for (const rule of rules) {
      if (rule.actor !== actor || now < rule.from || now >= rule.until) continue;
      for (const part of rule.parts) (rule.type === 'permit' ? permitted : denied).add(part);
    }
  return permitted.difference(denied);
}

/** Whether a person refuses this actor now: any denial of a user is of all. */
export function isRefused(facts: Iterable<ConsentFact>, actor: string, now: number): boolean {
  for (const { rules } of facts)
    if (rules.some((rule) => rule.type === 'deny' && rule.actor === actor && now >= rule.from && now < rule.until))
      return true;
  return false;
}
