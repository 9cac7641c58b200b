import type { Appointment } from '@medplum/fhirtypes';
import type { FhirRecord, OpenQuery } from '../fhir-record.ts';
import { patientsWanted, searchAll } from './search-all.ts';
import { munan } from './systems.ts';
import { idOf } from './visit-encounter.ts';
import { readNext } from './visit-note.ts';

/** When a nurse means to come again (`next` of a visit). */
export interface NextAppointment {
  patient: string;
  nurse: string;
  /** Visit it was made at. */
  visit: string;
  /** yyyy-mm-dd at the site. */
  date: string;
  /** hh:mm; then it was promised. */
  time?: string;
  note?: string;
}
export interface AppointmentsWanted {
  patients?: readonly string[];
  /** yyyy-mm-dd at the site, both included. */
  from?: string;
  to?: string;
}

/** Soonest first; of several of a person all are told: the newest visit's counts. */
export async function findAppointments(
  record: FhirRecord,
  { patients, from, to }: AppointmentsWanted,
  query?: OpenQuery,
): Promise<NextAppointment[]> {
  const parameters: [string, string][] = [['status', 'proposed,booked']];
  if (from !== undefined) parameters.push(['date', `ge${from}`]);
  if (to !== undefined) parameters.push(['date', `le${to}`]);
  const references = patients && { patient: patientsWanted(patients) };
  const wanted = { type: 'Appointment' as const, parameters, ...(references && { references }) };
  const found = await searchAll<Appointment>(record, wanted, query);
  return found
    .flatMap(({ resource }) => readAppointment(resource) ?? [])
    .sort((a, b) => (`${a.date} ${a.time ?? '~'}` < `${b.date} ${b.time ?? '~'}` ? -1 : 1));
}

function readAppointment(appointment: Appointment): NextAppointment | undefined {
  const next = readNext(appointment);
  const visit = appointment.identifier?.find(({ system }) => system === munan.visit)?.value;
  const actor = (type: string) =>
    idOf(appointment.participant.find((each) => each.actor?.reference?.startsWith(`${type}/`))?.actor?.reference);
  return next && visit !== undefined
    ? { patient: actor('Patient'), nurse: actor('Practitioner'), visit, ...next }
    : undefined;
}
