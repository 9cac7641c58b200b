/** The record: a FHIR R4 server over the house's database. */
export * from './record.ts';
export type { AccessFilter } from './search-sql.ts';
export { recordMigrations } from './tables.ts';
