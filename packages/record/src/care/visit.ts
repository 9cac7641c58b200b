import type { Appointment, Media, QuestionnaireResponse } from '@medplum/fhirtypes';
import type { Communication, Encounter, Observation } from '@munan/fhir';
import type { PartialNews2, VisitEntry } from '@munan/flow';
import { flaggedAnswers } from '@munan/visit';
import { houseForms } from './house-forms.ts';
import { claimObservation } from './krcore.ts';
import { extensions, fhirIdOf } from './systems.ts';
import { fieldsOfObservation, type ObservationName, observationNames } from './visit-codes.ts';
import { confirmedTag, visitEncounter } from './visit-encounter.ts';
import { type FormBook, formResources } from './visit-forms.ts';
import { normalVisit } from './visit-normal.ts';
import { nextAppointment, questionCommunication, remarksObservation } from './visit-note.ts';
import { type PhotoContent, photoResources } from './visit-photos.ts';
import { news2Observation, vitalObservations } from './visit-vitals.ts';

/** A visit as it is to be recorded. */
export interface Visit {
  entry: VisitEntry;
  /** User id of the nurse who was there; her Practitioner has the same id. */
  nurse: string;
  /** Worked out elsewhere from the entry. */
  news2?: PartialNews2;
  /** SpO2 was judged on scale 2 for `news2`. */
  spo2Scale2?: boolean;
  /** User id of who writes this version, where that is not the nurse (a decision about a conflict). */
  by?: string;
  /** When it was entered, Unix ms; absent: `entry.finished`. */
  at?: number;
  /** Why, of a correction after signing. */
  reason?: string;
}

/** Everything that a visit is in FHIR. */
export type VisitResource = Encounter | Observation | QuestionnaireResponse | Media | Communication | Appointment;

export interface Around {
  /** Forms that are known; absent: those of the house. */
  book?: FormBook;
  /** What is known of the bytes of a picture that have come. */
  contentOf?: (photo: string) => PhotoContent | undefined;
}

/**
 * A visit as FHIR: an Encounter of class HH; an Observation for each thing found, remarks among them; for each form a
 * QuestionnaireResponse and what is extracted from it; for each picture Media; a Communication for what the doctor is
 * asked; an Appointment for the next visit. Their ids follow from the visit's: sent twice, it is stored once.
 * @throws OutcomeError resource-invalid, period-reversed
 */
export function visitResources(
  visit: Visit,
  { book = houseForms, contentOf = () => undefined }: Around = {},
): VisitResource[] {
  const { nurse } = visit;
  const entry = normalVisit(visit.entry);
  const { id, patient, state, finished, measured = finished } = entry;
  const noted = { patient, at: finished, performer: nurse, encounter: fhirIdOf(id) };
  const taken = { ...noted, at: measured };
  const found = vitalObservations(entry, taken);
  const vitals = [...found, ...news2Observation(id, visit, taken, found)];
  const forms = formResources(entry, noted, book);
  const photos = photoResources(entry, noted, contentOf);
  const notes = [...remarksObservation(entry, noted), ...forms.observations, ...photos.observations];
  // Before the nurse says so nothing is final: of the note not before she has signed.
  if (state === 'open') for (const observation of vitals) observation.status = 'preliminary';
  if (state !== 'signed') for (const observation of notes) observation.status = 'preliminary';
  const why = new Map(Object.entries(entry.confirmedWhy ?? {}));
  const confirmed = new Set(entry.confirmed);
  for (const observation of vitals) noteConfirmed(id, observation, confirmed, why);
  return [
    visitEncounter(entry, nurse, Object.fromEntries(why), flaggedIn(entry, book)),
    ...[...vitals, ...notes].map(claimObservation),
    ...forms.responses,
    ...photos.media,
    ...questionCommunication(entry, nurse),
    ...nextAppointment(entry, nurse),
  ];
}

/** How many answers are worth a doctor's eye, of the forms that are known. */
function flaggedIn({ forms = {} }: VisitEntry, book: FormBook): number {
  return Object.entries(forms).reduce((sum, [id, { version, answers }]) => {
    const form = book.find(id, version);
    return form ? sum + flaggedAnswers(form, answers).length : sum;
  }, 0);
}

/** Names of confirmed fields, and why, onto the Observation that holds the field; takes the reasons that it writes. */
function noteConfirmed(
  id: string,
  observation: Observation,
  confirmed: ReadonlySet<string>,
  why: Map<string, string>,
): void {
  const fields = fieldsIn(id, observation);
  const names = fields.filter((name) => confirmed.has(name));
  if (names.length > 0) observation.meta = { tag: names.map(confirmedTag) };
  const notes = fields.flatMap((field) => {
    const text = why.get(field);
    why.delete(field);
    return text === undefined ? [] : [{ extension: [{ url: extensions.confirmedField, valueString: field }], text }];
  });
  if (notes.length > 0) observation.note = notes;
}

function fieldsIn(id: string, observation: Observation): readonly string[] {
  const name = observationNames.find((each) => fhirIdOf(id, each) === observation.id);
  return name ? (fieldsOfObservation[name as ObservationName] ?? []) : [];
}
