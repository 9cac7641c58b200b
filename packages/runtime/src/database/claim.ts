import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { withoutPassword } from './postgres.ts';

/** The key of the lock that a server holds for as long as it lives; advisory locks are of one database. */
const serverLock = 0x6d756e616f;
const patienceMs = 5000;
const retryMs = 500;

export interface Claim {
  release(): Promise<void>;
}

/**
 * Claims a database for one server: two that watch the same people would raise every alarm twice. SQLite's file is
 * locked by its opening; PostgreSQL would let both in. The claim is held by a connection of its own, so that it ends with
 * the process, however that ends; when the database restarts, it is taken again.
 * @param onTaken another server got in while the database was away; this one must stop
 * @throws Error in one line when another process holds the claim, also after 5 s (a killed server's ends late)
 */
export async function claimDatabase(url: string, onTaken: (reason: Error) => void): Promise<Claim> {
  if (!/^postgres(ql)?:\/\//.test(url)) return { async release() {} };
  let released = false;
  let holder: pg.Client | undefined;

  /** @returns false when another holds it */
  const take = async (): Promise<boolean> => {
    // A server whose machine vanished must not hold its claim for the two hours that TCP waits by itself.
    const options = '-c tcp_keepalives_idle=10 -c tcp_keepalives_interval=5 -c tcp_keepalives_count=3';
    const client = new pg.Client({ connectionString: url, keepAlive: true, options });
    client.on('error', () => {});
    await client.connect();
    const { rows } = await client.query<{ held: boolean }>('select pg_try_advisory_lock($1) as held', [serverLock]);
    if (!rows[0]?.held || released) {
      await client.end();
      return released;
    }
    holder = client;
    client.once('end', () => {
      if (!released) void takeAgain();
    });
    return true;
  };
  const inUse = () =>
    new Error(`the database ${withoutPassword(url)} is in use by another Munan server; stop that one first`);
  const takeAgain = async (): Promise<void> => {
    let refusedMs = 0;
    while (!released) {
      const held = await take().catch(() => undefined);
      if (held) return;
      // Not reachable is waited for; held by another is believed when it lasts.
      refusedMs = held === false ? refusedMs + retryMs : 0;
      if (refusedMs > patienceMs) return onTaken(inUse());
      await wait(retryMs, undefined, { ref: false });
    }
  };

  for (let waited = 0; !(await take()); waited += retryMs) {
    if (waited >= patienceMs) throw inUse();
    await wait(retryMs);
  }
  return {
    async release() {
      released = true;
      await holder?.end().catch(() => {}); // its connection may be gone with the database
    },
  };
}
