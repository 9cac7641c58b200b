import { createHash, randomBytes } from 'node:crypto';
import type { Role } from '@munan/flow';
import type { Clock, Database } from '@munan/runtime';
import { hashPassword, nobodysPassword, type PasswordCost, passwordCost, passwordMatches } from './passwords.ts';
import { type IdentityTables, identityMigrations } from './tables.ts';
import { openKey, personRoles, verifyToken } from './tokens.ts';
import { readWho, type Who } from './who.ts';

export class IdentityError extends Error {
  readonly code: 'user-invalid' | 'user-exists' | 'user-unknown' | 'password-weak';
  constructor(code: IdentityError['code'], message: string) {
    super(message);
    this.code = code;
  }
}

export type PasswordResult = { ok: true; who: Who } | { ok: false; waitMs: number };
export type LoginResult = { ok: true; who: Who; session: string } | { ok: false; waitMs: number };

const minuteMs = 60_000;
/** A shift is twelve hours at most; a tablet left lying logs out after two. */
const sessionIdleMs = 2 * 60 * minuteMs;
const sessionLongestMs = 12 * 60 * minuteMs;
const touchEveryMs = minuteMs;
/** Tries without delay; then each failure doubles the wait, up to a quarter of an hour. */
const freeTries = 5;
const longestWaitMs = 15 * minuteMs;
const leastPasswordLength = 10;

/** Names that nobody has, of which the failures are remembered. */
const mostStrangers = 10_000;

/** Ms to wait after so many failures. */
const waitAfter = (failures: number): number =>
  failures < freeTries ? 0 : Math.min(longestWaitMs, 1000 * 2 ** (failures - freeTries));

const hashOf = (token: string): string => createHash('sha256').update(token).digest('base64url');

export type Identity = Awaited<ReturnType<typeof openIdentity>>;

/** Users, sessions, tokens, and the links between users and people. `cost`: of new passwords; only tests ask for less. */
export async function openIdentity({
  database,
  clock,
  dataFolder,
  cost = passwordCost,
}: {
  database: Database;
  clock: Clock;
  dataFolder: string;
  cost?: PasswordCost | undefined;
}) {
  await database.migrate(identityMigrations);
  const query = database.query.withTables<IdentityTables>();
  const key = openKey(dataFolder);
  /** Somebody who does not exist is checked against this, so that the answer takes as long as for somebody who does. */
  const strangersPassword = nobodysPassword(cost);

  const known = await readWho(database);
  const users = new Map(known.users.map((who) => [who.id, who]));
  /** They may do nothing; what they did keeps their names. */
  const closed = new Map(known.closed.map((who) => [who.id, who]));
  const links = new Map<string, Set<string>>();
  /** The same the other way round: asked at every move of an alert. */
  const linked = new Map<string, Set<string>>();
  const link = (user: string, subject: string): void => {
    links.set(user, (links.get(user) ?? new Set()).add(subject));
    linked.set(subject, (linked.get(subject) ?? new Set()).add(user));
  };
  for (const { user, subject } of known.links) link(user, subject);

  /** Failures for names that nobody has: they are locked like accounts, or the lock would tell which names there are. */
  const strangers = new Map<string, { failures: number; lockedUntil: number }>();
  function waitOfStranger(id: string): number {
    const now = clock.now();
    const { failures, lockedUntil } = strangers.get(id) ?? { failures: 0, lockedUntil: 0 };
    if (lockedUntil > now) return lockedUntil - now;
    strangers.delete(id);
    strangers.set(id, { failures: failures + 1, lockedUntil: now + waitAfter(failures + 1) });
    const [oldest] = strangers.keys();
    if (strangers.size > mostStrangers && oldest !== undefined) strangers.delete(oldest);
    return 0;
  }

  /** Counts a try and sets the wait after it, in one transaction: tries at once come one after the other. False while locked. */
  function countTry(id: string): Promise<boolean> {
    return database.transaction(async (transaction) => {
      const tables = transaction.withTables<IdentityTables>();
      const now = clock.now();
      const counted = await tables
        .updateTable('user_account')
        .set((row) => ({ failures: row('failures', '+', 1) }))
        .where('id', '=', id)
        .where('locked_until', '<=', now)
        .returning('failures')
        .executeTakeFirst();
      if (!counted) return false;
      const wait = waitAfter(counted.failures);
      if (wait > 0) {
        await tables
          .updateTable('user_account')
          .set({ locked_until: now + wait })
          .where('id', '=', id)
          .execute();
      }
      return true;
    });
  }

  async function checkPassword(id: string, password: string): Promise<PasswordResult> {
    const row = await query.selectFrom('user_account').selectAll().where('id', '=', id).executeTakeFirst();
    const now = clock.now();
    // Counted before the check, so that many tries at once do not get a free round.
    if (row && !(await countTry(row.id))) {
      const { locked_until } = await query
        .selectFrom('user_account')
        .select('locked_until')
        .where('id', '=', row.id)
        .executeTakeFirstOrThrow();
      return { ok: false, waitMs: Math.max(0, locked_until - now) };
    }
    const strangersWait = row ? 0 : waitOfStranger(id);
    if (strangersWait > 0) return { ok: false, waitMs: strangersWait };
    const matches = await passwordMatches(password, row?.password ?? strangersPassword);
    if (!row || !matches || row.closed !== null) return { ok: false, waitMs: 0 };
    await query.updateTable('user_account').set({ failures: 0, locked_until: 0 }).where('id', '=', row.id).execute();
    return { ok: true, who: { id: row.id, name: row.name, role: row.role as Role } };
  }

  async function openSession(id: string): Promise<string> {
    const now = clock.now();
    const session = randomBytes(32).toString('base64url');
    await query
      .insertInto('user_session')
      .values({ hash: hashOf(session), user_id: id, created: now, last_seen: now })
      .execute();
    await query
      .deleteFrom('user_session')
      .where('created', '<', now - sessionLongestMs)
      .execute();
    return session;
  }

  return {
    key,

    /** @throws IdentityError */
    async addUser(user: { id: string; name: string; role: Role; password: string }): Promise<Who> {
      // the form of a FHIR id: a user's Practitioner has the same
      if (!/^[A-Za-z0-9][A-Za-z0-9.-]{0,63}$/.test(user.id))
        throw new IdentityError(
          'user-invalid',
          `"${user.id.slice(0, 80)}" is no user id; allowed are 1 to 64 of A-Z a-z 0-9 . -`,
        );
      if (user.name.trim() === '' || user.name.length > 100)
        throw new IdentityError('user-invalid', 'a user has a name of 1 to 100 letters');
      if (!personRoles.includes(user.role))
        throw new IdentityError('user-invalid', `"${user.role}" is no role; allowed are ${personRoles.join(', ')}`);
      if (user.password.length < leastPasswordLength || user.password.length > 1000)
        throw new IdentityError('password-weak', `a password has at least ${leastPasswordLength} letters`);
      if (users.has(user.id) || closed.has(user.id))
        throw new IdentityError('user-exists', `there is a user ${user.id} already`);
      const who: Who = { id: user.id, name: user.name, role: user.role };
      const password = await hashPassword(user.password, cost);
      await query
        .insertInto('user_account')
        .values({ ...who, password, failures: 0, locked_until: 0, created: clock.now(), closed: null })
        .execute();
      users.set(who.id, who);
      return who;
    },

    /** A new password ends every session of the user. @throws IdentityError */
    async setPassword(id: string, password: string): Promise<void> {
      if (!users.has(id)) throw new IdentityError('user-unknown', `there is no user ${id}`);
      if (password.length < leastPasswordLength)
        throw new IdentityError('password-weak', `a password has at least ${leastPasswordLength} letters`);
      const hashed = await hashPassword(password, cost);
      await database.transaction(async (transaction) => {
        const tables = transaction.withTables<IdentityTables>();
        await tables
          .updateTable('user_account')
          .set({ password: hashed, failures: 0, locked_until: 0 })
          .where('id', '=', id)
          .execute();
        await tables.deleteFrom('user_session').where('user_id', '=', id).execute();
      });
    },

    /**
     * Nobody signs in by it, no session or token of it holds, and nobody is told anything through it any more; its name stays
     * with what was done by it. @throws IdentityError user-unknown
     */
    async closeAccount(id: string): Promise<void> {
      const who = users.get(id);
      if (!who) throw new IdentityError('user-unknown', `there is no user ${id}`);
      await database.transaction(async (transaction) => {
        const tables = transaction.withTables<IdentityTables>();
        await tables.updateTable('user_account').set({ closed: clock.now() }).where('id', '=', id).execute();
        await tables.deleteFrom('user_session').where('user_id', '=', id).execute();
      });
      users.delete(id);
      closed.set(id, who);
    },

    /** A closed account is in use again, with its password. @throws IdentityError user-unknown */
    async reopenAccount(id: string): Promise<void> {
      const who = closed.get(id);
      if (!who) throw new IdentityError('user-unknown', `there is no closed account ${id}`);
      await query.updateTable('user_account').set({ closed: null }).where('id', '=', id).execute();
      closed.delete(id);
      users.set(id, who);
    },

    /** Right password: a new session. Wrong, unknown or locked: the same answer, with how long to wait. */
    async login(id: string, password: string): Promise<LoginResult> {
      const checked = await checkPassword(id, password);
      return checked.ok ? { ...checked, session: await openSession(checked.who.id) } : checked;
    },
    /** The same check and the same waits, without a session: for a sign-in that ends elsewhere. */
    checkPassword,
    /** A new session for somebody who has proved who she is in another way. */
    openSession,
    /** Whose session it is, if it still lives. */
    async session(token: string): Promise<Who | undefined> {
      const hash = hashOf(token);
      const row = await query.selectFrom('user_session').selectAll().where('hash', '=', hash).executeTakeFirst();
      const now = clock.now();
      if (!row || now - row.last_seen > sessionIdleMs || now - row.created > sessionLongestMs) return undefined;
      if (now - row.last_seen > touchEveryMs)
        await query.updateTable('user_session').set({ last_seen: now }).where('hash', '=', hash).execute();
      return users.get(row.user_id);
    },

    async logout(token: string): Promise<void> {
      await query.deleteFrom('user_session').where('hash', '=', hashOf(token)).execute();
    },

    async verifyBearer(token: string): Promise<Who | undefined> {
      const who = await verifyToken(key, token, clock.now());
      return who && closed.has(who.id) ? undefined : who;
    },

    /** Whose account is in use. */
    findUser: (id: string): Who | undefined => users.get(id),
    /** Whose it is or was: for the name and the role beside what somebody did, and for nothing that somebody may do. */
    findAuthor: (id: string): Who | undefined => users.get(id) ?? closed.get(id),
    users: (role?: Role): Who[] => [...users.values()].filter((who) => role === undefined || who.role === role),
    closedAccounts: (): Who[] => [...closed.values()],

    /** People a nurse is assigned to, or a family member is linked with. */
    linksOf: (user: string): ReadonlySet<string> => links.get(user) ?? new Set(),

    /** A nurse is assigned to, or a family member linked with, these people and nobody else. */
    async setLinks(user: string, subjects: readonly string[]): Promise<void> {
      const wanted = new Set(subjects);
      await database.transaction(async (transaction) => {
        const tables = transaction.withTables<IdentityTables>();
        await tables.deleteFrom('care_link').where('user_id', '=', user).execute();
        if (wanted.size > 0)
          await tables
            .insertInto('care_link')
            .values([...wanted].map((subject) => ({ user_id: user, subject, since: clock.now() })))
            .execute();
      });
      for (const subject of links.get(user) ?? []) linked.get(subject)?.delete(user);
      links.set(user, new Set());
      for (const subject of wanted) link(user, subject);
    },

    /** Users linked with a person. */
    linkedTo: (subject: string): Who[] => [...(linked.get(subject) ?? [])].flatMap((user) => users.get(user) ?? []),
  };
}
