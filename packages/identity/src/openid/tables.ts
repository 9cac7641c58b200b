import type { Migration } from '@munan/runtime';

export type OpenidTables = {
  oidc_model: {
    kind: string;
    /** SHA-256 of the identifier: a code, a refresh token or a session found here opens nothing. */
    id: string;
    grant_id: string | null;
    user_code: string | null;
    uid: string | null;
    /** User id, to end what is somebody's. */
    account: string | null;
    /** JSON */
    payload: string;
    /** Unix ms, when it was used up. */
    consumed: number | null;
    /** Unix ms. */
    expires: number | null;
  };
  oidc_client: {
    id: string;
    name: string;
    /** JSON of a `RegisteredClient`. */
    registration: string;
    created: number;
  };
  passkey: {
    /** Credential id, base64url. */
    id: string;
    user_id: string;
    name: string;
    public_key: string;
    counter: number;
    /** JSON array of transports. */
    transports: string;
    backed_up: number;
    created: number;
    last_used: number | null;
  };
};

export const openidMigrations: readonly Migration[] = [
  {
    name: 'identity-openid-1-models',
    async up(query, types) {
      await query.schema
        .createTable('oidc_model')
        .addColumn('kind', 'text', (column) => column.notNull())
        .addColumn('id', 'text', (column) => column.notNull())
        .addColumn('grant_id', 'text')
        .addColumn('user_code', 'text')
        .addColumn('uid', 'text')
        .addColumn('account', 'text')
        .addColumn('payload', 'text', (column) => column.notNull())
        .addColumn('consumed', types.bigint)
        .addColumn('expires', types.bigint)
        .addPrimaryKeyConstraint('oidc_model_key', ['kind', 'id'])
        .execute();
      for (const column of ['grant_id', 'uid', 'expires'] as const)
        await query.schema.createIndex(`oidc_model_${column}`).on('oidc_model').column(column).execute();
      await query.schema
        .createTable('oidc_client')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('registration', 'text', (column) => column.notNull())
        .addColumn('created', types.bigint, (column) => column.notNull())
        .execute();
    },
  },
  {
    name: 'identity-openid-2-passkeys',
    async up(query, types) {
      await query.schema
        .createTable('passkey')
        .addColumn('id', 'text', (column) => column.primaryKey())
        .addColumn('user_id', 'text', (column) => column.notNull())
        .addColumn('name', 'text', (column) => column.notNull())
        .addColumn('public_key', 'text', (column) => column.notNull())
        .addColumn('counter', types.bigint, (column) => column.notNull())
        .addColumn('transports', 'text', (column) => column.notNull())
        .addColumn('backed_up', 'integer', (column) => column.notNull())
        .addColumn('created', types.bigint, (column) => column.notNull())
        .addColumn('last_used', types.bigint)
        .execute();
      await query.schema.createIndex('passkey_user').on('passkey').column('user_id').execute();
    },
  },
];
