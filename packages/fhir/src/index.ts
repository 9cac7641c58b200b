/** FHIR R4: types, validation, the grammar of search, and every error as an OperationOutcome. */
export type {
  Bundle,
  BundleEntry,
  BundleLink,
  CapabilityStatement,
  CapabilityStatementRestResource,
  CareTeam,
  CodeableConcept,
  Coding,
  Communication,
  Condition,
  Consent,
  Device,
  Encounter,
  Extension,
  Flag,
  HumanName,
  Identifier,
  Meta,
  Observation,
  ObservationComponent,
  OperationOutcome,
  OperationOutcomeIssue,
  Organization,
  Patient,
  Period,
  Practitioner,
  Provenance,
  Quantity,
  Reference,
  RelatedPerson,
  Resource,
  Task,
} from '@medplum/fhirtypes';
export * from './compartment.ts';
export { definitions } from './definitions.ts';
export { patchByFhirPath } from './fhirpath-patch.ts';
export * from './held.ts';
export * from './instants.ts';
export * from './json.ts';
export { patchJson } from './json-patch.ts';
export { idPattern } from './meaning.ts';
export * from './outcomes.ts';
export { findProfile, heldProfiles } from './profiles/held-profiles.ts';
export { nurseLicenceSystem, nurseProfileUrl, qualificationSystem } from './profiles/own.ts';
export { type ConformanceResource, conformanceResources } from './profiles/published.ts';
export { readCriterion } from './search/criterion.ts';
export * from './search/extract.ts';
export * from './search/filter.ts';
export * from './search/numbers.ts';
export * from './search/parameters.ts';
export * from './search/request.ts';
export * from './search/text.ts';
export { type Canonical, ucumSystem } from './search/units.ts';
export type { SearchGrammar } from './search/values.ts';
export { type HeldResource, resourceTypeOf, validate, validationOutcome } from './validate.ts';
export * from './vital-signs.ts';
