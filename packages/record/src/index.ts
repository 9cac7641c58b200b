/** The record: a FHIR R4 server over the house's database, and how visits, alerts and calls are written into it. */
export * from './access.ts';
export { type Archived, archiveTrail, verifyArchive } from './audit/archive.ts';
export { type Audit, openAudit } from './audit/audit.ts';
export { notedBreaks, openAuditKey, readCheckpoint } from './audit/checkpoint.ts';
export type { AuditEntry, AuditInteraction } from './audit/entry.ts';
export { auditMigrations } from './audit/migrations.ts';
export type { AuditRecord } from './audit/reading.ts';
export { type MonthlyReview, type ReviewKind, reviewFilters } from './audit/review.ts';
export { databaseSource, sqliteFileSource } from './audit/sources.ts';
export { type Verdict, verifyChain } from './audit/verify.ts';
export * from './care/answers.ts';
export * from './care/appointments.ts';
export { actionCommunication } from './care/communication.ts';
export * from './care/conflicts.ts';
export * from './care/facts.ts';
export { alertFlag } from './care/flag.ts';
export { type PersonToRecord, personPatient, userPractitioner, wornDevice } from './care/people.ts';
export * from './care/photos.ts';
export { fhirIdOf } from './care/systems.ts';
export { alertTasks } from './care/task.ts';
export { type Visit, visitResources } from './care/visit.ts';
export * from './care/visit-requests.ts';
export { type RecordedVisit, recordedVisit, visitRow } from './care/visit-row.ts';
export {
  type FoundVisit,
  findVisit,
  findVisits,
  findWholeVisits,
  type StoredVisit,
  storeVisit,
  type VisitsWanted,
  type VisitVersion,
} from './care/visits.ts';
export { publishConformance } from './conformance.ts';
export { type Agent, writeProvenance } from './corrections.ts';
export * from './fhir-record.ts';
export { recordMigrations } from './migrations.ts';
export type { OperationNeeds } from './operations/catalogue.ts';
export { type DailySummary, dailyObservation, dailyObservationId } from './operations/daily-observation.ts';
export { ExportJobs } from './operations/export-jobs.ts';
export type { Exporter, ExportNeeds } from './operations/export-routes.ts';
export * from './record.ts';
export { type ReindexOptions, reindex } from './reindex.ts';
export { type FhirRouteOptions, fhirRoutes } from './routes.ts';
export type { SubscriptionNeeds } from './subscriptions/needs.ts';
export { openSubscriptions, type Subscriptions } from './subscriptions/subscriptions.ts';
