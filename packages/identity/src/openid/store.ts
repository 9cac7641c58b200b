import { createHash } from 'node:crypto';
import type { Clock, Database } from '@munan/runtime';
import type { OpenidTables } from './tables.ts';

/** What a kind of thing may say of itself; everything else in it is its own affair. */
export interface Stored {
  grantId?: string | undefined;
  userCode?: string | undefined;
  uid?: string | undefined;
  accountId?: string | undefined;
}

const sweepEveryMs = 10 * 60_000;
const hashOf = (id: string): string => createHash('sha256').update(id).digest('base64url');

export type OpenidStore = ReturnType<typeof openStore>;

/**
 * Short-lived things under (kind, id) in the database: codes, tokens, sessions, launches, challenges. Only a hash of the id
 * is kept. What has expired is not found, and is swept.
 */
export function openStore(database: Database, clock: Clock) {
  const query = database.query.withTables<OpenidTables>();
  let sweptAt = 0;

  async function sweep(): Promise<void> {
    const now = clock.now();
    if (now - sweptAt < sweepEveryMs) return;
    sweptAt = now;
    await query.deleteFrom('oidc_model').where('expires', '<', now).execute();
  }

  function row(kind: string, id: string, payload: object, expires: number | undefined) {
    const { grantId, userCode, uid, accountId } = payload as Stored;
    return {
      kind,
      id: hashOf(id),
      grant_id: grantId ?? null,
      user_code: userCode ?? null,
      uid: uid ?? null,
      account: accountId ?? null,
      payload: JSON.stringify(payload),
      consumed: null,
      expires: expires ?? null,
    };
  }

  type Row = Pick<OpenidTables['oidc_model'], 'payload' | 'consumed' | 'expires'>;
  function read<T>(found: Row | undefined): (T & { consumed?: number | undefined }) | undefined {
    if (!found || (found.expires !== null && found.expires <= clock.now())) return undefined;
    const payload = JSON.parse(found.payload) as T;
    const { consumed } = found;
    return { ...payload, ...(consumed === null ? {} : { consumed: Math.floor(consumed / 1000) }) };
  }
  const some = () => query.selectFrom('oidc_model').select(['payload', 'consumed', 'expires']);

  return {
    /** Writes or replaces. `expires` in Unix ms; undefined: never. */
    async put(kind: string, id: string, payload: object, expires?: number): Promise<void> {
      await sweep();
      const { kind: _kind, id: _id, consumed: _consumed, ...changed } = row(kind, id, payload, expires);
      await query
        .insertInto('oidc_model')
        .values(row(kind, id, payload, expires))
        .onConflict((conflict) => conflict.columns(['kind', 'id']).doUpdateSet(changed))
        .execute();
    },
    /** Writes what must not be there yet; false when it is, also when two try at once. */
    async putNew(kind: string, id: string, payload: object, expires?: number): Promise<boolean> {
      await sweep();
      const { numInsertedOrUpdatedRows } = await query
        .insertInto('oidc_model')
        .values(row(kind, id, payload, expires))
        .onConflict((conflict) => conflict.columns(['kind', 'id']).doNothing())
        .executeTakeFirstOrThrow();
      return Number(numInsertedOrUpdatedRows ?? 0) > 0;
    },
    async find<T>(kind: string, id: string): Promise<(T & { consumed?: number | undefined }) | undefined> {
      return read<T>(await some().where('kind', '=', kind).where('id', '=', hashOf(id)).executeTakeFirst());
    },
    async findBy<T>(kind: string, column: 'uid' | 'user_code', value: string) {
      return read<T>(await some().where('kind', '=', kind).where(column, '=', value).executeTakeFirst());
    },
    /** Uses it up; false when it was already, or is gone. Of two at once one gets true. */
    async consume(kind: string, id: string): Promise<boolean> {
      const { numUpdatedRows } = await query
        .updateTable('oidc_model')
        .set({ consumed: clock.now() })
        .where('kind', '=', kind)
        .where('id', '=', hashOf(id))
        .where('consumed', 'is', null)
        .executeTakeFirstOrThrow();
      return numUpdatedRows > 0n;
    },
    /** Finds and removes in one step: of two who ask at once one gets it. */
    async take<T>(kind: string, id: string): Promise<T | undefined> {
      const found = await query
        .deleteFrom('oidc_model')
        .where('kind', '=', kind)
        .where('id', '=', hashOf(id))
        .returning(['payload', 'consumed', 'expires'])
        .executeTakeFirst();
      return read<T>(found);
    },
    async remove(kind: string, id: string): Promise<void> {
      await query.deleteFrom('oidc_model').where('kind', '=', kind).where('id', '=', hashOf(id)).execute();
    },
    async removeByUid(kind: string, uid: string): Promise<void> {
      await query.deleteFrom('oidc_model').where('kind', '=', kind).where('uid', '=', uid).execute();
    },
    async removeGrant(kind: string, grantId: string): Promise<void> {
      await query.deleteFrom('oidc_model').where('kind', '=', kind).where('grant_id', '=', grantId).execute();
    },
    async removeOf(kind: string, account: string): Promise<void> {
      await query.deleteFrom('oidc_model').where('kind', '=', kind).where('account', '=', account).execute();
    },
  };
}
