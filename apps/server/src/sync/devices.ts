import { randomBytes, randomUUID } from 'node:crypto';
import type { SyncDeviceAnswer, SyncDeviceRow } from '@munan/flow';
import type { Clock, Database } from '@munan/runtime';
import type { SyncTables } from './tables.ts';

const keyBytes = 32;
/** A device that shows itself as ever new ones is a mistake or an attack. */
const mostDevicesOfUser = 200;

/** Why a device is not served. */
export class SyncDeviceError extends Error {
  readonly code: 'device-unknown' | 'device-wiped' | 'too-many-devices';
  readonly statusCode: number;
  constructor(code: SyncDeviceError['code']) {
    super(
      {
        'device-unknown': 'this device is not enrolled for this user; enrol it first (POST /api/sync/device)',
        'device-wiped': 'the manager asked for what is on this device to be erased',
        'too-many-devices': `one user has at most ${mostDevicesOfUser} devices`,
      }[code],
    );
    this.code = code;
    this.statusCode = { 'device-unknown': 404, 'device-wiped': 410, 'too-many-devices': 409 }[code];
  }
}

/** The nurses' devices: who has enrolled which, the key of each, and which must erase themselves. */
export function openSyncDevices(database: Database, clock: Clock, userName: (id: string) => string | undefined) {
  const tables = (query: Pick<Database['query'], 'withTables'> = database.query) => query.withTables<SyncTables>();

  const find = (id: string, user: string) =>
    tables().selectFrom('sync_device').selectAll().where('id', '=', id).where('user_id', '=', user).executeTakeFirst();

  /** It hears by this answer that it must erase itself. */
  async function refuseWiped(id: string, user: string): Promise<never> {
    await tables()
      .updateTable('sync_device')
      .set({ wipe_done: clock.now() })
      .where('id', '=', id)
      .where('user_id', '=', user)
      .where('wipe_done', 'is', null)
      .execute();
    throw new SyncDeviceError('device-wiped');
  }

  const rowOf = (row: SyncTables['sync_device']): SyncDeviceRow => ({
    id: row.id,
    name: row.name,
    user: { id: row.user_id, name: userName(row.user_id) ?? row.user_id },
    enrolled: row.enrolled,
    lastContact: row.last_contact,
    clockErrorMs: row.clock_error_ms,
    ...(row.wipe_at !== null && {
      wipe: {
        at: row.wipe_at,
        by: row.wipe_by === null ? '' : (userName(row.wipe_by) ?? row.wipe_by),
        ...(row.wipe_done !== null && { done: row.wipe_done }),
      },
    }),
  });

  const rowsOf = async (id: string): Promise<SyncDeviceRow[]> =>
    (
      await tables()
        .selectFrom('sync_device')
        .selectAll()
        .where('id', '=', id)
        .orderBy('last_contact', 'desc')
        .orderBy('user_id')
        .execute()
    ).map(rowOf);

  return {
    /** Enrols, or knows it again and gives the same key. @throws SyncDeviceError */
    async enrol(user: string, name: string, device?: string): Promise<SyncDeviceAnswer> {
      const now = clock.now();
      const before = device === undefined ? undefined : await find(device, user);
      if (before) {
        if (before.wipe_at !== null) await refuseWiped(before.id, user);
        await tables()
          .updateTable('sync_device')
          .set({ name, last_contact: now })
          .where('id', '=', before.id)
          .where('user_id', '=', user)
          .execute();
        return { now, device: before.id, key: before.key };
      }
      const id = device ?? randomUUID();
      const own = await tables()
        .selectFrom('sync_device')
        .select((expression) => expression.fn.countAll<number>().as('count'))
        .where('user_id', '=', user)
        .executeTakeFirstOrThrow();
      if (own.count >= mostDevicesOfUser) throw new SyncDeviceError('too-many-devices');
      // A tablet that was asked to erase itself must not come back under another user's name.
      const [others] = device === undefined ? [] : await rowsOf(device);
      if (others?.wipe) throw new SyncDeviceError('device-wiped');
      await tables()
        .insertInto('sync_device')
        .values({
          ...{ id, user_id: user, name, key: randomBytes(keyBytes).toString('base64') },
          ...{ enrolled: now, last_contact: now, clock_error_ms: 0 },
          ...{ wipe_at: null, wipe_by: null, wipe_done: null },
        })
        // Two tabs at once: the key that came first is the key.
        .onConflict((conflict) => conflict.columns(['id', 'user_id']).doNothing())
        .execute();
      const enrolled = await find(id, user);
      if (!enrolled) throw new SyncDeviceError('device-unknown');
      return { now, device: id, key: enrolled.key };
    },

    /** A device of this user asks. `sent`: what its own clock says. @throws SyncDeviceError */
    async contact(device: string, user: string, sent?: number): Promise<void> {
      const found = await find(device, user);
      if (!found) throw new SyncDeviceError('device-unknown');
      if (found.wipe_at !== null) await refuseWiped(device, user);
      const now = clock.now();
      await tables()
        .updateTable('sync_device')
        .set({ last_contact: now, ...(sent !== undefined && { clock_error_ms: clockErrorMs(sent, now) }) })
        .where('id', '=', device)
        .where('user_id', '=', user)
        .execute();
    },

    /** Most recent contact first; a device that two nurses use is there twice. */
    async list(): Promise<SyncDeviceRow[]> {
      const rows = await tables()
        .selectFrom('sync_device')
        .selectAll()
        .orderBy('last_contact', 'desc')
        .orderBy('id')
        .orderBy('user_id')
        .execute();
      return rows.map(rowOf);
    },

    /** The whole device, whoever uses it: it is the device that was lost. */
    async wipe(id: string, by: string): Promise<SyncDeviceRow[]> {
      await tables()
        .updateTable('sync_device')
        .set({ wipe_at: clock.now(), wipe_by: by, wipe_done: null })
        .where('id', '=', id)
        .where('wipe_at', 'is', null)
        .execute();
      return rowsOf(id);
    },

    /** Found again: it may be enrolled, and is given its key. */
    async allow(id: string): Promise<SyncDeviceRow[]> {
      await tables()
        .updateTable('sync_device')
        .set({ wipe_at: null, wipe_by: null, wipe_done: null })
        .where('id', '=', id)
        .execute();
      return rowsOf(id);
    },
  };
}

/** What a device says may be anything; the column holds whole milliseconds of any clock there could be. */
function clockErrorMs(sent: number, now: number): number {
  const most = 1e14;
  return Math.round(Math.max(-most, Math.min(most, sent - now)));
}
