import { type Flag, toInstant } from '@munan/fhir';
import type { Alert } from '@munan/flow';
import { fhirIdOf, fhirText, munan } from './systems.ts';

const categories: Record<Alert['family'], { code: string; display: string }> = {
  safety: { code: 'safety', display: 'Safety' },
  vital: { code: 'clinical', display: 'Clinical' },
  silence: { code: 'admin', display: 'Administrative' },
  house: { code: 'admin', display: 'Administrative' },
};

/** Codes of the standard extension flag-priority. */
const priorities: Record<Alert['priority'], string> = { high: 'PH', medium: 'PM', low: 'PL' };

/**
 * An alert as FHIR: active while it is open, under the alert's own id, so that each change is a version.
 * @param text the alert's reason as a sentence, from `language`
 */
export function alertFlag(alert: Alert, text?: string): Flag {
  const { id, subject, family, priority, status, since, openedAt, closedAt, reason, takenBy } = alert;
  const words = fhirText(text);
  // The device's clock gave `since`; a closing is never before the beginning.
  const end = closedAt === undefined ? undefined : Math.max(closedAt, since);
  return {
    resourceType: 'Flag',
    id: fhirIdOf(id),
    extension: [
      {
        url: 'http://hl7.org/fhir/StructureDefinition/flag-priority',
        valueCodeableConcept: {
          coding: [{ system: 'http://hl7.org/fhir/flag-priority-code', code: priorities[priority] }],
        },
      },
    ],
    identifier: [{ system: munan.alert, value: id }],
    status: status === 'open' ? 'active' : 'inactive',
    category: [{ coding: [{ system: 'http://terminology.hl7.org/CodeSystem/flag-category', ...categories[family] }] }],
    code: { coding: [{ system: munan.reason, code: reason.code }], ...(words && { text: words }) },
    subject: { reference: `Patient/${subject}` },
    period: { start: toInstant(Math.min(since, openedAt)), ...(end !== undefined && { end: toInstant(end) }) },
    ...(takenBy && { author: { reference: `Practitioner/${takenBy}` } }),
  };
}
