/**
 * The time series: a durable log of packets, packed hour by hour, with minutes, hours and days to look at. It speaks of
 * subjects and channels; what they mean is others' affair.
 */
export type { Latest } from './latest.ts';
export type { Appended, Decode, LoggedPacket, LogItem, PacketFormat, PacketQuery } from './log.ts';
export type { Packed } from './pack.ts';
export * from './series.ts';
export { seriesMigrations } from './tables.ts';
export type { Resolution, SeriesWindow, WindowQuery } from './window.ts';
