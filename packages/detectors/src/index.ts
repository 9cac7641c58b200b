export * from './fall/features.ts';
export * from './fall/judge.ts';
export * from './fall/trigger.ts';
