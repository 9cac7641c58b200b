/**
 * Forms are FHIR Questionnaires, kept as data in questionnaires/*.json; what is here reads them and what was filled in
 * on them. See docs/forms.md.
 */
export type { Questionnaire, QuestionnaireItem } from '@medplum/fhirtypes';
export * from './asked.ts';
export * from './check.ts';
export * from './flagged.ts';
export * from './for-person.ts';
export { findMark, findMarks, findNumber, marks } from './marks.ts';
export * from './questionnaires.ts';
export * from './total.ts';
export * from './words.ts';
