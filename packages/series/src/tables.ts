import { type Generated, identity, type Migration, sql } from '@munan/runtime';

/** The durable log: every packet once, as it was received. Its position is what replay counts in. */
export interface PacketTable {
  position: Generated<number>;
  device: string;
  seq: number;
  subject: string | null;
  received: number;
  clock_offset: number;
  format: 'cbor' | 'json';
  /** First and one-past-last ms that the packet speaks of. */
  span_from: number;
  span_to: number;
  /** 0: still to be packed. 1: its samples are in series_hour. 2: could not be read again; kept for a person to look at. */
  packed: Generated<number>;
  payload: Uint8Array;
}

/** One hour of one channel of one device on one subject. */
export interface HourTable {
  subject: string;
  channel: string;
  /** Start, Unix ms. */
  hour: number;
  device: string;
  /** Of the resolved samples; null when there is none, and for acceleration. */
  minimum: number | null;
  mean: number | null;
  maximum: number | null;
  count: number;
  /** Longest period of a sample, ms. */
  dt: number;
  /** The newest sample that is not missing: time, period, seq and value (null for acceleration). */
  last_t: number | null;
  last_dt: number | null;
  last_seq: number | null;
  last_value: number | null;
  /** Segments, see samples-code.ts. */
  samples: Uint8Array;
  /** 60 times min, sum, max, count, see minutes.ts; null for acceleration. */
  minutes: Uint8Array | null;
  /** Stretches that are covered by samples, see runs.ts. */
  runs: Uint8Array;
}

export type SeriesTables = { packet: PacketTable; series_hour: HourTable };

export const seriesMigrations: readonly Migration[] = [
  {
    name: 'series-1-packet',
    async up(query, types) {
      await query.schema
        .createTable('packet')
        .addColumn('position', identity(types))
        .addColumn('device', 'text', (column) => column.notNull())
        .addColumn('seq', types.bigint, (column) => column.notNull())
        .addColumn('subject', 'text')
        .addColumn('received', types.bigint, (column) => column.notNull())
        .addColumn('clock_offset', types.double, (column) => column.notNull())
        .addColumn('format', 'text', (column) => column.notNull())
        .addColumn('span_from', types.bigint, (column) => column.notNull())
        .addColumn('span_to', types.bigint, (column) => column.notNull())
        .addColumn('packed', 'integer', (column) => column.notNull().defaultTo(0))
        .addColumn('payload', types.bytes, (column) => column.notNull())
        .addUniqueConstraint('packet_device_seq', ['device', 'seq'])
        .execute();
      // Both engines use a partial index only where the query says its condition literally. That `packed` is also its
      // first column makes SQLite prefer it to packet_subject, which holds a week.
      await sql`create index packet_unpacked on packet (packed, subject, span_to) where packed = 0`.execute(query);
      await query.schema.createIndex('packet_subject').on('packet').columns(['subject', 'span_to']).execute();
    },
  },
  {
    name: 'series-2-hour',
    async up(query, types) {
      await query.schema
        .createTable('series_hour')
        .addColumn('subject', 'text', (column) => column.notNull())
        .addColumn('channel', 'text', (column) => column.notNull())
        .addColumn('hour', types.bigint, (column) => column.notNull())
        .addColumn('device', 'text', (column) => column.notNull())
        .addColumn('minimum', types.double)
        .addColumn('mean', types.double)
        .addColumn('maximum', types.double)
        .addColumn('count', types.bigint, (column) => column.notNull())
        .addColumn('dt', types.double, (column) => column.notNull())
        .addColumn('last_t', types.double)
        .addColumn('last_dt', types.double)
        .addColumn('last_seq', types.bigint)
        .addColumn('last_value', types.double)
        .addColumn('minutes', types.bytes)
        .addColumn('runs', types.bytes, (column) => column.notNull())
        .addColumn('samples', types.bytes, (column) => column.notNull())
        .addPrimaryKeyConstraint('series_hour_key', ['subject', 'channel', 'hour', 'device'])
        .execute();
    },
  },
];
