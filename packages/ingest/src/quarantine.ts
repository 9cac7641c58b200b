import { createHash } from 'node:crypto';
import type { QuarantineRow } from '@munan/flow';
import type { Database } from '@munan/runtime';
import type { Door } from './needs.ts';
import type { IngestTables } from './tables.ts';

/** A packet that was not understood, or whose name was taken by another. */
export interface Rejected {
  device: string;
  door: Door;
  received: number;
  payload: Uint8Array;
  code: string;
  detail: string;
}

const dayMs = 86_400_000;
/** What is kept of one device in one UTC day; beyond it a broken device would fill the disk. */
const keptPerDay = { packets: 200, bytes: 8 * 262_144 };

const columns = ['id', 'device', 'digest', 'door', 'received', 'bytes', 'code', 'detail', 'payload'] as const;

/** Where packets wait that could not be understood: nothing a device sent is thrown away unseen. */
export class Quarantine {
  readonly #database: Database<IngestTables>;
  readonly #kept = new Map<string, { day: number; packets: number; bytes: number }>();
  #lastId = 0;

  private constructor(database: Database<IngestTables>) {
    this.#database = database;
  }

  static async load(database: Database<IngestTables>, now: number): Promise<Quarantine> {
    const quarantine = new Quarantine(database);
    const day = Math.floor(now / dayMs);
    const rows = await database.query
      .selectFrom('quarantine')
      .where('received', '>=', day * dayMs)
      .groupBy('device')
      .select(({ fn }) => [
        'device',
        fn.countAll<number | string>().as('packets'),
        fn.sum<number | string>('bytes').as('total'),
      ])
      .execute();
    for (const { device, packets, total } of rows) {
      quarantine.#kept.set(device, { day, packets: Number(packets), bytes: Number(total) });
    }
    return quarantine;
  }

  /**
   * Keeps packets in one durable commit. The same bytes of the same device are kept once; beyond the day's measure of a
   * device they are not kept at all (the caller counts them all the same).
   */
  async keep(rejected: readonly Rejected[]): Promise<void> {
    const taken = rejected.filter((one) => this.#mayKeep(one));
    if (taken.length === 0) return;
    let stored: boolean[] = [];
    try {
      const rows = taken.map((one) => this.#row(one));
      stored = await this.#database.append('quarantine', columns, rows, ['device', 'digest']);
    } finally {
      // What is not new, or could not be stored, takes nothing of the day's measure.
      for (const [index, one] of taken.entries()) if (!stored[index]) this.#giveBack(one);
    }
  }

  #giveBack({ device, payload }: Rejected): void {
    const kept = this.#kept.get(device)!;
    kept.packets -= 1;
    kept.bytes -= payload.length;
  }

  #mayKeep({ device, received, payload }: Rejected): boolean {
    const day = Math.floor(received / dayMs);
    let kept = this.#kept.get(device);
    if (!kept || kept.day !== day) {
      kept = { day, packets: 0, bytes: 0 };
      this.#kept.set(device, kept);
    }
    if (kept.packets >= keptPerDay.packets || kept.bytes + payload.length > keptPerDay.bytes) return false;
    kept.packets += 1;
    kept.bytes += payload.length;
    return true;
  }

  #row({ device, door, received, payload, code, detail }: Rejected) {
    this.#lastId = Math.max(this.#lastId + 1, received * 1000);
    const digest = createHash('sha256').update(payload).digest('hex');
    // A text of a stranger may hold a NUL, which PostgreSQL's text cannot.
    const printable = detail.replaceAll('\0', '�');
    return [this.#lastId, device, digest, door, received, payload.length, code, printable, payload] as const;
  }

  /** Newest first. */
  async list(limit: number): Promise<QuarantineRow[]> {
    return this.#database.query
      .selectFrom('quarantine')
      .select(['id', 'device', 'door', 'received', 'bytes', 'code', 'detail'])
      .orderBy('received', 'desc')
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
  }

  async total(): Promise<number> {
    const row = await this.#database.query
      .selectFrom('quarantine')
      .select(({ fn }) => fn.countAll<number | string>().as('total'))
      .executeTakeFirstOrThrow();
    return Number(row.total);
  }

  /** The bytes of one, for whoever looks into it. */
  async findPayload(id: number): Promise<Uint8Array | undefined> {
    const row = await this.#database.query
      .selectFrom('quarantine')
      .where('id', '=', id)
      .select('payload')
      .executeTakeFirst();
    return row?.payload;
  }
}
