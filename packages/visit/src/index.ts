/** The visit, pure: forms and what is filled in on them, the day and its order, and how what two people wrote is merged. */
export * from './day/day.ts';
export * from './forms/forms.ts';
export * from './merge/facts.ts';
export * from './merge/fields.ts';
export * from './merge/merge.ts';
export * from './merge/same.ts';
export * from './own-range.ts';
export * from './reading/form-reading.ts';
