import type { Channel } from '@munan/flow';
import { type Database, type Kysely, sql } from '@munan/runtime';
import { type HourKey, summarise } from './hour.ts';
import { notPacked, type PacketLog, packetColumns } from './log.ts';
import { decodeSegments, encodeSegments } from './samples-code.ts';
import { fragmentsOf, hourOf, mergeSegments, type Segment } from './segment.ts';
import type { HourTable, SeriesTables } from './tables.ts';

type Query = Kysely<SeriesTables>;

function tablesOf(query: Kysely<unknown>): Query {
  return query.withTables<SeriesTables>();
}

export interface PackOptions {
  now: number;
  /** A packet is packed when its last hour ended so long ago. */
  graceMs: number;
  /** A packed packet leaves the log so long after it was received. */
  retentionMs: number;
}

export interface Packed {
  packets: number;
  hours: number;
  deleted: number;
}

const packetsAtOnce = 300;
const hoursAtOnce = 200;
const deletedAtOnce = 1000;

interface Batch {
  /** The next batch begins with this subject: those before it have nothing finished left. */
  nextSubject: string;
  packed: number[];
  unreadable: number[];
  rows: HourTable[];
}

/**
 * Moves the samples of finished packets from the log into hour rows, some hundred packets at a time. The rows and the
 * mark on the packets are one transaction: killed between any two steps, the next run goes on where this one was.
 */
export async function pack(database: Database, log: PacketLog, options: PackOptions): Promise<Packed> {
  const done: Packed = { packets: 0, hours: 0, deleted: 0 };
  const finished = hourOf(options.now - options.graceMs);
  // What nobody wore belongs to no hour row and only waits for the end of its retention.
  await tablesOf(database.query)
    .updateTable('packet')
    .set({ packed: 1 })
    .where('packed', '=', notPacked)
    .where('subject', 'is', null)
    .where('span_to', '<=', finished)
    .execute();
  for (let subject = ''; ; ) {
    const batch = await packSome(database, log, finished, subject);
    subject = batch.nextSubject;
    done.packets += batch.packed.length;
    done.hours += batch.rows.length;
    if (batch.packed.length + batch.unreadable.length < packetsAtOnce) break;
  }
  done.deleted = await deleteOld(database, options.now - options.retentionMs);
  return done;
}

async function packSome(database: Database, log: PacketLog, finished: number, subject: string): Promise<Batch> {
  if (database.engine === 'sqlite') {
    // One process, one packer: the slow part stays outside the transaction, so that appends need not wait for it.
    const batch = await prepare(tablesOf(database.query), log, finished, subject);
    if (batch.packed.length + batch.unreadable.length > 0) {
      await database.transaction((query) => write(tablesOf(query), batch));
    }
    return batch;
  }
  return database.transaction(async (query) => {
    await sql`select pg_advisory_xact_lock(hashtext('munan series pack'))`.execute(query);
    const batch = await prepare(tablesOf(query), log, finished, subject);
    await write(tablesOf(query), batch);
    return batch;
  });
}

async function prepare(query: Query, log: PacketLog, finished: number, subject: string): Promise<Batch> {
  const packets = await query
    .selectFrom('packet')
    .select(packetColumns)
    .where('packed', '=', notPacked)
    .where('subject', '>=', subject)
    .where('span_to', '<=', finished)
    .orderBy('subject')
    .orderBy('span_to')
    .limit(packetsAtOnce)
    .execute();
  const batch: Batch = { nextSubject: packets.at(-1)?.subject ?? subject, packed: [], unreadable: [], rows: [] };
  const hours = new Map<string, { key: HourKey; segments: Segment[] }>();
  for (const row of packets) {
    const packet = log.read(row);
    if (!packet) {
      batch.unreadable.push(row.position);
      continue;
    }
    batch.packed.push(row.position);
    for (const { segments, ...key } of fragmentsOf(packet)) {
      const name = JSON.stringify([key.subject, key.device, key.channel, key.hour]);
      const hour = hours.get(name);
      if (hour) hour.segments.push(...segments);
      else hours.set(name, { key, segments });
    }
  }
  for (const { key, segments } of hours.values()) {
    const known = await knownSegments(query, key);
    const merged = mergeSegments(known, mergeSegments([], segments));
    const { summary } = summarise(key, merged);
    batch.rows.push({ ...summary, samples: await encodeSegments(key.channel, key.hour, merged) });
  }
  return batch;
}

async function knownSegments(query: Query, key: HourKey): Promise<Segment[]> {
  const row = await query
    .selectFrom('series_hour')
    .select('samples')
    .where('subject', '=', key.subject)
    .where('channel', '=', key.channel)
    .where('hour', '=', key.hour)
    .where('device', '=', key.device)
    .executeTakeFirst();
  return row ? decodeSegments(key.channel as Channel, key.hour, row.samples) : [];
}

async function write(query: Query, { rows, packed, unreadable }: Batch): Promise<void> {
  for (let at = 0; at < rows.length; at += hoursAtOnce) {
    await query
      .insertInto('series_hour')
      .values(rows.slice(at, at + hoursAtOnce))
      .onConflict((conflict) =>
        conflict.columns(['subject', 'channel', 'hour', 'device']).doUpdateSet((row) => ({
          minimum: row.ref('excluded.minimum'),
          mean: row.ref('excluded.mean'),
          maximum: row.ref('excluded.maximum'),
          count: row.ref('excluded.count'),
          dt: row.ref('excluded.dt'),
          last_t: row.ref('excluded.last_t'),
          last_dt: row.ref('excluded.last_dt'),
          last_seq: row.ref('excluded.last_seq'),
          last_value: row.ref('excluded.last_value'),
          minutes: row.ref('excluded.minutes'),
          runs: row.ref('excluded.runs'),
          samples: row.ref('excluded.samples'),
        })),
      )
      .execute();
  }
  for (const [positions, mark] of [
    [packed, 1],
    [unreadable, 2],
  ] as const) {
    // biome-ignore format: one line says it
    if (positions.length > 0) {
      await query.updateTable('packet').set({ packed: mark }).where('position', 'in', positions).execute();
    }
  }
}

/** From the head of the log: packets lie in the order in which they were received. */
async function deleteOld(database: Database, before: number): Promise<number> {
  const query = tablesOf(database.query);
  let deleted = 0;
  let after = 0;
  for (;;) {
    const rows = await query
      .selectFrom('packet')
      .select(['position', 'received', 'packed'])
      .where('position', '>', after)
      .orderBy('position')
      .limit(deletedAtOnce)
      .execute();
    const old = rows.filter(({ received, packed }) => packed === 1 && received < before);
    if (old.length > 0) {
      const positions = old.map(({ position }) => position);
      await query.deleteFrom('packet').where('position', 'in', positions).execute();
      deleted += old.length;
    }
    const last = rows.at(-1);
    if (!last || last.received >= before || rows.length < deletedAtOnce) return deleted;
    after = last.position;
  }
}
