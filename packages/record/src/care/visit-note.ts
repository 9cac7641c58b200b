import type { Appointment } from '@medplum/fhirtypes';
import { type Communication, findDateRange, type Observation, observationOf, refuse, toInstant } from '@munan/fhir';
import { type NextVisit, siteZoneOffsetMinutes, type VisitEntry } from '@munan/flow';
import { fhirIdOf, fhirText, munan } from './systems.ts';
import { remarksCode } from './visit-codes.ts';
import type { Circumstances } from './visit-vitals.ts';

/**
 * Remarks are what the nurse saw: an Observation whose value is text, so that they are found by patient, code and date
 * like all else, and have versions of their own. (Encounter has no note in R4; Communication is to somebody.)
 */
export function remarksObservation({ id, remarks }: VisitEntry, taken: Circumstances): Observation[] {
  const valueString = fhirText(remarks);
  if (valueString === undefined) return [];
  return [{ ...observationOf({ ...taken, id: fhirIdOf(id, 'remarks') }, 'exam', remarksCode), valueString }];
}

export const questionCategory = 'question';

/** What the doctor is asked is said to somebody: a Communication, which the answer names with `inResponseTo`. */
export function questionCommunication({ id, question, patient, finished }: VisitEntry, nurse: string): Communication[] {
  const contentString = fhirText(question);
  if (contentString === undefined) return [];
  return [
    {
      resourceType: 'Communication',
      id: fhirIdOf(id, 'question'),
      status: 'completed',
      category: [{ coding: [{ system: munan.asked, code: questionCategory }] }],
      subject: { reference: `Patient/${patient}` },
      encounter: { reference: `Encounter/${fhirIdOf(id)}` },
      sent: toInstant(finished),
      sender: { reference: `Practitioner/${nurse}` },
      payload: [{ contentString }],
    },
  ];
}

const dayMs = 86_400_000;
/** A promise says when she comes, not for how long: the shortest visit. */
const promisedMs = 30 * 60_000;
const zone = zoneText(siteZoneOffsetMinutes);

/**
 * The next visit: `booked` with the time that was promised; else `proposed`, from midnight to midnight of the site, which
 * is how a search by date finds a day too.
 * @throws OutcomeError resource-invalid for a date that is not in the calendar
 */
export function nextAppointment({ id, patient, next }: VisitEntry, nurse: string): Appointment[] {
  if (!next) return [];
  const { date, time } = next;
  if (!findDateRange(date, 0)) throw refuse('resource-invalid', `the next visit is on ${date}, no day of the calendar`);
  const comment = fhirText(next.note);
  const start = `${date}T${time ?? '00:00'}:00${zone}`;
  const end = new Date(Date.parse(start) + (time === undefined ? dayMs : promisedMs) + siteZoneOffsetMinutes * 60_000);
  return [
    {
      resourceType: 'Appointment',
      id: fhirIdOf(id, 'next'),
      identifier: [{ system: munan.visit, value: id }],
      status: time === undefined ? 'proposed' : 'booked',
      serviceType: [{ coding: [{ system: munan.asked, code: 'visit' }] }],
      start,
      end: end.toISOString().slice(0, 19) + zone,
      ...(time === undefined && { requestedPeriod: [{ start: date, end: date }] }),
      ...(comment && { comment }),
      supportingInformation: [{ reference: `Encounter/${fhirIdOf(id)}` }],
      participant: [
        { actor: { reference: `Patient/${patient}` }, status: time === undefined ? 'tentative' : 'accepted' },
        { actor: { reference: `Practitioner/${nurse}` }, status: 'accepted' },
      ],
    },
  ];
}

export function readNext({ status, start, comment }: Appointment): NextVisit | undefined {
  if (start === undefined || (status !== 'proposed' && status !== 'booked')) return undefined;
  const [date, time] = [start.slice(0, 10), start.slice(11, 16)];
  return { date, ...(status === 'booked' && { time }), ...(comment !== undefined && { note: comment }) };
}

function zoneText(minutes: number): string {
  const two = (value: number) => String(value).padStart(2, '0');
  const from = Math.abs(minutes);
  return `${minutes < 0 ? '-' : '+'}${two(Math.floor(from / 60))}:${two(from % 60)}`;
}
