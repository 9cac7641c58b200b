/**
 * The messages that pass through the house, one way:
 * packet (readings, events) -> finding -> alert -> action -> entry.
 * One schema each; the type is derived from the schema. Times are Unix milliseconds, UTC.
 * The words used here are explained in docs/glossary.md.
 */
export * from './access-screens.ts';
export * from './action.ts';
export * from './alert.ts';
export * from './audit-review.ts';
export * from './entry.ts';
export * from './finding.ts';
export * from './message.ts';
export * from './plan.ts';
export * from './reading.ts';
export * from './reason.ts';
export * from './response-screens.ts';
export * from './rules.ts';
export * from './screens.ts';
export * from './sign-in.ts';
export * from './site.ts';
export * from './sync.ts';
export * from './sync-figures.ts';
export * from './topics.ts';
export * from './visit-screens.ts';
export * from './watch-screens.ts';
