/** What a process needs from the world, as small interfaces with drivers beside them. */
export { type Generated, type Insertable, type Kysely, type Selectable, sql, type Transaction } from 'kysely';
export * from './clock.ts';
export * from './database/claim.ts';
export * from './database/database.ts';
export * from './database/database-error.ts';
export { insertMany } from './database/insert-many.ts';
export { identity } from './database/migrate.ts';
export * from './database/open.ts';
export { type PostgresForTests, startPostgresForTests } from './database/postgres-for-tests.ts';
export * from './log.ts';
export * from './network/endpoint.ts';
export * from './network/send.ts';
export * from './notifier/channel.ts';
export * from './secret-file.ts';
