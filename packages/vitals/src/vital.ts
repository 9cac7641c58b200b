/** What is known of one thing that can be measured. */
export interface Vital {
  code: string;
  /** LOINC code; the FHIR R4 vital-signs profiles fix it where they know the vital. */
  loinc?: string;
  loincDisplay?: string;
  /** UCUM unit. */
  unit: string;
  /** ISO/IEEE 11073-10101 reference code. */
  mdc?: number;
  /** What a sensor can honestly report; outside it is an artefact, not a patient. In `unit`. */
  plausible: { min: number; max: number };
  /** Smallest step that means something, in `unit`. */
  precision: number;
  /**
   * How long after its moment a sample may arrive and still be judged live, ms.
   * What comes later is history: it fills the series and raises no live alarm.
   */
  latenessMs: number;
}
const minuteMs = 60_000;
export const defaultLatenessMs = 10 * minuteMs;
/** A fall or a pressed button is worth a call for longer: the person may still lie there. */
export const eventLatenessMs = 60 * minuteMs;
