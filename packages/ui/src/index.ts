/** Components, charts and formats that more than one screen uses. */
export * from './language/reason-sentence.ts';
export * from './language/words.tsx';
export * from './state/marks.tsx';
export * from './time/formats.ts';
export * from './time/server-clock.ts';
export * from './time/use-now.ts';
