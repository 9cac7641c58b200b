import { type Channel, samplesWidth } from '@munan/flow';
import type { Database } from '@munan/runtime';
import { type HourSummary, summarise } from './hour.ts';
import type { PacketLog } from './log.ts';
import { resolveOverlaps, type Samples } from './resolve.ts';
import { decodeSegments } from './samples-code.ts';
import { fragmentsOf, hourMs, hourOf, mergeSegments, type Segment } from './segment.ts';
import type { SeriesTables } from './tables.ts';

const summaryColumns = [
  'subject',
  'channel',
  'hour',
  'device',
  'minimum',
  'mean',
  'maximum',
  'count',
  'dt',
  'last_t',
  'last_dt',
  'last_seq',
  'last_value',
] as const;

/** Which of the larger columns a question needs. */
export type Detail = 'minutes' | 'runs' | 'samples';

export interface Hour extends Omit<HourSummary, 'minutes' | 'runs'> {
  minutes?: Uint8Array | null;
  runs?: Uint8Array;
  resolved?: Samples;
}

/**
 * The hours of a channel that touch the time from `from` until before `to`, in order of time and device: packed rows,
 * put together with packets that are not packed yet. So what is told is the same before and after packing.
 */
export async function readHours(
  database: Database,
  log: PacketLog,
  key: { subject: string; channel: Channel; from: number; to: number; device?: string | undefined },
  detail?: Detail,
): Promise<Hour[]> {
  const { subject, channel, device: only } = key;
  const from = hourOf(key.from);
  const to = hourOf(key.to - 1) + hourMs;
  // First what is not packed: what is packed between the two reads is then seen twice, which changes nothing.
  const fresh = new Map<string, { device: string; hour: number; segments: Segment[] }>();
  for (const packet of await log.unpacked(subject, from, to)) {
    for (const { channel: its, device, hour, segments } of fragmentsOf(packet)) {
      if (its !== channel || hour < from || hour >= to || (only !== undefined && device !== only)) continue;
      const name = `${hour} ${device}`;
      const known = fresh.get(name);
      if (known) known.segments.push(...segments);
      else fresh.set(name, { device, hour, segments });
    }
  }
  let packed = database.query
    .withTables<SeriesTables>()
    .selectFrom('series_hour')
    .select([...summaryColumns, ...(detail ? [detail] : [])])
    .where('subject', '=', subject)
    .where('channel', '=', channel)
    .where('hour', '>=', from)
    .where('hour', '<', to);
  if (only !== undefined) packed = packed.where('device', '=', only);
  const rows = await packed.execute();
  const hours: Hour[] = [];
  for (const row of rows as (Hour & { samples?: Uint8Array })[]) {
    if (fresh.has(`${row.hour} ${row.device}`)) continue;
    const { samples, ...hour } = row;
    if (samples) hour.resolved = resolveOverlaps(decodeSegments(channel, row.hour, samples), samplesWidth[channel]);
    hours.push(hour);
  }
  for (const { device, hour, segments } of fresh.values()) {
    const packed = await packedSegments(database, subject, channel, hour, device);
    const merged = mergeSegments(packed, mergeSegments([], segments));
    const { summary, samples } = summarise({ subject, channel, hour, device }, merged);
    hours.push({ ...summary, resolved: samples });
  }
  return hours.sort((a, b) => a.hour - b.hour || (a.device < b.device ? -1 : 1));
}

/** How many samples the packed hours of a window hold. */
export async function packedSamples(
  database: Database,
  { subject, channel, from, to }: { subject: string; channel: Channel; from: number; to: number },
): Promise<number> {
  const { samples } = await database.query
    .withTables<SeriesTables>()
    .selectFrom('series_hour')
    .select(({ fn }) => fn.sum<number | null>('count').as('samples'))
    .where('subject', '=', subject)
    .where('channel', '=', channel)
    .where('hour', '>=', hourOf(from))
    .where('hour', '<', to)
    .executeTakeFirstOrThrow();
  return samples ?? 0;
}

async function packedSegments(
  database: Database,
  subject: string,
  channel: Channel,
  hour: number,
  device: string,
): Promise<Segment[]> {
  const row = await database.query
    .withTables<SeriesTables>()
    .selectFrom('series_hour')
    .select('samples')
    .where('subject', '=', subject)
    .where('channel', '=', channel)
    .where('hour', '=', hour)
    .where('device', '=', device)
    .executeTakeFirst();
  return row ? decodeSegments(channel, hour, row.samples) : [];
}
