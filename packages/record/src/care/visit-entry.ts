import type { Appointment, Media, QuestionnaireResponse } from '@medplum/fhirtypes';
import type { Communication, Encounter, Observation } from '@munan/fhir';
import type { VisitEntry } from '@munan/flow';
import { extensions } from './systems.ts';
import { readOccasion } from './visit-encounter.ts';
import { readResponse } from './visit-forms.ts';
import { readNext } from './visit-note.ts';
import { readPhoto } from './visit-photos.ts';
import { type RecordedVisit, recordedVisit } from './visit-row.ts';

/** Everything of a visit as it lies in the record. */
export interface VisitParts {
  encounter: Encounter;
  observations: readonly Observation[];
  responses: readonly QuestionnaireResponse[];
  media: readonly Media[];
  communications: readonly Communication[];
  appointments: readonly Appointment[];
}

/** The reverse of visitResources: what was entered, in the form that normalVisit gives it, and the row of the screens. */
export function recordedEntry(parts: VisitParts): { entry: VisitEntry; row: RecordedVisit } {
  const { encounter, observations, responses, media, communications, appointments } = parts;
  const row = recordedVisit(encounter, observations, communications);
  const { confirmed, confirmedWhy, ...occasion } = readOccasion(encounter);
  const why = { ...confirmedWhy, ...whyOf(observations) };
  const forms = responses.flatMap((response) => {
    const read = readResponse(response);
    return read ? [[read.form, read.filled] as const] : [];
  });
  const photos = media
    .flatMap((each) => readPhoto(row.id, each, observations) ?? [])
    .sort((a, b) => a.takenAt - b.takenAt || (a.id < b.id ? -1 : 1));
  const next = appointments.map(readNext).find((each) => each !== undefined);
  const { vitals, remarks, question } = row;
  const entry: VisitEntry = {
    ...occasion,
    vitals,
    ...(row.confirmed.length > 0 && { confirmed: [...row.confirmed] }),
    ...(Object.keys(why).length > 0 && { confirmedWhy: why }),
    ...(forms.length > 0 && { forms: Object.fromEntries(forms) }),
    ...(photos.length > 0 && { photos }),
    ...(remarks !== undefined && { remarks }),
    ...(question !== undefined && { question }),
    ...(next && { next }),
  };
  return { entry, row };
}

function whyOf(observations: readonly Observation[]): Record<string, string> {
  return Object.fromEntries(
    observations
      .filter(({ status }) => status !== 'entered-in-error')
      .flatMap(({ note = [] }) => note)
      .flatMap(({ extension = [], text }) => {
        const field = extension.find(({ url }) => url === extensions.confirmedField)?.valueString;
        return field !== undefined && text !== undefined ? [[field, text]] : [];
      }),
  );
}
