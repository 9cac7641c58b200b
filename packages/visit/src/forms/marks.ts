import type { Extension } from '@medplum/fhirtypes';

/** Extensions that the forms use. Those of urn:munan are ours and described in docs/forms.md. */
export const marks = {
  /** [FHIR R4 extension-translation] on the `_` twin of a string: lang, content. */
  translation: 'http://hl7.org/fhir/StructureDefinition/translation',
  /** [FHIR R4 ordinalValue] weight of an answer option. */
  ordinal: 'http://hl7.org/fhir/StructureDefinition/ordinalValue',
  /** [SDC 3.0 observation-based extraction] the answer becomes an Observation with the item's code. */
  observation: 'http://hl7.org/fhir/uv/sdc/StructureDefinition/sdc-questionnaire-observationExtract',
  /** [FHIR R4 minValue, maxValue, maxDecimalPlaces, questionnaire-unit, questionnaire-optionExclusive] */
  least: 'http://hl7.org/fhir/StructureDefinition/minValue',
  most: 'http://hl7.org/fhir/StructureDefinition/maxValue',
  decimals: 'http://hl7.org/fhir/StructureDefinition/maxDecimalPlaces',
  unit: 'http://hl7.org/fhir/StructureDefinition/questionnaire-unit',
  /** An option that goes with no other of the same item ("none of these"). */
  exclusive: 'http://hl7.org/fhir/StructureDefinition/questionnaire-optionExclusive',
  /** On a read-only item: valueCode `weights` (sum of the weights chosen) or `numbers` (sum of the integers above). */
  total: 'urn:munan:fhir:total',
  /** On the total: from (points, inclusive), text, flagged, grave. The highest `from` that is reached holds. */
  band: 'urn:munan:fhir:band',
  /** valueBoolean on an answer option: worth the doctor's eye. On a boolean item: which of its answers is. */
  flagged: 'urn:munan:fhir:flagged',
  /** On a number: from this value on, and down from this value, it is worth the doctor's eye. */
  flaggedFrom: 'urn:munan:fhir:flagged-from',
  flaggedTo: 'urn:munan:fhir:flagged-to',
  /** valueBoolean beside `flagged`: cannot wait; comes before all else. */
  grave: 'urn:munan:fhir:grave',
} as const;

/** Where something of a form lies, read as what it may hold. */
type Marked = { extension?: readonly Extension[] } | undefined;

export function findMark(element: unknown, url: string): Extension | undefined {
  const extensions = (element as Marked)?.extension;
  return Array.isArray(extensions) ? extensions.find((extension) => extension?.url === url) : undefined;
}
export function findMarks(element: unknown, url: string): Extension[] {
  const extensions = (element as Marked)?.extension;
  return Array.isArray(extensions) ? extensions.filter((extension) => extension?.url === url) : [];
}
/** Integer or decimal of an extension. */
export function findNumber(element: unknown, url: string): number | undefined {
  const mark = findMark(element, url);
  return mark?.valueInteger ?? mark?.valueDecimal;
}
