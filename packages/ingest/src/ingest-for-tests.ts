import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodePacket, encodePacket, guessFormat, type OutgoingPacket, toPacket } from '@munan/devices';
import type { Packet } from '@munan/flow';
import { type Clock, type Database, ManualClock, openDatabase, silentLog } from '@munan/runtime';
import { type Ingest, ingestMigrations, type LogItem, openIngest, type PacketLog } from './index.ts';

export const start = Date.UTC(2026, 10, 22, 9);

interface LogTables {
  tested_packet: { device: string; seq: number; payload: Uint8Array };
}

/** A packet log over a real table, small; it can be told to fail. */
export class TestedLog implements PacketLog {
  readonly #database: Database<LogTables>;
  /** Set to make commits fail. */
  broken: ((items: readonly LogItem[]) => boolean) | undefined;
  commits = 0;

  constructor(database: Database) {
    this.#database = database as Database<LogTables>;
  }

  async append(items: readonly LogItem[]) {
    if (this.broken?.(items)) throw new Error('the disk is full');
    const rows = items.map(({ packet, payload }) => [packet.device, packet.seq, payload] as const);
    const stored = await this.#database.append('tested_packet', ['device', 'seq', 'payload'], rows, ['device', 'seq']);
    this.commits += 1;
    return Promise.all(
      items.map(async ({ packet, payload }, index) => {
        if (stored[index]) return 'stored' as const;
        const kept = await this.#find(packet.device, packet.seq);
        return kept && Buffer.compare(kept, payload) === 0 ? ('repeat' as const) : ('conflict' as const);
      }),
    );
  }

  async #find(device: string, seq: number): Promise<Uint8Array | undefined> {
    const query = this.#database.query.selectFrom('tested_packet').select('payload');
    return (await query.where('device', '=', device).where('seq', '=', seq).executeTakeFirst())?.payload;
  }

  async stored(): Promise<string[]> {
    const rows = await this.#database.query.selectFrom('tested_packet').select(['device', 'seq']).execute();
    return rows.map(({ device, seq }) => `${device}/${seq}`).sort();
  }
}

/** A minute of a wrist, measured before `sent`. */
export function minute(seq: number, sent: number, change: Partial<OutgoingPacket> = {}): OutgoingPacket {
  return {
    v: 1,
    seq,
    sent,
    battery: 80,
    worn: true,
    channels: [{ c: 'spo2', t: sent - 60_000, dt: 1000, x: new Array<number>(60).fill(97) }],
    ...change,
  };
}
export const packetBytes = (seq: number, sent = start, change: Partial<OutgoingPacket> = {}) =>
  Buffer.from(encodePacket(minute(seq, sent, change)));

export interface Tested {
  database: Database;
  log: TestedLog;
  clock: ManualClock;
  ingest: Ingest;
  committed: Packet[];
  /** Opens it again over the same database, as after a restart. */
  reopen(): Promise<Ingest>;
  close(): Promise<void>;
}

/** The room over a real database: SQLite in a folder of its own, or what `url` names. */
export async function openTested(clock: Clock = new ManualClock(start), url?: string): Promise<Tested> {
  const folder = await mkdtemp(join(tmpdir(), 'munan-ingest-'));
  const database = await openDatabase(url ?? `sqlite:${join(folder, 'test.sqlite')}`);
  await database.migrate([
    ...ingestMigrations,
    {
      name: 'tested-1',
      async up(query, types) {
        await query.schema
          .createTable('tested_packet')
          .addColumn('device', 'text')
          .addColumn('seq', types.bigint)
          .addColumn('payload', types.bytes)
          .addPrimaryKeyConstraint('tested_packet_key', ['device', 'seq'])
          .execute();
      },
    },
  ]);
  const log = new TestedLog(database);
  const committed: Packet[] = [];
  const open = () =>
    openIngest({
      database,
      packetLog: log,
      reader: { decodePacket, guessFormat, toPacket },
      clock,
      log: silentLog,
      onCommitted: (packets) => committed.push(...packets),
      groupLimits: { lingerMs: 1 },
    });
  const ingest = await open();
  return {
    database,
    log,
    clock: clock as ManualClock,
    ingest,
    committed,
    reopen: open,
    async close() {
      await ingest.close();
      await database.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}
