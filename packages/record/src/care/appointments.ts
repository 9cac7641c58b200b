import type { FhirRecord, OpenQuery } from '../fhir-record.ts';

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
  _record: FhirRecord,
  _wanted: AppointmentsWanted,
  _query?: OpenQuery,
): Promise<NextAppointment[]> {
  throw new Error('being built');
}
