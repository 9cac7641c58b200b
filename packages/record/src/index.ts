/** The record: a FHIR R4 server over the house's database, and how visits, alerts and calls are written into it. */
export * from './access.ts';
export { actionCommunication } from './care/communication.ts';
export { alertFlag } from './care/flag.ts';
export { type PersonToRecord, personPatient, userPractitioner, wornDevice } from './care/people.ts';
export { fhirIdOf } from './care/systems.ts';
export { alertTasks } from './care/task.ts';
export { type Visit, visitResources } from './care/visit.ts';
export { type RecordedVisit, recordedVisit, visitRow } from './care/visit-row.ts';
export { findVisits, type StoredVisit, storeVisit, type VisitsWanted } from './care/visits.ts';
export * from './fhir-record.ts';
export type { AccessFilter } from './filter-sql.ts';
export { recordMigrations } from './migrations.ts';
export * from './record.ts';
export { type FhirRouteOptions, fhirRoutes } from './routes.ts';
