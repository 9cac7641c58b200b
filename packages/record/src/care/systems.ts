import { createHash } from 'node:crypto';
import { idPattern } from '@munan/fhir';

/** Code systems of the house's own, for what no public system names. */
export const munan = {
  /** Identifies a person by the number of the programme; never a resident registration number. */
  person: 'urn:munan:person',
  user: 'urn:munan:user',
  visit: 'urn:munan:visit',
  alert: 'urn:munan:alert',
  action: 'urn:munan:action',
  reason: 'urn:munan:reason',
  step: 'urn:munan:step',
  outcome: 'urn:munan:alert-outcome',
  /** Tag of a value that is unusual and was confirmed by the nurse. */
  confirmed: 'urn:munan:confirmed',
  news2Parameter: 'urn:munan:news2-parameter',
  news2Scale: 'urn:munan:news2-spo2-scale',
  /** Tag of an Encounter that is not signed: `open`, `vitals-final`. */
  visitState: 'urn:munan:visit-state',
  /** Tag `uncertain`: the clock of the device was not to be trusted. */
  clock: 'urn:munan:clock',
  /** Tag of an Encounter: how many answers of its forms are worth a doctor's eye. */
  flagged: 'urn:munan:flagged',
  /** What no public system has a code for: orientation, a note, a photo. */
  found: 'urn:munan:found',
  orientation: 'urn:munan:orientation',
  form: 'urn:munan:form',
  photo: 'urn:munan:photo',
  photoKind: 'urn:munan:photo-kind',
  /** Category of what nurse and doctor say to each other: `question`, `advice`, `order`, `clinic`, `visit`, `request`. */
  asked: 'urn:munan:asked',
  answer: 'urn:munan:answer',
  visitRequest: 'urn:munan:visit-request',
  conflict: 'urn:munan:conflict',
  /** Tag with the id of a user who has not read it yet. */
  unread: 'urn:munan:unread',
} as const;

/**
 * The FHIR id of a thing of the house, the same at each call: its own id where that is one, else a hash of it, so that
 * what is sent twice is stored once.
 */
export function fhirIdOf(id: string, suffix = ''): string {
  const whole = suffix ? `${id}.${suffix}` : id;
  if (idPattern.test(whole)) return whole;
  const hash = createHash('sha256').update(id).digest('hex').slice(0, 40);
  return suffix ? `${hash}.${suffix}` : hash;
}

/** Extensions of the house's own, for what R4 has no element for; described in docs/fhir.md. */
export const extensions = {
  /** Encounter: valueInstant, when something was last entered, before it is signed. */
  lastEntered: 'urn:munan:fhir:last-entered',
  /** Encounter: valueInstant, where a clock that jumped makes the arrival later than the finish. */
  arrived: 'urn:munan:fhir:arrived',
  /** Encounter: valueInstant, when the vitals were complete. */
  measured: 'urn:munan:fhir:measured',
  /** Encounter: geolocation and accuracy (m). */
  arrivedAt: 'urn:munan:fhir:arrived-at',
  finishedAt: 'urn:munan:fhir:finished-at',
  accuracy: 'urn:munan:fhir:accuracy',
  /** Of a note: the vital that is unusual. On an Encounter: that and the reason, where there is no Observation of it. */
  confirmedField: 'urn:munan:fhir:confirmed-field',
  confirmedWhy: 'urn:munan:fhir:confirmed-why',
  /** QuestionnaireResponse: a version that no canonical address can carry. */
  formVersion: 'urn:munan:fhir:form-version',
  /** Item: several could be answered; valueInteger, how many were. */
  several: 'urn:munan:fhir:several',
  /** Media: valueString, what told the scale of the picture. */
  scale: 'urn:munan:fhir:photo-scale',
  /** An answer of the doctor: who read it and when. */
  read: 'urn:munan:fhir:read',
  /** A request: the visit that answered it. */
  doneBy: 'urn:munan:fhir:done-by',
} as const;

/** An id of a part of something, where its name is not the house's own: no two parts can have the same. */
export function partId(...parts: readonly string[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('hex').slice(0, 40);
}

/** Text as FHIR allows it: without control characters and half characters; undefined when nothing is left. [FHIR R4 datatypes.html#string] */
export function fhirText(text: string | undefined): string | undefined {
  const wellFormed = text?.toWellFormed();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go.
  const clean = wellFormed?.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').trim();
  return clean || undefined;
}
