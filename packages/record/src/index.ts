/** The record: a FHIR R4 server over the house's database. */
export * from './access.ts';
export * from './fhir-record.ts';
export * from './record.ts';
export { type FhirRouteOptions, fhirRoutes } from './routes.ts';
export type { AccessFilter } from './search-sql.ts';
export { recordMigrations } from './tables.ts';
