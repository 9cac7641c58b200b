import { type Migration, sql } from '@munan/runtime';

export type IdentityTables = {
  user_account: {
    id: string;
    name: string;
    role: string;
    /** scrypt: `N$r$p$salt$hash`, base64url. */
    password: string;
    failures: number;
    locked_until: number;
    created: number;
    /** When it was closed; null while it is in use. */
    closed: number | null;
  };
  user_session: { hash: string; user_id: string; created: number; last_seen: number };
  care_link: { user_id: string; subject: string; since: number };
};

export const identityMigrations: readonly Migration[] = [
  {
    name: 'identity-1-accounts',
    async up(query, types) {
      await query.schema
        .createTable('user_account')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('role', 'text', (column) => column.notNull())
        .addColumn('password', 'text', (column) => column.notNull())
        .addColumn('failures', 'integer', (column) => column.notNull())
        .addColumn('locked_until', types.bigint, (column) => column.notNull())
        .addColumn('created', types.bigint, (column) => column.notNull())
        .execute();
      await query.schema
        .createTable('user_session')
        .addColumn('hash', 'text', (column) => column.primaryKey())
        .addColumn('user_id', 'text', (column) => column.notNull())
        .addColumn('created', types.bigint, (column) => column.notNull())
        .addColumn('last_seen', types.bigint, (column) => column.notNull())
        .execute();
      await query.schema
        .createTable('care_link')
        .addColumn('user_id', 'text', (column) => column.notNull())
        .addColumn('subject', 'text', (column) => column.notNull())
        .addColumn('since', types.bigint, (column) => column.notNull())
        .addPrimaryKeyConstraint('care_link_key', ['user_id', 'subject'])
        .execute();
      // What is in it goes into the audit trail, and the table goes: see carryOldLog of the record.
      await query.schema
        .createTable('access_log')
        .addColumn('nonce', 'text', (column) => column.primaryKey())
        .addColumn('at', types.bigint, (column) => column.notNull())
        .addColumn('user_id', 'text', (column) => column.notNull())
        .addColumn('user_name', 'text', (column) => column.notNull())
        .addColumn('role', 'text', (column) => column.notNull())
        .addColumn('origin', 'text', (column) => column.notNull())
        .addColumn('subject', 'text')
        .addColumn('action', 'text', (column) => column.notNull())
        .execute();
      await query.schema.createIndex('access_log_at').on('access_log').column('at').execute();
      await query.schema.createIndex('access_log_subject').on('access_log').columns(['subject', 'at']).execute();
    },
  },
  {
    // [개인정보의 안전성 확보조치 기준 제8조] the log is kept from change and loss, also by a hand at the database.
    name: 'identity-2-log-only-grows',
    async up(query, types) {
      if (types.bigint === 'integer') {
        for (const change of ['update', 'delete'] as const)
          await sql`create trigger ${sql.raw(`access_log_no_${change}`)} before ${sql.raw(change)} on access_log
            begin select raise(abort, 'the access log only grows'); end`.execute(query);
        return;
      }
      await sql`create function access_log_only_grows() returns trigger language plpgsql as
        $body$ begin raise exception 'the access log only grows'; end $body$`.execute(query);
      await sql`create trigger access_log_only_grows before update or delete or truncate on access_log
        for each statement execute function access_log_only_grows()`.execute(query);
    },
  },
  {
    // [개인정보의 안전성 확보조치 기준 제5조] who leaves loses access without delay; the account stays for the trail.
    name: 'identity-3-closed-accounts',
    async up(query, types) {
      await query.schema.alterTable('user_account').addColumn('closed', types.bigint).execute();
    },
  },
];
