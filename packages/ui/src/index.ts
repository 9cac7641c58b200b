/** Components, charts and formats that more than one screen uses. */

export * from './chart/band.ts';
export * from './chart/chart-data.ts';
export * from './chart/day-chart.tsx';
export * from './chart/day-chart-data.ts';
export * from './chart/series-chart.tsx';
export * from './conflict/conflict-card.tsx';
export * from './conflict/conflict-field.ts';
export * from './language/fetched-words.ts';
export * from './language/reason-sentence.ts';
export * from './language/words.tsx';
export * from './line/line.ts';
export * from './state/marks.tsx';
export * from './time/formats.ts';
export * from './time/server-clock.ts';
export * from './time/use-now.ts';
export * from './visit/news2-chip.tsx';
export * from './visit/visit-values.tsx';
export * from './visit/vital-marks.ts';
export * from './window/window.tsx';
