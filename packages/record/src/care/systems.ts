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

/** Text as FHIR allows it: without control characters; undefined when nothing is left. [FHIR R4 datatypes.html#string] */
export function fhirText(text: string | undefined): string | undefined {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must go.
  const clean = text?.replaceAll(/[\u0000-\u0008\u000b\u000c\u000e-\u001f]/g, '').trim();
  return clean || undefined;
}
